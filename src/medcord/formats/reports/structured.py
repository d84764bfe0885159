"""JSON: a CSAF vulnerability report, or what VINCE and other trackers export."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from medcord.core.refusals import UnreadableFile
from medcord.formats.reports.numbers import numbers_in
from medcord.formats.reports.value import Arrived

LONGEST_TEXT = 20_000
DEEPEST = 30

# What trackers call the same thing, ours first. VINCE's report form and its case API are among them.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "summary_title", "subject", "name"),
    "maker": ("vendor_name", "vendor", "manufacturer", "vendorname"),
    "model": ("product_name", "product", "model", "affected_product"),
    "version": ("product_version", "version", "affected_version"),
    "text": ("vul_description", "description", "summary", "overview", "details"),
    "impact": ("vul_impact", "impact", "patient_impact"),
    "found_by": ("vul_discovery", "discovery", "how_found", "how_tested"),
}


def read(name: str, document: object) -> Arrived:
    """What a JSON document says; refuses one that says nothing."""
    if isinstance(document, list):
        document = next((one for one in document if isinstance(one, dict)), {})
    if not isinstance(document, dict):
        document = {}
    whole = json.dumps(document, ensure_ascii=False)
    inner = document.get("document")
    if isinstance(inner, dict) and isinstance(document.get("vulnerabilities"), list):
        arrived = _csaf(inner, document, whole)
    else:
        arrived = _other(document, whole)
    if not arrived.text:
        raise UnreadableFile(
            name, "it is JSON, but no description stands in it.", "Paste its text instead.", code="not-a-report"
        )
    return arrived


def _csaf(head: Mapping[str, Any], document: Mapping[str, Any], whole: str) -> Arrived:
    names = list(_branches(document.get("product_tree"), 0))
    flaws = [one for one in document["vulnerabilities"] if isinstance(one, dict)]
    notes = [*_notes(head), *(note for one in flaws for note in _notes(one))]
    threats = [threat for one in flaws for threat in _dicts(one.get("threats"))]
    said = [_text(one, "title") for one in flaws] + [text for category, text in notes if category != "legal_disclaimer"]
    said += [_text(one, "details") for one in threats if one.get("category") == "exploit_status"]
    return Arrived(
        kind="csaf",
        title=_text(head, "title")[:200],
        text="\n\n".join(filter(None, said))[:LONGEST_TEXT],
        numbers=numbers_in(whole),
        maker=_named(names, "vendor"),
        model=_named(names, "product_name"),
        version=", ".join(dict.fromkeys(name for kind, name in names if kind.startswith("product_version")))[:160],
        impact="\n".join(_text(one, "details") for one in threats if one.get("category") == "impact")[:LONGEST_TEXT],
    )


def _branches(tree: object, depth: int) -> Iterator[tuple[str, str]]:
    if not isinstance(tree, dict) or depth > DEEPEST:
        return
    for branch in _dicts(tree.get("branches")):
        yield _text(branch, "category"), _text(branch, "name")
        yield from _branches(branch, depth + 1)


def _named(names: list[tuple[str, str]], kind: str) -> str:
    return ", ".join(dict.fromkeys(name for each, name in names if each == kind and name))[:160]


def _notes(place: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(_text(note, "category"), _text(note, "text")) for note in _dicts(place.get("notes"))]


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(place: Mapping[str, Any], key: str) -> str:
    value = place.get(key)
    return value.strip() if isinstance(value, str) else ""


def _other(document: Mapping[str, Any], whole: str) -> Arrived:
    flat: dict[str, str] = {}
    for key, value in _flat(document, 0):
        flat.setdefault(key.lower().replace("-", "_").replace(" ", "_"), value)
    found = {field: next((flat[key] for key in keys if flat.get(key)), "") for field, keys in _KEYS.items()}
    flaws = [_text(one, "description") for one in _dicts(document.get("vulnerabilities"))]
    text = "\n\n".join(dict.fromkeys(filter(None, [found["text"], *flaws])))
    return Arrived(
        kind="json",
        title=found["title"][:200],
        text=text[:LONGEST_TEXT],
        numbers=numbers_in(whole),
        maker=found["maker"][:160],
        model=found["model"][:160],
        version=found["version"][:160],
        impact=found["impact"][:LONGEST_TEXT],
        found_by=found["found_by"][:LONGEST_TEXT],
    )


def _flat(value: Mapping[str, Any], depth: int) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if isinstance(inner, str) and inner.strip():
            yield key, inner.strip()
        elif isinstance(inner, dict) and depth < DEEPEST:
            yield from _flat(inner, depth + 1)
