"""Which slow tests of CSAF 2.0 and 2.1 cannot find anything in a document, told by one quick look.

The ``csaf`` package searches the whole document for each of its tests. A screen may only say "nothing there" when it is
sure; when in doubt the test runs. So the findings are the same with and without screens.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from medcord.formats.csaf.editions import Edition, edition_of

_NO_SUCH_KEY = {
    "6.1.4": b'"group_ids":',
    "6.1.5": b'"group_id":',
    "6.1.13": b'"purl',
    "6.1.25": b'"file_hashes":',
}
"""A test that looks at nothing but this key. A quotation mark inside a text is escaped, so only keys are met."""
_BOTH = {"known_affected", "known_not_affected"}
"""Only where a vulnerability has both do the tests 6.2.50 compare ranges."""


def needless(value: dict[str, Any]) -> frozenset[str]:
    """The ids of tests that need not run on a document which the schema of its edition accepts."""
    try:
        text = orjson.dumps(value)
    except TypeError:  # deeper than the writer goes
        return frozenset()
    found = {rule_id for rule_id, key in _NO_SUCH_KEY.items() if key not in text}
    newer = edition_of(value) is Edition.V21
    if newer and not any(one.get("product_status", {}).keys() >= _BOTH for one in value.get("vulnerabilities", ())):
        found |= {"6.2.50.1", "6.2.50.2", "6.2.50.3"}
    defined = list(_defined(value.get("product_tree", {}), "product_paths" if newer else "relationships"))
    known = set(defined)
    if known.issuperset(_referred(value)) and (not newer or known.issuperset(_referred_in_notes(value))):
        found.add("6.1.1")
    if len(known) == len(defined) == text.count(b'"product_id":'):
        found.add("6.1.2")
    return frozenset(found)


def _defined(tree: dict[str, Any], composed: str) -> Iterator[str]:
    yield from (one["product_id"] for one in tree.get("full_product_names", ()))
    yield from (one["full_product_name"]["product_id"] for one in tree.get(composed, ()))
    waiting = list(tree.get("branches", ()))
    while waiting:
        branch = waiting.pop()
        waiting.extend(branch.get("branches", ()))
        if "product" in branch:
            yield branch["product"]["product_id"]


def _referred(value: dict[str, Any]) -> Iterator[str]:
    tree = value.get("product_tree", {})
    for group in tree.get("product_groups", ()):
        yield from group["product_ids"]
    for one in tree.get("relationships", ()):
        yield from (one["product_reference"], one["relates_to_product_reference"])
    for vulnerability in value.get("vulnerabilities", ()):
        for ids in vulnerability.get("product_status", {}).values():
            yield from ids
        for part in ("flags", "remediations", "threats"):
            for one in vulnerability.get(part, ()):
                yield from one.get("product_ids", ())
        for one in vulnerability.get("scores", ()):
            yield from one["products"]


def _referred_in_notes(value: dict[str, Any]) -> Iterator[str]:
    """What CSAF 2.1 lets name products beyond 2.0. In 2.0 these members may hold anything."""
    for note in value["document"].get("notes", ()):
        yield from note.get("product_ids", ())
    for vulnerability in value.get("vulnerabilities", ()):
        for one in (*vulnerability.get("ids", ()), *vulnerability.get("notes", ())):
            yield from one.get("product_ids", ())
