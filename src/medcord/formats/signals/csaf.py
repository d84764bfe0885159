"""Advisories in CSAF, such as CISA's ICSMA: read by the reader of advisories, taken as signals.

What is kept is what matching looks at: products, what is said of them, and the remedies, which name fixed versions.
"""

from __future__ import annotations

from dataclasses import replace

from medcord.core.advisory.value import Advisory, Identifiers, Publisher, Remediation, Statement, Vulnerability
from medcord.core.refusals import UnreadableFile
from medcord.core.signals import Entry, Source
from medcord.core.vocabulary import Tlp
from medcord.formats.csaf import read_advisory
from medcord.formats.signals.text import cve_of, words_of

LONGEST_ID = 60
LONGEST_NAMESPACE = 200
MOST_PRODUCTS = 2_000
MOST_WORDS = 2_000
"""Characters of one remedy; CISA's longest have some 1,500."""


def read_csaf(data: bytes, *, name: str = "advisory") -> Entry:
    """Read one advisory. Raises UnreadableFile with the place: it is none, not public, or a draft."""
    advisory = read_advisory(data, name=name).advisory
    _refuse_unusable(advisory, name)
    cves = tuple(dict.fromkeys(filter(None, (cve_of(one) for one in advisory.cves))))
    bare = words_of(advisory.title.replace(advisory.id, " "), 240).strip(" _:-–")
    by = words_of(advisory.publisher.name, 80)
    return Entry(
        Source.ICSMA,
        advisory.id,
        f"{advisory.id}: {bare}" if bare else advisory.id,
        words_of(f"{by}: {advisory.summary}" if by and advisory.summary else advisory.summary or f"Published by {by}."),
        cve=cves[0] if cves else "",
        more_cves=cves[1:],
        day=advisory.current_release.date(),
        exploited=any(one.exploited for one in advisory.vulnerabilities),
        url=_page_of(advisory),
        advisory=_for_matching(advisory),
    )


def _refuse_unusable(advisory: Advisory, name: str) -> None:
    if advisory.tlp is not Tlp.CLEAR:
        raise UnreadableFile(
            name,
            f"it is marked TLP:{advisory.tlp.value} or carries no marking, and signals are public.",
            "Take what is not public as a report, or ask its publisher for a file marked TLP:CLEAR.",
            where="document.distribution.tlp",
            code="not-public",
        )
    if advisory.status == "draft":
        raise UnreadableFile(
            name, "it is a draft.", "Wait for its release.", where="document.tracking.status", code="draft"
        )
    space = len(advisory.publisher.space)
    if len(advisory.id) > LONGEST_ID or space > LONGEST_NAMESPACE or len(advisory.products) > MOST_PRODUCTS:
        raise UnreadableFile(
            name,
            f"its id has more than {LONGEST_ID} characters, its publisher's namespace more than {LONGEST_NAMESPACE}, "
            f"or it names more than {MOST_PRODUCTS:,} products.",
            "Ask its publisher for a corrected file, or for several.",
            where="document.tracking.id",
            code="too-long",
        )


def _page_of(advisory: Advisory) -> str:
    """Its own page: an address of its publisher, and a page rather than the file."""
    own = [one.url for one in advisory.references if one.category == "self" and one.url.startswith("https://")]
    return next((url for url in own if not url.lower().endswith(".json")), own[0] if own else "")


def _for_matching(one: Advisory) -> Advisory:
    """The advisory as far as matching looks at it; of its texts only the remedies."""
    return Advisory(
        one.id,
        one.title,
        Publisher(one.publisher.name, one.publisher.namespace, one.publisher.category),
        one.status,
        one.version,
        one.initial_release,
        one.current_release,
        category=one.category,
        products=tuple(
            replace(each, identifiers=Identifiers(), categories=(), opens=0, rest="") for each in one.products
        ),
        vulnerabilities=tuple(_bare(each) for each in one.vulnerabilities),
    )


def _bare(one: Vulnerability) -> Vulnerability:
    said = tuple(Statement(each.product_id, each.status) for each in one.statements)
    remedies = (Remediation(r.category, r.details[:MOST_WORDS], product_ids=r.product_ids) for r in one.remediations)
    return Vulnerability(one.cve, statements=said, remediations=tuple(remedies), exploited=one.exploited)
