"""Advisories at random: anything a value may hold that a document can say."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from medcord.core.advisory.value import (
    Acknowledgment,
    Advisory,
    ClinicianWords,
    Identifiers,
    Note,
    PlainWords,
    Product,
    Publisher,
    Reference,
    Remediation,
    Revision,
    Score,
    Statement,
    Vulnerability,
    Weakness,
)
from medcord.core.vocabulary import ProductStatus, Severity, Tlp
from medcord.formats.csaf.statements import JUSTIFICATIONS

# No surrogates and no NUL: no JSON text may hold them, and the reader refuses them.
said = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=12)
maybe = st.just("") | said
words = st.sampled_from(["Acme", "Pump", "2.4", "<= 2.3", "vers:all/*"])
times = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def several(strategy: st.SearchStrategy, most: int = 2) -> st.SearchStrategy:
    return st.lists(strategy, max_size=most).map(tuple)


unique_texts = st.lists(said, max_size=2, unique=True).map(tuple)
notes = st.builds(
    Note, st.sampled_from(["summary", "description", "general", "other", "legal_disclaimer"]), said, maybe, maybe
)
references = st.builds(Reference, said, maybe, st.sampled_from(["self", "external"]))
acknowledgments = st.builds(Acknowledgment, several(said), maybe, maybe, several(said))
identifiers = st.builds(Identifiers, maybe, several(said), unique_texts, unique_texts, unique_texts, unique_texts)
products = st.builds(
    Product,
    st.just(""),
    maybe | words,
    said | words,
    maybe | words,
    st.booleans(),
    maybe,
    st.just(Identifiers()) | identifiers,
    st.just(()) | several(words, 5),
)
clinician_words = st.builds(ClinicianWords, maybe, maybe, maybe, maybe)
plain_words = st.builds(
    PlainWords, maybe, maybe, maybe, maybe, st.none() | st.sampled_from(Severity), maybe, maybe, clinician_words
)


def _scores(ids: st.SearchStrategy) -> st.SearchStrategy:
    bases = st.integers(0, 100).map(lambda tenths: tenths / 10)
    vectors = st.sampled_from(["CVSS:3.1/AV:N", "CVSS:4.0/AV:N", "AV:N", ""])
    severities = st.sampled_from(["", "LOW", "CRITICAL"])
    return st.builds(Score, st.sampled_from(["2.0", "3.0", "3.1", "4.0"]), vectors, bases, severities, ids)


@st.composite
def statements(draw: st.DrawFn, ids: list[str]) -> tuple[Statement, ...]:
    """One status a product."""
    found = []
    for product_id in draw(st.lists(st.sampled_from(ids), unique=True, max_size=4)):
        status = draw(st.sampled_from(ProductStatus))
        word = st.sampled_from(sorted(JUSTIFICATIONS)) | maybe
        found.append(Statement(product_id, status, draw(word)))
    return tuple(found)


@st.composite
def vulnerabilities(draw: st.DrawFn, ids: list[str]) -> Vulnerability:
    about = st.lists(st.sampled_from(ids), unique=True, max_size=3).map(tuple)
    remediation = st.builds(
        Remediation, st.sampled_from(["vendor_fix", "mitigation"]), said, maybe, about, st.none() | times
    )
    return Vulnerability(
        cve=draw(maybe),
        ids=draw(several(st.tuples(said, said))),
        title=draw(maybe),
        cwe_id=draw(maybe),
        cwe_name=draw(maybe),
        notes=draw(several(notes)),
        statements=draw(statements(ids)),
        scores=draw(several(_scores(about), 3)),
        remediations=draw(several(remediation)),
        references=draw(several(references)),
        acknowledgments=draw(several(acknowledgments)),
        exploited=draw(st.booleans()),
        more_cwes=draw(several(st.builds(Weakness, st.sampled_from(["CWE-79", "CWE-306"]), maybe))),
    )


@st.composite
def advisories(draw: st.DrawFn) -> Advisory:
    """Any advisory with at least one product; ids of products differ, times carry a zone."""
    drawn = draw(st.lists(products, min_size=1, max_size=5))
    numbered = [
        Product(f"P{at}", p.vendor, p.name, p.version, p.version_is_range, p.full_name, p.identifiers, p.path)
        for at, p in enumerate(drawn)
    ]
    ids = [product.id for product in numbered]
    return Advisory(
        id=draw(said.map(str.strip).filter(bool)),
        title=draw(maybe),
        publisher=draw(st.builds(Publisher, said, said, st.sampled_from(["coordinator", "vendor", "other"]), maybe)),
        status=draw(st.sampled_from(["draft", "interim", "final"])),
        version=draw(said),
        initial_release=draw(times),
        current_release=draw(times),
        revisions=draw(several(st.builds(Revision, said, times, said))),
        tlp=draw(st.sampled_from(Tlp)),
        language=draw(maybe),
        category=draw(st.sampled_from(["csaf_security_advisory", "csaf_vex", "csaf_base"])),
        summary=draw(maybe),
        notes=draw(several(notes, 3)),
        references=draw(several(references)),
        acknowledgments=draw(several(acknowledgments)),
        products=tuple(numbered),
        vulnerabilities=draw(several(vulnerabilities(ids))),
        plain=draw(plain_words),
    )
