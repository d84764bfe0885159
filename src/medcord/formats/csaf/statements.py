"""Product status, VEX flags and threats of one vulnerability (CSAF 2.0 3.2.3.5, 3.2.3.9, 3.2.3.14)."""

from __future__ import annotations

import re

from medcord.core.advisory.value import Note, Statement
from medcord.core.vocabulary import ProductStatus
from medcord.formats.csaf.our_notes import EXPLOITED
from medcord.formats.csaf.products import Products
from medcord.formats.csaf.reading import Node, Reading

# The least comforting first: that is the one that holds when a document contradicts itself.
STATUS_OF = {
    "known_affected": ProductStatus.AFFECTED,
    "first_affected": ProductStatus.AFFECTED,
    "last_affected": ProductStatus.AFFECTED,
    "under_investigation": ProductStatus.UNDER_INVESTIGATION,
    "unknown": ProductStatus.UNDER_INVESTIGATION,
    "fixed": ProductStatus.FIXED,
    "first_fixed": ProductStatus.FIXED,
    "known_not_affected": ProductStatus.NOT_AFFECTED,
}
JUSTIFICATIONS = frozenset(
    {
        "component_not_present",
        "inline_mitigations_already_exist",
        "vulnerable_code_cannot_be_controlled_by_adversary",
        "vulnerable_code_not_in_execute_path",
        "vulnerable_code_not_present",
    }
)

_PLAIN_STATUS = frozenset({"known_affected", "known_not_affected", "fixed", "under_investigation"})
_ATTACKS = re.compile(
    r"\bexploited\s*:\s*yes\b|\bexploited:\s+attacks"
    r"|\b(actively|known to be|has been|have been|is being|being) exploited\b"
    r"|\bactive exploitation\b|\bexploited in the wild\b"
    r"|\bexploitation (has been |was |is )?(observed|detected|confirmed)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(no|not|never|none|without|unaware|unlikely|theoretical\w*|neither|if|could|may|might|until|unless)\b|n't\b",
    re.IGNORECASE,
)


def read_statements(node: Node, where: str, products: Products, reading: Reading) -> dict[str, Statement]:
    """The statuses by product, in the order of ``STATUS_OF``.

    A product in two contradicting groups (test 6.1.6) keeps the less comforting one.
    """
    status_node = reading.object(node, "product_status", where)
    place = f"{where}.product_status"
    statements: dict[str, Statement] = {}
    for key, status in STATUS_OF.items():
        if key not in status_node:
            continue
        if key not in _PLAIN_STATUS:
            reading.warn(f"{place}.{key}", f"read as {status.value}")
        for product_id in products.meant(status_node, place, key):
            known = statements.get(product_id)
            if known is None:
                statements[product_id] = Statement(product_id, status)
            elif known.status is not status:
                reading.warn(
                    place, f"{product_id[:60]!r} is {known.status.value} and {status.value}; the former was kept"
                )
    for key in status_node.keys() - STATUS_OF.keys():
        reading.warn(f"{place}.{key[:60]}", "says nothing of a status we keep and was left out")
    return statements


def read_flags(node: Node, where: str, statements: dict[str, Statement], products: Products, reading: Reading) -> None:
    """Put the VEX justifications into ``statements``; only products stated as not affected can carry one."""
    for at, flag in enumerate(reading.objects(node, "flags", where)):
        place = f"{where}.flags[{at}]"
        label = reading.text(flag, "label", place)
        for product_id in products.meant(flag, place):
            known = statements.get(product_id)
            if known is None or known.status is not ProductStatus.NOT_AFFECTED:
                reading.warn(place, f"{product_id[:60]!r} is not stated as not affected; the flag was left out")
            elif known.justification:
                reading.warn(place, f"{product_id[:60]!r} already has a justification; the flag was left out")
            else:
                statements[product_id] = Statement(product_id, known.status, label)


def read_threats(
    node: Node, where: str, statements: dict[str, Statement], products: Products, reading: Reading
) -> tuple[bool, tuple[Note, ...]]:
    """Whether attacks are stated as known, and the threats that fit nowhere else as notes.

    An impact text becomes the justification of the products it is about where those are not affected and have none.
    """
    exploited = False
    notes = []
    for at, threat in enumerate(reading.objects(node, "threats", where)):
        place = f"{where}.threats[{at}]"
        category = reading.text(threat, "category", place)
        details = reading.text(threat, "details", place)
        about = products.meant(threat, place)
        if category == "exploit_status":
            exploited = exploited or says_exploited(details)
            if details == EXPLOITED:
                continue
        elif category == "impact" and details and _justify(about, details, statements):
            continue
        if details:
            notes.append(Note("other", details, f"Threat: {category.replace('_', ' ') or 'unnamed'}"))
    return exploited, tuple(notes)


def says_exploited(details: str) -> bool:
    """Whether an exploit_status text says outright that attacks happened; a sentence with any doubt does not count."""
    return any(
        _ATTACKS.search(sentence) and not _DENIAL.search(sentence) for sentence in re.split(r"[.;\n]", details[:10_000])
    )


def _justify(about: tuple[str, ...], details: str, statements: dict[str, Statement]) -> bool:
    """True when the text found a home with every product it is about."""
    placed = 0
    for product_id in about:
        known = statements.get(product_id)
        if known and known.status is ProductStatus.NOT_AFFECTED and not known.justification:
            statements[product_id] = Statement(product_id, known.status, details)
            placed += 1
    return 0 < placed == len(about)
