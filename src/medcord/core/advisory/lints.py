"""Lints: what the standard allows and a reader stumbles over. Each was met in public advisories.

Nothing here makes a document invalid; a person decides. Pure, and linear in the size of the advisory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from itertools import product as pairs_of

from medcord.core.advisory.readiness import Missing, affected, lacking, range_is_read
from medcord.core.advisory.reading_level import PATIENT_GRADE, reading_level
from medcord.core.advisory.value import Advisory, Product, Vulnerability
from medcord.core.device.expression import Exact, State, contains
from medcord.core.device.reading import read_version_field
from medcord.core.vocabulary import ProductStatus

LINT_LIMIT = 500
"""At most so many lints are given for one advisory."""
NAME_LIMIT = 200
"""How much of a vendor's name is looked at."""
PAIR_LIMIT = 2_000
"""At most so many pairs of a fixed and an affected entry of one product are compared."""

_IN_WORK = (ProductStatus.AFFECTED, ProductStatus.UNDER_INVESTIGATION)
_PLACEHOLDER = re.compile(
    r"\b(?:tbd|tba|todo|fixme|lorem ipsum|to be (?:determined|announced|defined)|placeholder|CVE-\d{4}-X+)\b"
    r"|\bx{3,}\b|\[(?:insert|your|name|date|vendor|product)\b[^\]]{0,80}\]|<(?:insert|your)\b[^>]{0,80}>",
    re.IGNORECASE,
)
_TRAILING_DOT = re.compile(r"\d\.(?=\s|$|[|,;])")
_IS_RANGE = re.compile(r"[|/<>≤≥]|^vers:|\b(?:prior|before|earlier|later|through|all versions)\b", re.IGNORECASE)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]{2,8}")
_SEVERAL_VENDORS = re.compile(r";|\s/\s|(?:,[^,]+){2,},?\s+(?:and|&)\s")


@dataclass(frozen=True, slots=True)
class Lint:
    """``where`` names the product, vulnerability or part; ``level`` "warning" (likely a mistake) or "note"."""

    code: str
    where: str
    sentence: str
    level: str = "warning"


def lints(advisory: Advisory) -> tuple[Lint, ...]:
    """Everything found, in the order of the checks and of the document; at most LINT_LIMIT."""
    found = (lint for check in _CHECKS for lint in check(advisory))
    return tuple(islice(found, LINT_LIMIT))


def _named(advisory: Advisory) -> Iterator[Lint]:
    """The names and version texts of each product entry, and the vendors once each."""
    for vendor in dict.fromkeys(product.vendor for product in advisory.products):
        if _SEVERAL_VENDORS.search(vendor[:NAME_LIMIT]):
            sentence = f'"{vendor[:80]}" names several vendors in one branch. Give each its own.'
            yield Lint("several-vendors", "product tree", sentence)
    for product in advisory.products:
        where = f"product {product.id}"
        if _repeats(product.vendor, product.name):
            yield Lint("vendor-in-name", where, f'The name "{product.name[:80]}" begins with its vendor again.')
        if _TRAILING_DOT.search(product.version):
            yield Lint("trailing-dot", where, f'The version "{product.version[:80]}" ends with a dot.')
        if not product.version_is_range and _IS_RANGE.search(product.version):
            sentence = f'"{product.version[:80]}" stands as one version and names several.'
            yield Lint("range-as-version", where, sentence)


def _repeats(vendor: str, name: str) -> bool:
    first, whole = vendor.strip().casefold(), name.strip().casefold()
    return bool(first) and whole.startswith(first + " ")


def _twice(advisory: Advisory) -> Iterator[Lint]:
    first: dict[tuple[str, ...], Product] = {}
    for product in advisory.products:
        given = product.identifiers
        key = tuple(text.strip().casefold() for text in (product.vendor, product.name, product.version))
        key += (given.cpe, *given.purls, *given.model_numbers, *given.udi_dis, *given.skus, *given.serial_numbers)
        earlier = first.setdefault(key, product)
        if earlier is not product:
            sentence = f"The product is the same as {earlier.id}: vendor, name, version and identifiers are equal."
            yield Lint("product-twice", f"product {product.id}", sentence)


def _matchable(advisory: Advisory) -> Iterator[Lint]:
    codes = {
        Missing.IDENTIFIER: ("no-identifier", "note"),
        Missing.RANGE: ("unreadable-range", "warning"),
        Missing.SERIALS: ("serial-range", "warning"),
    }
    for lack in lacking(advisory):
        code, level = codes[lack.what]
        yield Lint(code, f"product {lack.product_id}", lack.sentence, level)


def _worded(advisory: Advisory) -> Iterator[Lint]:
    for where, text in _texts(advisory):
        if garbled := mojibake(text):
            yield Lint("mojibake", where, f'"{garbled}" looks like text read in the wrong encoding.')
        if hit := _PLACEHOLDER.search(text):
            yield Lint("placeholder", where, f'"{hit[0][:40]}" looks like a placeholder that nobody filled in.')


def mojibake(text: str) -> str:
    """The first part of a text that is UTF-8 read as Latin-1 or Windows-1252, or a replacement sign; else empty."""
    if "\N{REPLACEMENT CHARACTER}" in text:
        return "\N{REPLACEMENT CHARACTER}"
    for hit in _NOT_ASCII.finditer(text):
        for encoding in ("cp1252", "latin-1"):
            try:
                again = hit[0].encode(encoding).decode("utf-8")
            except UnicodeError:
                continue
            if again.isprintable():
                return hit[0]
    return ""


def _texts(advisory: Advisory) -> Iterator[tuple[str, str]]:
    yield "title", advisory.title
    yield "summary", advisory.summary
    plain = advisory.plain
    yield "plain words", "\n".join((plain.device, plain.what_could_happen, plain.what_to_do, plain.not_known))
    yield "words for clinicians", "\n".join(plain.clinicians.all)
    for number, note in enumerate(advisory.notes, start=1):
        yield f"note {number}", f"{note.title}\n{note.text}"
    for product in advisory.products:
        yield f"product {product.id}", f"{product.vendor}\n{product.name}\n{product.version}"
    for vulnerability, where in _placed(advisory):
        notes = (note.text for note in vulnerability.notes)
        details = (remediation.details for remediation in vulnerability.remediations)
        yield where, "\n".join((vulnerability.title, *notes, *details))


def _plain_words(advisory: Advisory) -> Iterator[Lint]:
    parts = (
        ("what the device is", advisory.plain.device),
        ("what could happen", advisory.plain.what_could_happen),
        ("what to do", advisory.plain.what_to_do),
    )
    missing = [name for name, text in parts if not text.strip()]
    if missing:
        sentence = f"The plain words for clinicians and patients do not say {', '.join(missing)}."
        yield Lint("no-plain-words", "plain words", sentence, "note")
    names = [name for product in advisory.products for name in (product.vendor, product.name)]
    level = reading_level("\n".join(text for text in (*(text for _, text in parts), advisory.plain.not_known)), names)
    if level.above():
        sentence = f"The plain words read at grade {level.grade}; patients should need no more than {PATIENT_GRADE}."
        yield Lint("hard-to-read", "plain words", sentence, "note")


def _judged(advisory: Advisory) -> Iterator[Lint]:
    """Each vulnerability: its score, its remediations, and what is said to be fixed."""
    known = {product.id: product for product in advisory.products}
    for vulnerability, where in _placed(advisory):
        if not vulnerability.scores:
            yield Lint("no-score", where, "No CVSS score is given.")
        yield from _remedied(vulnerability, where)
        yield from _split(vulnerability, where)
        yield from _fixed_inside(vulnerability, where, known)


def _remedied(vulnerability: Vulnerability, where: str) -> Iterator[Lint]:
    open_ones = {one.product_id for one in vulnerability.statements if one.status in _IN_WORK}
    told = {product_id for one in vulnerability.remediations for product_id in one.product_ids}
    for_all = any(not one.product_ids for one in vulnerability.remediations)
    hit = dict.fromkeys(s.product_id for s in vulnerability.statements if s.status is ProductStatus.AFFECTED)
    for product_id in hit:
        if product_id not in told and not for_all:
            sentence = (
                f"Product {product_id} is affected, and nothing says what to do, not even that no fix is planned."
            )
            yield Lint("no-remediation", where, sentence)
    for product_id in sorted(told - open_ones):
        sentence = f"A remediation names product {product_id}, which is not said to be affected."
        yield Lint("remediation-not-affected", where, sentence)


def _split(vulnerability: Vulnerability, where: str) -> Iterator[Lint]:
    for one, following in pairwise(vulnerability.remediations):
        together = (one.category, one.product_ids) == (following.category, following.product_ids)
        if together and one.details.rstrip().endswith(":"):
            start = one.details.strip()[-60:]
            yield Lint("split-prose", where, f'One text is cut into several remediations after "{start}".')
            return


def _fixed_inside(vulnerability: Vulnerability, where: str, known: dict[str, Product]) -> Iterator[Lint]:
    groups: dict[tuple[str, str], tuple[list[Product], list[Product]]] = {}
    for statement in vulnerability.statements:
        product = known.get(statement.product_id)
        if product is None or statement.status not in (ProductStatus.FIXED, ProductStatus.AFFECTED):
            continue
        fixed, hit = groups.setdefault((product.vendor.casefold(), product.name.casefold()), ([], []))
        (fixed if statement.status is ProductStatus.FIXED else hit).append(product)
    for fixed, hit in groups.values():
        for one, other in islice(pairs_of(fixed, hit), PAIR_LIMIT):
            if not (other.version.strip() and range_is_read(one.version) and range_is_read(other.version)):
                continue
            version = read_version_field(one.version).expression
            if not isinstance(version, Exact):
                continue
            if contains(read_version_field(other.version).expression, version.version).state is State.INSIDE:
                sentence = f'Version "{one.version[:60]}" is fixed and lies inside "{other.version[:60]}", affected.'
                yield Lint("fixed-inside-affected", where, sentence)


def _dated(advisory: Advisory) -> Iterator[Lint]:
    if advisory.current_release < advisory.initial_release:
        yield Lint("dates-backwards", "dates", "The current release is before the first.")
    for earlier, later in pairwise(advisory.revisions):
        if later.at < earlier.at:
            sentence = f"Revision {later.number} is dated before revision {earlier.number}."
            yield Lint("dates-backwards", "dates", sentence)
    if advisory.revisions and advisory.current_release < max(one.at for one in advisory.revisions):
        yield Lint("dates-backwards", "dates", "The current release is before the last revision.")


def _said(advisory: Advisory) -> Iterator[Lint]:
    if advisory.vulnerabilities and not affected(advisory):
        yield Lint("nothing-affected", "product tree", "No product is said to be affected.", "note")


def _placed(advisory: Advisory) -> Iterator[tuple[Vulnerability, str]]:
    for number, one in enumerate(advisory.vulnerabilities, start=1):
        yield one, f"vulnerability {one.cve or number}"


_CHECKS: tuple[Callable[[Advisory], Iterator[Lint]], ...] = (
    _named,
    _twice,
    _matchable,
    _worded,
    _plain_words,
    _judged,
    _dated,
    _said,
)
