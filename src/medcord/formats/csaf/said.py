"""Status, flags and threats of one vulnerability to CSAF 2.0: as its publisher said them, while that is still meant.

The value holds one status a product, its justification, and whether attacks are known. A document says that in many
ways (last affected, a flag with a date, a threat to a group). What is said otherwise than we would say it is kept, and
goes out as long as reading it again gives just what the value holds; where somebody has changed the value, the value
goes out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from medcord.core.advisory.value import Advisory, Statement, Vulnerability
from medcord.core.refusals import UnreadableFile
from medcord.core.vocabulary import ProductStatus
from medcord.formats.csaf.our_notes import EXPLOITED
from medcord.formats.csaf.products import Products
from medcord.formats.csaf.reading import Node, Reading
from medcord.formats.csaf.statements import JUSTIFICATIONS, read_flags, read_statements, read_threats

_STATUS_KEY = {
    ProductStatus.AFFECTED: "known_affected",
    ProductStatus.UNDER_INVESTIGATION: "under_investigation",
    ProductStatus.FIXED: "fixed",
    ProductStatus.NOT_AFFECTED: "known_not_affected",
}
MEMBERS = ("product_status", "flags", "threats")


def said_otherwise(node: Node, statements: Iterable[Statement], *, exploited: bool) -> Node:
    """Those of the three members that ``plainly`` would not write as they are."""
    ours = plainly(statements, exploited=exploited)
    return {key: node[key] for key in MEMBERS if key in node and node[key] != ours.get(key)}


def plainly(statements: Iterable[Statement], *, exploited: bool) -> dict[str, Any]:
    """The three members as we write them, where nobody has said it otherwise."""
    statements = tuple(statements)
    status: dict[str, list[str]] = {}
    reasons: dict[str, list[str]] = {}
    for each in statements:
        status.setdefault(_STATUS_KEY[each.status], []).append(each.product_id)
        if each.justification:
            reasons.setdefault(each.justification, []).append(each.product_id)
    flags = [{"label": label, "product_ids": ids} for label, ids in reasons.items() if label in JUSTIFICATIONS]
    threats: list[dict[str, Any]] = []
    if exploited:
        threats.append({"category": "exploit_status", "details": EXPLOITED})
    for text, ids in reasons.items():
        if text not in JUSTIFICATIONS:
            threats.append({"category": "impact", "details": text, "product_ids": ids})
    found = {"product_status": status, "flags": flags, "threats": threats}
    return {key: value for key, value in found.items() if value}


def as_said(vulnerability: Vulnerability, rest: Node, named: Products) -> tuple[dict[str, Any], int]:
    """The three members, and how many of the last notes they say already. Takes what was kept of them out of ``rest``.

    The impact of a product that is not affected, and whether attacks are known, are read from a threat into a field;
    every other threat is read as a note. Where the threats go out, these notes do not.
    """
    ours = plainly(vulnerability.statements, exploited=vulnerability.exploited)
    kept = {key: rest.pop(key) for key in MEMBERS if key in rest}
    if not kept:
        return ours, 0
    candidate = {**ours, **kept}
    statements, exploited, notes = _read(candidate, named)
    count = len(notes)
    last = vulnerability.notes[len(vulnerability.notes) - count :]
    if statements == vulnerability.statements and exploited == vulnerability.exploited and notes == last:
        return candidate, count
    return ours, 0


def products_of(advisory: Advisory) -> Products:
    """The products and groups of a value, as reading knows them."""
    products = Products(Reading("advisory", []))
    products.by_id = {product.id: product for product in advisory.products}
    products.groups = {group.id: group for group in advisory.groups}
    return products


def _read(node: Node, products: Products) -> tuple[tuple[Statement, ...], bool, tuple[Any, ...]]:
    reading = Reading("advisory", [])
    try:
        statements = read_statements(node, "", products, reading)
        read_flags(node, "", statements, products, reading)
        exploited, notes = read_threats(node, "", statements, products, reading)
    except UnreadableFile:
        return (), False, ()
    return tuple(statements.values()), exploited, notes
