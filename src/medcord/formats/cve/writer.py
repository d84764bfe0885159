"""One vulnerability of an ``Advisory`` as a CVE record (JSON 5.1, ``containers.cna``), for the CNA to check and send.

It is a draft: its state is RESERVED until the CNA publishes it, and it names no organisation but the one given. With
these two the CNA adds, ``containers.cna`` follows the record format's own schema; what the format has no room for (a
vector of another form, an address that is none) is left out. A range is written as such only where
``formats.csaf.vers`` is certain of it; else the publisher's text stands as the version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import orjson

from medcord.core.advisory.value import Acknowledgment, Advisory, Product, Remediation, Score, Ssvc, Vulnerability
from medcord.core.refusals import InputRefusal
from medcord.core.vocabulary import ProductStatus
from medcord.formats.csaf.scores import severity_word
from medcord.formats.csaf.times import write_time
from medcord.formats.csaf.vers import ALL, Kind, normalise

DATA_VERSION = "5.1"

Node = dict[str, Any]
_METRIC = {"2.0": "cvssV2_0", "3.0": "cvssV3_0", "3.1": "cvssV3_1", "4.0": "cvssV4_0"}
_STATUS = {
    ProductStatus.AFFECTED: "affected",
    ProductStatus.FIXED: "unaffected",
    ProductStatus.NOT_AFFECTED: "unaffected",
    ProductStatus.UNDER_INVESTIGATION: "unknown",
}
_SOLUTIONS = frozenset({"vendor_fix", "optional_patch", "fix_planned"})
_WORKAROUNDS = frozenset({"mitigation", "workaround"})
_REFERENCE_LIMIT, _TEXT_LIMIT, _ADDRESS_LIMIT, _VERSION_LIMIT, _NAME_LIMIT = 512, 4096, 2048, 1024, 512
_LANGUAGE = re.compile(r"[A-Za-z]{2,4}([_-][A-Za-z]{4})?([_-]([A-Za-z]{2}|[0-9]{3}))?")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[!-~]+")
_CWE = re.compile(r"CWE-[1-9][0-9]{0,4}")
_CPE = re.compile(r"cpe:2\.3:[aho](?::[!-9;-~]+){10}|cpe:/[aho](?::[\w.~%-]*){0,6}", re.ASCII)
_VECTOR = {
    "2.0": re.compile(r"(?:[A-Za-z]{1,3}:[A-Z]{1,3}/){5}[A-Z]:[A-Z](?:/[A-Z]{1,3}:[A-Z]{1,3})*"),
    "3.0": re.compile(r"CVSS:3\.0(?:/[A-Z]{1,3}:[A-Z]){8,}"),
    "3.1": re.compile(r"CVSS:3\.1(?:/[A-Z]{1,3}:[A-Z]){8,}"),
    "4.0": re.compile(r"CVSS:4\.0(?:/[A-Z]{1,3}:[A-Za-z]+){11,}"),
}
"""The shape that the format asks for; whether the letters are right is for the validator of the advisory."""


def write_cve_records(advisory: Advisory, *, cve: str = "", url: str, engine_version: str, org_id: str = "") -> bytes:
    """The record of the vulnerability ``cve``, or a list with the record of each vulnerability that has a CVE number.

    ``url`` is the page of the advisory, if it has one. Raises InputRefusal where there is no such vulnerability.
    """
    chosen = [each for each in advisory.vulnerabilities if each.cve and cve in ("", each.cve)]
    if not chosen:
        raise InputRefusal(
            f"{advisory.id} has no vulnerability {cve or 'with a CVE number'}. Give a CVE number of the advisory.",
            code="no-such-cve",
        )
    records = [_record(advisory, each, url=url, engine_version=engine_version, org_id=org_id) for each in chosen]
    return _bytes(records[0] if cve else records)


def write_cve_record(
    advisory: Advisory, vulnerability: Vulnerability, *, url: str, engine_version: str, org_id: str = ""
) -> bytes:
    """The draft record as UTF-8 JSON, keys sorted. ``org_id`` is the UUID of the CNA; without it no place names one."""
    return _bytes(_record(advisory, vulnerability, url=url, engine_version=engine_version, org_id=org_id))


def _bytes(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _record(advisory: Advisory, vulnerability: Vulnerability, *, url: str, engine_version: str, org_id: str) -> Node:
    cna = {
        "affected": _affected(advisory, vulnerability),
        "credits": _credits((*vulnerability.acknowledgments, *advisory.acknowledgments), advisory.language),
        "datePublic": write_time(advisory.initial_release),
        "descriptions": [_text(_description(advisory, vulnerability), advisory.language)],
        "metrics": [*_metrics(vulnerability.scores), *map(_decision, vulnerability.ssvc)],
        "problemTypes": _problem_types(vulnerability),
        "providerMetadata": {"orgId": org_id} if org_id else {},
        "references": _references(advisory, vulnerability, url),
        "solutions": _remedies(vulnerability.remediations, _SOLUTIONS, advisory.language),
        "source": {"advisory": advisory.id, "discovery": "UNKNOWN"},
        "title": _cut(vulnerability.title, 256),
        "workarounds": _remedies(vulnerability.remediations, _WORKAROUNDS, advisory.language),
        "x_generator": {"engine": f"medcord {engine_version}"},
    }
    metadata = {"cveId": vulnerability.cve, "state": "RESERVED", "assignerOrgId": org_id}
    return {
        "containers": {"cna": _filled(cna)},
        "cveMetadata": _filled(metadata),
        "dataType": "CVE_RECORD",
        "dataVersion": DATA_VERSION,
    }


def _affected(advisory: Advisory, vulnerability: Vulnerability) -> list[Node]:
    """One entry for each product name, its versions in the order of the advisory; what is not named is unknown."""
    entries: dict[tuple[str, str], Node] = {}
    for statement in vulnerability.statements:
        product = advisory.product(statement.product_id)
        if product is None:
            continue
        name = product.name or product.full_name or product.id
        key = (_cut(product.vendor or "n/a", _NAME_LIMIT), _cut(name, _ADDRESS_LIMIT))
        entry = entries.setdefault(
            key, {"vendor": key[0], "product": key[1], "defaultStatus": "unknown", "versions": []}
        )
        _add_version(entry, product, _STATUS[statement.status])
        if _CPE.fullmatch(product.identifiers.cpe):
            entry.setdefault("cpes", []).append(product.identifiers.cpe)
    for entry in entries.values():
        entry.pop("said", None)
        if not entry["versions"]:
            del entry["versions"]
    return list(entries.values())


def _add_version(entry: Node, product: Product, status: str) -> None:
    if not product.version:
        _set_default(entry, status)
        return
    done = normalise(product.version, claimed_range=product.version_is_range, full_name=product.full_name)
    if done.kind is Kind.RANGE and done.text == ALL:
        _set_default(entry, status)
        return
    version: Node = {"status": status, "version": _cut(done.text, _VERSION_LIMIT)}
    if done.kind is Kind.RANGE:
        version = {"status": status, "versionType": "custom", **_bounds(done.text.removeprefix("vers:intdot/"))}
    if "version" in version and version not in entry["versions"]:
        entry["versions"].append(version)


def _set_default(entry: Node, status: str) -> None:
    """What is said of all versions; the least comforting holds where two entries of one name differ."""
    ranks = ("unaffected", "unknown", "affected")
    said = entry.get("said", status)
    entry["defaultStatus"] = entry["said"] = max(said, status, key=ranks.index)


def _bounds(text: str) -> Node:
    """``>=1.0|<2.0`` in the fields of the format. It has no word for a range that leaves out its lower bound, or that
    has no upper one; such a range stands as a text."""
    bounds: Node = {"version": "0"}
    for constraint in text.split("|"):
        number = constraint.lstrip("<>=")
        if constraint.startswith(">="):
            bounds["version"] = number
        elif constraint.startswith("<="):
            bounds["lessThanOrEqual"] = number
        elif constraint.startswith("<"):
            bounds["lessThan"] = number
        else:
            return {"version": text}
    return bounds if len(bounds) > 1 else {"version": text}


def _description(advisory: Advisory, vulnerability: Vulnerability) -> str:
    """The vulnerability's own words; the advisory's summary only where it has none."""
    for category in ("description", "summary", "details", "general"):
        for note in vulnerability.notes:
            if note.category == category and note.text:
                return note.text
    return vulnerability.title or advisory.summary or advisory.title or advisory.id


def _metrics(scores: Iterable[Score]) -> list[Node]:
    found: list[Node] = []
    for score in scores:
        metric = _metric(score)
        if _VECTOR[score.version].fullmatch(score.vector) and metric not in found:
            found.append(metric)
    return found


def _metric(score: Score) -> Node:
    cvss: Node = {"version": score.version, "vectorString": score.vector, "baseScore": score.base}
    if score.version != "2.0":
        cvss["baseSeverity"] = score.severity or severity_word(score.version, score.base)
    return {"format": "CVSS", _METRIC[score.version]: cvss}


def _decision(one: Ssvc) -> Node:
    """A decision by SSVC, for which the format has no field of its own."""
    return {"other": {"type": "ssvc", "content": orjson.loads(one.selection_list)}}


def _problem_types(vulnerability: Vulnerability) -> list[Node]:
    """One for each weakness."""
    found = []
    for one in vulnerability.weaknesses:
        said = {"lang": "en", "description": one.words}
        if _CWE.fullmatch(one.id):
            said |= {"type": "CWE", "cweId": one.id}
        found.append({"descriptions": [said]})
    return found


def _references(advisory: Advisory, vulnerability: Vulnerability, url: str) -> list[Node]:
    """The advisory's page first, each address once (the format asks for one to 512)."""
    named: dict[str, str] = {url: advisory.id}
    for reference in (*vulnerability.references, *advisory.references):
        named.setdefault(reference.url, reference.summary)
    found = [
        _filled({"url": address, "name": _cut(name, _NAME_LIMIT)})
        for address, name in named.items()
        if len(address) <= _ADDRESS_LIMIT and _ADDRESS.fullmatch(address)
    ]
    if found and found[0]["url"] == url:
        found[0]["tags"] = ["vendor-advisory" if advisory.publisher.category == "vendor" else "third-party-advisory"]
    return found[:_REFERENCE_LIMIT]


def _remedies(remediations: Iterable[Remediation], categories: frozenset[str], language: str) -> list[Node]:
    texts = dict.fromkeys(
        " ".join(filter(None, (each.details, each.url if each.url not in each.details else "")))
        for each in remediations
        if each.category in categories
    )
    return [_text(text, language) for text in texts if text]


def _credits(thanks: Iterable[Acknowledgment], language: str) -> list[Node]:
    """Whom the advisory thanks, by their choice already. What they did is not said, so no type is given."""
    values: dict[str, None] = {}
    for thank in thanks:
        of = f" of {thank.organization}" if thank.organization and thank.names else thank.organization
        values.setdefault(f"{', '.join(thank.names)}{of}" or thank.summary)
    return [_text(value, language) for value in values if value]


def _text(value: str, language: str) -> Node:
    """A text in its language; of a tag that the format has no room for, its first part."""
    tag = next((each for each in (language, language.split("-")[0]) if _LANGUAGE.fullmatch(each)), "en")
    return {"lang": tag, "value": _cut(value, _TEXT_LIMIT)}


def _cut(text: str, most: int) -> str:
    """A text that is longer than the format allows ends where one sees it."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _filled(node: Node) -> Node:
    return {key: value for key, value in node.items() if value}
