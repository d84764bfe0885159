"""Remediations that CSAF 2.0 lets stand side by side and 2.1 does not (tests 6.1.35 and 6.1.36)."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]

OPEN_TITLE = "Remediation in another place"
_HELP = frozenset({"vendor_fix", "workaround", "mitigation", "fix_planned"})
_NONE = frozenset({"none_available", "no_fix_planned"})
_UNFIT = {
    "known_not_affected": _HELP | _NONE,
    "first_fixed": _NONE,
    "fixed": _NONE,
    "first_affected": frozenset({"optional_patch"}),
    "known_affected": frozenset({"optional_patch"}),
    "last_affected": frozenset({"optional_patch"}),
}


def settle(node: Node) -> list[Node]:
    """Take from each remediation the products it may not name in 2.1; the notes that keep its words are returned.

    "None available" gives way to what does help; a remediation gives way to a status it contradicts.
    """
    unfit = _unfit(node)
    kept, notes = [], []
    for remediation in node.get("remediations", []):
        category, ids = remediation["category"], remediation.get("product_ids", [])
        out = [product for product in ids if category in unfit.get(product, ())]
        if out:
            text = f"{category}: {remediation['details']}"
            notes.append({"category": "other", "title": OPEN_TITLE, "text": text, "product_ids": out})
            remediation["product_ids"] = [product for product in ids if product not in out]
        if remediation.get("product_ids") or not out:
            kept.append(remediation)
    if "remediations" in node:
        node["remediations"] = kept
        if not kept:
            del node["remediations"]
    return notes


def _unfit(node: Node) -> dict[str, set[str]]:
    """For each product the categories that may not name it."""
    found: dict[str, set[str]] = {}
    for status, ids in node.get("product_status", {}).items():
        for product in ids:
            found.setdefault(product, set()).update(_UNFIT.get(status, ()))
    for remediation in node.get("remediations", []):
        if remediation["category"] in _HELP | _NONE:
            for product in remediation.get("product_ids", []):
                found.setdefault(product, set()).update({"optional_patch"})
                if remediation["category"] in _HELP and remediation["category"] not in found[product]:
                    found[product].update(_NONE)
    return found
