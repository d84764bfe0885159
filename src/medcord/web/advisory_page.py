"""An advisory as a reader needs it: plain words, a line per product, quoted remediations. Nothing is made up here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from medcord.core.advisory import (
    Advisory,
    Note,
    Product,
    Reference,
    Remediation,
    Revision,
    Score,
    Statement,
    Vulnerability,
)
from medcord.core.advisory.in_force import Standing, replaced_in, standing_of
from medcord.core.advisory.remedies import UNTIL_THE_FIX
from medcord.core.advisory.standing import STANDING
from medcord.core.advisory.value import Weakness
from medcord.core.vocabulary import ProductStatus

# The order in which a reader must hear of a product that several flaws speak of: the worst first.
_WORST_FIRST = (
    ProductStatus.AFFECTED,
    ProductStatus.UNDER_INVESTIGATION,
    ProductStatus.FIXED,
    ProductStatus.NOT_AFFECTED,
)

# CSAF's remediation categories (2.0, 3.2.3.12.1; 2.1 adds two): word, icon, tone
_CATEGORIES = {
    "vendor_fix": ("Vendor fix", "build", "good"),
    "optional_patch": ("Optional patch", "build", "info"),
    "mitigation": ("Mitigation", "shield", "info"),
    "workaround": ("Workaround", "shield", "info"),
    "fix_planned": ("Fix planned", "schedule", ""),
    "none_available": ("None available", "remove_circle", "warn"),
    "no_fix_planned": ("No fix planned", "cancel", "warn"),
}

_TO_CLINICIANS = ("Which device", "What could happen", "What to do", "What is not known")

_ALL_VERSIONS = re.compile(r"(vers:\w+/)?\*|vers:all/\*|all(\s+versions)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tag:
    """A chip: word, icon, tone (a class of the stylesheet, may be empty)."""

    word: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A row of the products table. ``statuses`` are worst first; ``cves`` says of which flaw, when they differ."""

    name: str
    maker: str
    versions: str
    numbers: tuple[tuple[str, str], ...]
    statuses: tuple[tuple[ProductStatus, str], ...]
    remedies: tuple[Tag, ...]
    justification: str

    @property
    def affected(self) -> bool:
        return any(status is ProductStatus.AFFECTED for status, _ in self.statuses)


@dataclass(frozen=True, slots=True)
class RemedyLine:
    """A quoted remediation and the products it is for ("" for all of the advisory's)."""

    tag: Tag
    details: str
    url: str
    date: datetime | None
    products: str
    until: bool = False


@dataclass(frozen=True, slots=True)
class Flaw:
    """A vulnerability: its description, identifiers, scores, and since when it is listed as exploited."""

    name: str
    title: str
    cve: str
    weaknesses: tuple[Weakness, ...]
    texts: tuple[Note, ...]
    scores: tuple[Score, ...]
    decided: tuple[tuple[str, str], ...]
    exploited: bool
    listed: date | None
    ids: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AdvisoryPage:
    """Everything the template shows of one revision."""

    value: Advisory
    makers: tuple[str, ...]
    product_names: tuple[str, ...]
    plain: bool
    products: tuple[ProductLine, ...]
    remedies: tuple[RemedyLine, ...]
    flaws: tuple[Flaw, ...]
    summaries: tuple[Note, ...]
    notes: tuple[Note, ...]
    references: tuple[Reference, ...]
    history: tuple[Revision, ...]
    standing: Standing | None
    replaces: tuple[Reference, ...]

    @property
    def exploited(self) -> tuple[Flaw, ...]:
        """Flaws that are attacked, as far as the document or CISA's list says."""
        return tuple(flaw for flaw in self.flaws if flaw.exploited)

    @property
    def for_clinicians(self) -> tuple[tuple[str, str], ...]:
        """The version for clinicians, part by part; what is not written is left out."""
        return tuple(
            (title, text) for title, text in zip(_TO_CLINICIANS, self.value.plain.clinicians.all, strict=True) if text
        )

    @property
    def therapy(self) -> str:
        """What is said of stopping therapy, on every page with words for patients (P3)."""
        return STANDING

    @property
    def lists(self) -> tuple[tuple[str, tuple[RemedyLine, ...]], ...]:
        """The remediations, and apart from them what is done until there is a fix; untitled where it is one list."""
        fixes = tuple(one for one in self.remedies if not one.until)
        until = tuple(one for one in self.remedies if one.until)
        if not fixes or not until:
            return (("", self.remedies),)
        return (("", fixes), ("Until the fix", until))

    @property
    def no_harm_said(self) -> bool:
        return not (self.value.plain.harm and self.value.plain.harm_statement)


def advisory_page(value: Advisory, listed: Mapping[str, date | None]) -> AdvisoryPage:
    """``listed`` holds the advisory's CVEs that are on the list of known exploited ones, with the day."""
    plain = value.plain
    summaries = tuple(note for note in value.notes if note.category == "summary" and note.text.strip())
    if value.summary and all(note.text != value.summary for note in summaries):
        summaries = (Note("summary", value.summary, "Summary"), *summaries)
    return AdvisoryPage(
        value=value,
        makers=_distinct(product.vendor for product in value.products),
        product_names=_distinct(product.name for product in value.products),
        plain=plain.for_patients,
        products=product_lines(value),
        remedies=remedy_lines(value),
        flaws=tuple(_flaw(each, listed) for each in value.vulnerabilities),
        summaries=summaries,
        notes=tuple(note for note in value.notes if note.category != "summary" and note.text.strip()),
        references=safe_references(value),
        history=tuple(sorted(value.revisions, key=lambda revision: revision.at, reverse=True)),
        standing=standing_of(value),
        replaces=tuple(one for one in replaced_in(value) if _web(one.url)),
    )


def product_lines(value: Advisory) -> tuple[ProductLine, ...]:
    """One line per product entry, in document order."""
    said: dict[str, list[tuple[Vulnerability, Statement]]] = {}
    for flaw in value.vulnerabilities:
        for statement in flaw.statements:
            said.setdefault(statement.product_id, []).append((flaw, statement))
    offered: dict[str, list[Remediation]] = {}
    for flaw in value.vulnerabilities:
        for remedy in flaw.remediations:
            for product_id in remedy.product_ids:
                offered.setdefault(product_id, []).append(remedy)
    return tuple(_product_line(each, said.get(each.id, []), offered.get(each.id, [])) for each in value.products)


def _product_line(
    product: Product, said: list[tuple[Vulnerability, Statement]], offered: list[Remediation]
) -> ProductLine:
    by_status: dict[ProductStatus, list[str]] = {}
    for flaw, statement in said:
        by_status.setdefault(statement.status, []).append(flaw.cve or flaw.title)
    differ = len(by_status) > 1
    statuses = tuple((one, ", ".join(by_status[one]) if differ else "") for one in _WORST_FIRST if one in by_status)
    numbers = product.identifiers
    return ProductLine(
        name=product.name or product.full_name,
        maker=product.vendor,
        versions=versions_in_words(product.version),
        numbers=(
            *(("Model", number) for number in numbers.model_numbers),
            *(("UDI-DI", number) for number in numbers.udi_dis),
            *(("SKU", number) for number in numbers.skus),
        ),
        statuses=statuses,
        remedies=tuple(dict.fromkeys(category_tag(remedy.category) for remedy in offered)),
        justification=next((statement.justification for _, statement in said if statement.justification), ""),
    )


def versions_in_words(text: str) -> str:
    """The version text as its publisher wrote it; only the sign for all versions becomes the words."""
    return "all versions" if _ALL_VERSIONS.fullmatch(text.strip()) else text


def remedy_lines(value: Advisory) -> tuple[RemedyLine, ...]:
    """Each distinct remediation once, with all products it is for."""
    merged: dict[tuple[str, str, str, datetime | None], list[str]] = {}
    for flaw in value.vulnerabilities:
        for one in flaw.remediations:
            merged.setdefault((one.category, one.details, _web(one.url), one.date), []).extend(one.product_ids)
    return tuple(
        RemedyLine(category_tag(category), details, url, day, _named(value, set(ids)), category in UNTIL_THE_FIX)
        for (category, details, url, day), ids in merged.items()
    )


def _named(value: Advisory, ids: set[str]) -> str:
    affected = {
        statement.product_id
        for flaw in value.vulnerabilities
        for statement in flaw.statements
        if statement.status is ProductStatus.AFFECTED
    }
    if not ids or ids >= affected:
        return ""
    return ", ".join(_distinct(f"{each.name} {each.version}".strip() for each in value.products if each.id in ids))


def category_tag(category: str) -> Tag:
    """The chip of a remediation's category; one we do not know keeps its own name."""
    known = _CATEGORIES.get(category)
    return Tag(*known) if known else Tag(category.replace("_", " ").capitalize() or "Remediation", "info_outline", "")


def safe_references(value: Advisory) -> tuple[Reference, ...]:
    """References that a browser may follow, each address once."""
    found = (*value.references, *(each for flaw in value.vulnerabilities for each in flaw.references))
    return tuple({each.url: each for each in found if _web(each.url)}.values())


def _flaw(flaw: Vulnerability, listed: Mapping[str, date | None]) -> Flaw:
    return Flaw(
        name=flaw.cve or next((text for _, text in flaw.ids), "") or "Vulnerability",
        title="" if flaw.title == flaw.cve else flaw.title,
        cve=flaw.cve,
        weaknesses=flaw.weaknesses,
        texts=tuple(note for note in flaw.notes if note.text.strip()),
        scores=flaw.scores,
        decided=tuple(line for one in flaw.ssvc for line in one.words),
        exploited=flaw.exploited or flaw.cve in listed,
        listed=listed.get(flaw.cve),
        ids=flaw.ids,
    )


def _web(url: str) -> str:
    """The address if it is of the web: other kinds of address could run code in a reader's browser."""
    try:
        return url if urlsplit(url.strip()).scheme in ("http", "https") else ""
    except ValueError:  # a publisher's broken address must not break the page
        return ""


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
