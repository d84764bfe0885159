"""aggregator.json and the mirrors it names (requirements 21 to 23)."""

from __future__ import annotations

from typing import Any

from medcord.formats.csaf.checking.forms import aggregator_faults
from medcord.formats.csaf.checking.walk import Walk, items_of, origin_of, text_of, texts_of

WELL_KNOWN = "/.well-known/csaf-aggregator/aggregator.json"
PLACES = (WELL_KNOWN, "/.well-known/csaf/aggregator.json", "/aggregator.json")
MOST_MIRRORS = 50


def check_aggregator(walk: Walk, origin: str, given: str = "") -> str:
    """Look for aggregator.json; its category ("" if there is none). ``given`` is its address, where it is known."""
    address = given or next((origin + path for path in PLACES if walk.source.get(origin + path).ok), "")
    if not address:
        for number in (21, 22, 23):
            walk.findings.untold(number, "There is no aggregator.json, so this is no lister or aggregator.", origin)
        return ""
    body = walk.object_at(21, address)
    if body is None:
        return ""
    faults = aggregator_faults(body)
    if walk.source.get(address.rpartition("/")[0] + "/provider-metadata.json").ok:
        faults.append("A provider-metadata.json lies next to it, which must not be.")
    for sentence in faults:
        walk.findings.fails(21, sentence, address)
    walk.findings.holds(21, "It has what the standard asks for.", address)
    _issuers(walk, body, address)
    _mirrors(walk, body, address)
    return text_of(body, "aggregator", "category")


def _listed(body: dict[str, Any]) -> list[dict[str, Any]]:
    return items_of(body, "csaf_providers") + items_of(body, "csaf_publishers")


def _issuers(walk: Walk, body: dict[str, Any], address: str) -> None:
    """Two that are not one: other names and other name spaces."""
    listed = [one.get("metadata") for one in _listed(body)]
    spaces = {origin_of(text_of(one, "publisher", "namespace")) for one in listed} - {"", "://"}
    if len(spaces) < 2:
        walk.findings.fails(22, f"It lists {len(spaces)} issuers that are not one another; two are asked for.", address)
    walk.findings.holds(22, f"It lists {len(spaces)} issuers.", address)


def _mirrors(walk: Walk, body: dict[str, Any], address: str) -> None:
    lister = text_of(body, "aggregator", "category") == "lister"
    named = [mirror for one in _listed(body) for mirror in texts_of(one, "mirrors")]
    if lister:
        own = origin_of(text_of(body, "canonical_url") or address)
        for one in named:
            if origin_of(one) == own:
                walk.findings.fails(21, f"A lister has no mirrors of its own, and this is one: {one[:200]}.", address)
        walk.findings.untold(23, "This is a lister, which mirrors nothing.", address)
        return
    for one in named[:MOST_MIRRORS]:
        metadata = walk.object_at(23, one)
        if metadata is not None and not any(
            items_of(each, "rolie", "feeds") for each in items_of(metadata, "distributions")
        ):
            walk.findings.fails(23, "The mirror has no ROLIE feed of its own.", one)
    if len(named) < 2:
        walk.findings.fails(23, f"It names {len(named)} mirrors; two are asked for.", address)
    walk.findings.holds(23, f"{len(named)} mirrors were looked at.", address)
