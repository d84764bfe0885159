"""An ``Advisory`` to a CSAF 2.1 document (release candidate of its fourth draft): same value, same bytes.

It is the 2.0 document said in the words of 2.1, so that the two never tell different things. What only 2.1 holds
(TLP 2.0, CVSS 4.0, several purls) comes from the value. A weakness whose name stands in no edition of the CWE list,
a score of no named product, who was involved, and remediations that contradict each other have no valid place; they
become notes. Members that the standard does not know are left out, as 2.1 allows none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import orjson

from medcord.core.advisory.in_force import CATEGORIES, standing_of
from medcord.core.advisory.value import Advisory, Score, Ssvc, Vulnerability
from medcord.formats.csaf.canonical_form import canonical
from medcord.formats.csaf.editions import Edition, schema_of
from medcord.formats.csaf.identification import PURL_NAMESPACE
from medcord.formats.csaf.our_notes import SSVC_TITLE
from medcord.formats.csaf.reader import STRICT_TEXT
from medcord.formats.csaf.remediations_2_1 import settle
from medcord.formats.csaf.rest import with_rest
from medcord.formats.csaf.vers import Kind, normalise
from medcord.formats.csaf.weaknesses import cwe_edition
from medcord.formats.csaf.writer import write_csaf

SCHEMA = "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json"
KEPT_TITLE = "Versions no machine reads"

Node = dict[str, Any]
_VERSIONS = ("product_version", "product_version_range")
_NOT_OF_A_VERSION = re.compile(
    r"[<>*]|\.x\b|\b(?:after|all|before|earlier|later|prior|through|versions)\b", re.IGNORECASE
)
_METRIC = {"2.0": "cvss_v2", "3.0": "cvss_v3", "3.1": "cvss_v3", "4.0": "cvss_v4"}


def write_csaf_2_1(advisory: Advisory, *, canonical_url: str, engine_version: str) -> bytes:
    """The document as UTF-8 JSON, keys sorted, ending in a line feed. ``validate`` says whether it is valid."""
    value = canonical(advisory, canonical_url=canonical_url)
    bare = (replace(each, scores=(), ssvc=(), more_cwes=()) for each in value.vulnerabilities)
    plain = replace(value, vulnerabilities=tuple(bare))
    root = orjson.loads(write_csaf(plain, canonical_url=canonical_url, engine_version=engine_version))
    root["$schema"] = SCHEMA
    _document(root["document"], value)
    kept = _product_tree(root.get("product_tree", {}))
    if kept:
        root["document"].setdefault("notes", []).append(_kept_note(kept))
    _profile(root)
    for node, vulnerability in zip(root.get("vulnerabilities", []), value.vulnerabilities, strict=True):
        _vulnerability(node, vulnerability)
    _only_known(root)
    return orjson.dumps(root, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _document(document: Node, value: Advisory) -> None:
    document["csaf_version"] = "2.1"
    distribution = document["distribution"]
    distribution["tlp"]["label"] = value.tlp.value
    if distribution.get("text") == STRICT_TEXT:
        del distribution["text"]
    standing = standing_of(value)
    if standing:
        document["category"] = CATEGORIES[standing.kind]
    contact = document["publisher"].pop("contact_details", "")
    if contact:
        document["publisher"]["contact"] = {"details": contact}


def _profile(root: Node) -> None:
    """A security advisory of 2.1 has a number (6.1.27.8) and an affected product (6.1.27.12, 6.1.27.13) for each
    vulnerability. One that has not, as before a CVE is assigned or where a second flaw is fixed everywhere, goes out in
    the base profile, which asks for neither."""
    flaws = root.get("vulnerabilities", [])
    numbered = all(each.get("cve") or each.get("ids") for each in flaws)
    affected = all("known_affected" in each.get("product_status", {}) for each in flaws)
    if root["document"]["category"] == "csaf_security_advisory" and not (numbered and affected):
        root["document"]["category"] = "csaf_base"


def _product_tree(tree: Node) -> list[tuple[str, str, str]]:
    """Rewrite the tree; what comes back are the names, texts and reasons of versions that stay texts."""
    kept: list[tuple[str, str, str]] = []
    _branches(tree.get("branches", []), frozenset(), kept)
    for product in tree.get("full_product_names", []):
        _purls(product)
    paths = [_path(relation) for relation in tree.pop("relationships", [])]
    if paths:
        tree["product_paths"] = paths
    return kept


def _branches(branches: list[Node], above: frozenset[str], kept: list[tuple[str, str, str]]) -> None:
    for branch in branches:
        if branch["category"] in _VERSIONS:
            _version(branch, kept)
        elif branch["category"] == "legacy":
            branch["category"] = "product_family"
        if branch["category"] in above:
            # no category twice on one way down, but for this one (6.1.57, 6.1.58)
            branch["category"] = "product_family"
        if "product" in branch:
            _purls(branch["product"])
        _branches(branch.get("branches", []), above | {branch["category"]} - {"product_family"}, kept)


def _version(branch: Node, kept: list[tuple[str, str, str]]) -> None:
    name = branch.get("product", {}).get("name", "")
    done = normalise(branch["name"], claimed_range=branch["category"] == "product_version_range", full_name=name)
    branch["name"] = done.text
    if done.kind is Kind.TEXT:
        # its publisher's word for it where 6.1.31 lets that stand, else the one category that asks for no form
        if branch["category"] != "product_version" or _NOT_OF_A_VERSION.search(done.text):
            branch["category"] = "specification"
        kept.append((name, done.text, done.reason))
    else:
        branch["category"] = "product_version_range" if done.kind is Kind.RANGE else "product_version"


def _purls(product: Node) -> None:
    """``purls`` are names of one package (6.1.42); one of another package stays a generic identifier."""
    helper = product.get("product_identification_helper", {})
    generic = helper.pop("x_generic_uris", [])
    purls = [helper.pop("purl")] if "purl" in helper else []
    others = []
    for each in generic:
        same = purls and each["namespace"] == PURL_NAMESPACE and _package(each["uri"]) == _package(purls[0])
        if same:
            purls.append(each["uri"])
        else:
            others.append(each)
    helper.update({key: entry for key, entry in (("purls", purls), ("x_generic_uris", others)) if entry})


def _package(purl: str) -> str:
    return purl.partition("#")[0].partition("?")[0]


def _path(relation: Node) -> Node:
    step = {"category": relation["category"], "next_product_reference": relation["relates_to_product_reference"]}
    _purls(relation["full_product_name"])
    return {
        "beginning_product_reference": relation["product_reference"],
        "full_product_name": relation["full_product_name"],
        "subpaths": [step],
    }


def _kept_note(kept: list[tuple[str, str, str]]) -> Node:
    lines = [f"{name}: \u201c{text}\u201d. {reason}." for name, text, reason in dict.fromkeys(kept)]
    text = "These versions stand as their publisher wrote them. A person must decide which are meant.\n"
    return {"category": "general", "title": KEPT_TITLE, "text": text + "\n".join(lines)}


def _vulnerability(node: Node, vulnerability: Vulnerability) -> None:
    notes = node.setdefault("notes", [])
    node.pop("cwe", None)
    for one in vulnerability.weaknesses:
        edition = cwe_edition(one.id, one.name)
        if edition:
            node.setdefault("cwes", []).append({"id": one.id, "name": one.name, "version": edition})
        else:
            notes.append(_note("Weakness", one.words))
    scores = vulnerability.scores
    metrics = [_metric(score) for score in scores if score.product_ids]
    metrics += [_decision(one) for one in vulnerability.ssvc if one.product_ids]
    if metrics:
        node["metrics"] = metrics
    notes += [_note(f"CVSS {s.version} score", f"{s.base}, {s.vector}") for s in scores if not s.product_ids]
    notes += [_note(SSVC_TITLE, one.selection_list) for one in vulnerability.ssvc if not one.product_ids]
    notes += _settled(node, vulnerability)
    notes += [_note("Involvement", _involved(each)) for each in node.pop("involvements", [])]
    if not notes:
        del node["notes"]
    if "release_date" in node:
        node["disclosure_date"] = node.pop("release_date")


def _settled(node: Node, vulnerability: Vulnerability) -> list[Node]:
    """Remediations side by side as 2.1 allows; groups are looked into, and stay where nothing gave way."""
    grouped = []
    for each, value in zip(node.get("remediations", []), vulnerability.remediations, strict=True):
        if "group_ids" in each:
            said = {key: each.pop(key) for key in ("group_ids", "product_ids") if key in each}
            each["product_ids"] = list(value.product_ids)
            grouped.append((each, said, value.product_ids))
    notes = settle(node)
    for each, said, whole in grouped:
        if tuple(each["product_ids"]) == whole:
            del each["product_ids"]
            each.update(said)
    return notes


def _involved(one: Node) -> str:
    """An involvement of 2.0 in words: the draft of 2.1 says this in another way, of people this does not name."""
    said = " ".join(str(one[key]) for key in ("party", "status", "date") if key in one).replace("_", " ")
    return f"{said}: {one['summary']}" if "summary" in one else said


def _only_known(root: Node) -> None:
    """Leave out members that the schema of 2.1 does not know."""
    for error in schema_of(Edition.V21).iter_errors(root):
        unexpected = getattr(error.kind, "unexpected", None)
        if not unexpected:
            continue
        holder: Any = root
        for step in error.instance_path:
            holder = holder[step]
        for key in unexpected:
            holder.pop(key, None)


def _metric(score: Score) -> Node:
    cvss = {"version": score.version, "vectorString": score.vector, "baseScore": score.base}
    if score.version != "2.0":
        cvss["baseSeverity"] = score.severity
    with_rest(cvss, score.rest)
    return {"content": {_METRIC[score.version]: cvss}, "products": list(score.product_ids)}


def _decision(one: Ssvc) -> Node:
    return {"content": {"ssvc_v2": orjson.loads(one.selection_list)}, "products": list(one.product_ids)}


def _note(title: str, text: str) -> Node:
    return {"category": "other", "title": title, "text": text}
