"""An ``Advisory`` to a CSAF 2.0 document in one canonical form: same value, same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from medcord.core.advisory.value import (
    Acknowledgment,
    Advisory,
    Note,
    Reference,
    Remediation,
    Score,
    Statement,
    Vulnerability,
)
from medcord.core.vocabulary import ProductStatus, Tlp
from medcord.formats.csaf.branches import write_product_tree
from medcord.formats.csaf.canonical_form import canonical
from medcord.formats.csaf.our_notes import ENGINE, EXPLOITED, SUMMARY_TITLE, cvss4_note, plain_notes, score_alone
from medcord.formats.csaf.reader import STRICT_MARK
from medcord.formats.csaf.statements import JUSTIFICATIONS
from medcord.formats.csaf.times import write_time

_STATUS_KEY = {
    ProductStatus.AFFECTED: "known_affected",
    ProductStatus.UNDER_INVESTIGATION: "under_investigation",
    ProductStatus.FIXED: "fixed",
    ProductStatus.NOT_AFFECTED: "known_not_affected",
}
_TLP_LABEL = {Tlp.CLEAR: "WHITE", Tlp.AMBER_STRICT: "AMBER"}
_TLP_URL = "https://www.first.org/tlp/"
_STRICT_TEXT = f"{STRICT_MARK}: only within the receiving organisation. CSAF 2.0 has no label for it."


def write_csaf(advisory: Advisory, *, canonical_url: str, engine_version: str) -> bytes:
    """The document as UTF-8 JSON, keys sorted (test 6.2.13), ending in a line feed.

    ``canonical_url`` is where it will be found; it becomes the first reference unless the advisory names it.
    Raises ValueError for a time without a zone. Whether the result is valid is for ``validate`` to say.
    """
    value = canonical(advisory, canonical_url=canonical_url)
    root: dict[str, Any] = {"document": _document(value, engine_version)}
    tree = write_product_tree(value.products)
    if tree:
        root["product_tree"] = tree
    if value.vulnerabilities:
        root["vulnerabilities"] = [_vulnerability(vulnerability) for vulnerability in value.vulnerabilities]
    return orjson.dumps(root, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _document(advisory: Advisory, engine_version: str) -> dict[str, Any]:
    notes = list(advisory.notes)
    first_summary = next((note.text for note in notes if note.category == "summary"), "")
    if advisory.summary != first_summary:
        notes.insert(0, Note("summary", advisory.summary, SUMMARY_TITLE))
    publisher = advisory.publisher
    return _filled(
        acknowledgments=[_acknowledgment(thank) for thank in advisory.acknowledgments],
        category=advisory.category,
        csaf_version="2.0",
        distribution=_distribution(advisory.tlp),
        lang=advisory.language,
        notes=[_note(note) for note in (*notes, *plain_notes(advisory.plain))],
        publisher=_filled(
            category=publisher.category,
            contact_details=publisher.contact,
            name=publisher.name,
            namespace=publisher.namespace,
        ),
        references=[_reference(reference) for reference in advisory.references],
        title=advisory.title,
        tracking=_tracking(advisory, engine_version),
    )


def _tracking(advisory: Advisory, engine_version: str) -> dict[str, Any]:
    return {
        "current_release_date": write_time(advisory.current_release),
        "generator": {"engine": {"name": ENGINE, "version": engine_version}},
        "id": advisory.id,
        "initial_release_date": write_time(advisory.initial_release),
        "revision_history": [
            {"date": write_time(revision.at), "number": revision.number, "summary": revision.summary}
            for revision in advisory.revisions
        ],
        "status": advisory.status,
        "version": advisory.version,
    }


def _distribution(tlp: Tlp) -> dict[str, Any]:
    """TLP 2.0 in the words of 1.0; AMBER alone would allow more than AMBER+STRICT, so the text says so."""
    distribution: dict[str, Any] = {"tlp": {"label": _TLP_LABEL.get(tlp, tlp.value), "url": _TLP_URL}}
    if tlp is Tlp.AMBER_STRICT:
        distribution["text"] = _STRICT_TEXT
    return distribution


def _vulnerability(vulnerability: Vulnerability) -> dict[str, Any]:
    older = [score for score in vulnerability.scores if score.version != "4.0"]
    alone = [score_alone(score) for score in older if not score.product_ids]
    new_scores = [score for score in vulnerability.scores if score.version == "4.0"]
    cwe = {"id": vulnerability.cwe_id, "name": vulnerability.cwe_name}
    return _filled(
        acknowledgments=[_acknowledgment(thank) for thank in vulnerability.acknowledgments],
        cve=vulnerability.cve,
        cwe=cwe if any(cwe.values()) else {},
        flags=_flags(vulnerability.statements),
        ids=[{"system_name": system, "text": text} for system, text in vulnerability.ids],
        notes=[_note(note) for note in (*vulnerability.notes, *alone, *map(cvss4_note, new_scores))],
        product_status=_product_status(vulnerability.statements),
        references=[_reference(reference) for reference in vulnerability.references],
        remediations=[_remediation(remediation) for remediation in vulnerability.remediations],
        scores=[_score(score) for score in older if score.product_ids],
        threats=_threats(vulnerability),
        title=vulnerability.title,
    )


def _product_status(statements: Sequence[Statement]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for statement in statements:
        groups.setdefault(_STATUS_KEY[statement.status], []).append(statement.product_id)
    return groups


def _flags(statements: Iterable[Statement]) -> list[dict[str, Any]]:
    grouped = _by_justification(statements)
    return [{"label": label, "product_ids": ids} for label, ids in grouped.items() if label in JUSTIFICATIONS]


def _threats(vulnerability: Vulnerability) -> list[dict[str, Any]]:
    """The exploit status, and as impact what is said of products not affected beyond the five VEX words."""
    threats: list[dict[str, Any]] = []
    if vulnerability.exploited:
        threats.append({"category": "exploit_status", "details": EXPLOITED})
    for text, ids in _by_justification(vulnerability.statements).items():
        if text not in JUSTIFICATIONS:
            threats.append({"category": "impact", "details": text, "product_ids": ids})
    return threats


def _by_justification(statements: Iterable[Statement]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for statement in statements:
        if statement.justification:
            grouped.setdefault(statement.justification, []).append(statement.product_id)
    return grouped


def _score(score: Score) -> dict[str, Any]:
    cvss = _filled(version=score.version, vectorString=score.vector, baseSeverity=score.severity)
    cvss["baseScore"] = score.base
    return _filled(**{"cvss_v2" if score.version == "2.0" else "cvss_v3": cvss}, products=list(score.product_ids))


def _remediation(remediation: Remediation) -> dict[str, Any]:
    return _filled(
        category=remediation.category,
        date=write_time(remediation.date) if remediation.date else "",
        details=remediation.details or remediation.url,
        product_ids=list(remediation.product_ids),
        url=remediation.url,
    )


def _note(note: Note) -> dict[str, Any]:
    return _filled(audience=note.audience, category=note.category, text=note.text, title=note.title)


def _reference(reference: Reference) -> dict[str, Any]:
    return _filled(category=reference.category, summary=reference.summary, url=reference.url)


def _acknowledgment(thank: Acknowledgment) -> dict[str, Any]:
    return _filled(
        names=list(thank.names), organization=thank.organization, summary=thank.summary, urls=list(thank.urls)
    )


def _filled(**members: Any) -> dict[str, Any]:
    """Only the members that say something: CSAF has no empty texts, lists or objects."""
    return {key: value for key, value in members.items() if value}
