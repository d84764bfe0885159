"""C9: an advisory that machines cannot match to devices does not go out without a reason that shows.

Each affected product needs an identifier (model number, UDI-DI, CPE or purl) and a range of versions that can be read.
Neither is ever invented here: what is missing is named, and a named person gives a reason or fills it in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from medcord.core.advisory.texts import texts_of
from medcord.core.advisory.value import Advisory, Product
from medcord.core.device.expression import Contradictory, Expression, Unknown
from medcord.core.device.expression import Union as SeveralRanges
from medcord.core.device.reading import read_version_field
from medcord.core.device.serials import names_a_range_of_devices
from medcord.core.vocabulary import ProductStatus

VERSION_LIMIT = 300
"""A longer version text is not looked into: the longest in public medical advisories has 141 characters."""


class Missing(StrEnum):
    """What an affected product may lack."""

    IDENTIFIER = "identifier"
    RANGE = "range"
    SERIALS = "serials"
    """It has a range of serial numbers too many: such a range stands in an advisory only for a reason (P4)."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing one affected product lacks, and the sentence that says so."""

    product_id: str
    what: Missing
    sentence: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """Why the advisory goes out all the same, for one thing of one product. A blank reason waives nothing."""

    product_id: str
    what: Missing
    reason: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """The lacks that hold the advisory back, and those that have a reason, each with it."""

    blocking: tuple[Lack, ...]
    waived: tuple[tuple[Lack, Waiver], ...]


def affected(advisory: Advisory) -> tuple[Product, ...]:
    """The products that are affected by any of the vulnerabilities, in the order of the document."""
    ids = {
        statement.product_id
        for vulnerability in advisory.vulnerabilities
        for statement in vulnerability.statements
        if statement.status is ProductStatus.AFFECTED
    }
    return tuple(product for product in advisory.products if product.id in ids)


def lacking(advisory: Advisory) -> tuple[Lack, ...]:
    """What the affected products lack, in the order of the document; identifier before range."""
    found: list[Lack] = []
    for product in affected(advisory):
        name = product.full_name or " ".join(part for part in (product.vendor, product.name) if part) or product.id
        if not identified(product):
            found.append(Lack(product.id, Missing.IDENTIFIER, f"{name}: no model number, UDI-DI, CPE or purl."))
        if not product.version.strip():
            found.append(Lack(product.id, Missing.RANGE, f"{name}: no versions are named."))
        elif not range_is_read(product.version):
            sentence = f'{name}: "{product.version[:80]}" cannot be read as a version or a range.'
            found.append(Lack(product.id, Missing.RANGE, sentence))
        if names_a_range_of_devices(f"{product.name}\n{product.version}"):
            found.append(Lack(product.id, Missing.SERIALS, f"{name}: its devices are told by their serial numbers."))
    return tuple(found)


def serial_ranges(advisory: Advisory) -> tuple[Lack, ...]:
    """A range of serial numbers in the words of the advisory; it is counted to the first product that is affected."""
    first = next(iter(affected(advisory)), None)
    if first is None or any(one.what is Missing.SERIALS for one in lacking(advisory)):
        return ()
    if not any(names_a_range_of_devices(text) for text in texts_of(advisory)):
        return ()
    return (Lack(first.id, Missing.SERIALS, "A text tells devices apart by a range of serial numbers."),)


def judged(lacks: Iterable[Lack], waivers: Iterable[Waiver]) -> Readiness:
    """Which lacks block and which are waived. A waiver counts for its own product and its own lack only."""
    reasons = {(one.product_id, one.what): one for one in waivers if one.reason.strip()}
    blocking: list[Lack] = []
    waived: list[tuple[Lack, Waiver]] = []
    for lack in lacks:
        waiver = reasons.get((lack.product_id, lack.what))
        if waiver is None:
            blocking.append(lack)
        else:
            waived.append((lack, waiver))
    return Readiness(tuple(blocking), tuple(waived))


def public_words(readiness: Readiness) -> str:
    """The public text of the waivers, a line each; empty when nothing is waived."""
    return "\n".join(f"{lack.sentence} Published all the same: {waiver.reason}" for lack, waiver in readiness.waived)


def identified(product: Product) -> bool:
    """Whether the product has an identifier that C9 accepts. A serial number or stock number alone is none."""
    given = product.identifiers
    numbers = (given.cpe, *given.purls, *given.model_numbers, *given.udi_dis)
    return any(number.strip() for number in numbers)


def range_is_read(text: str) -> bool:
    """Whether all of a version text is understood: nothing in it is prose, contradictory, or names of models."""
    if len(text) > VERSION_LIMIT:
        return False
    reading = read_version_field(text)
    return not reading.models and not reading.per_model and _certain(reading.expression)


def _certain(expression: Expression) -> bool:
    if isinstance(expression, SeveralRanges):
        return all(_certain(member) for member in expression.members)
    return not isinstance(expression, Unknown | Contradictory)
