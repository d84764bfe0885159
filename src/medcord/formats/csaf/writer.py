"""An ``Advisory`` to a CSAF 2.0 document in one canonical form: same value, same bytes."""

from __future__ import annotations

from typing import Any

import orjson

from medcord.core.advisory.value import (
    Acknowledgment,
    Advisory,
    Note,
    Reference,
    Remediation,
    Score,
    Vulnerability,
)
from medcord.core.vocabulary import Tlp
from medcord.formats.csaf.branches import write_product_tree
from medcord.formats.csaf.canonical_form import canonical
from medcord.formats.csaf.our_notes import (
    ENGINE,
    SUMMARY_TITLE,
    cvss4_note,
    plain_notes,
    score_alone,
    ssvc_note,
    weaknesses_note,
)
from medcord.formats.csaf.products import Products
from medcord.formats.csaf.reader import STRICT_MARK, STRICT_TEXT, TLP_URL
from medcord.formats.csaf.reading import Reading
from medcord.formats.csaf.rest import loaded, with_rest
from medcord.formats.csaf.said import as_said, products_of
from medcord.formats.csaf.scores import read_scores
from medcord.formats.csaf.times import write_time

_TLP_LABEL = {Tlp.CLEAR: "WHITE", Tlp.AMBER_STRICT: "AMBER"}


def write_csaf(advisory: Advisory, *, canonical_url: str, engine_version: str) -> bytes:
    """The document as UTF-8 JSON, keys sorted (test 6.2.13), ending in a line feed.

    ``canonical_url`` is where it will be found; it becomes the first reference unless the advisory names it.
    Raises ValueError for a time without a zone. Whether the result is valid is for ``validate`` to say.
    """
    value = canonical(advisory, canonical_url=canonical_url)
    root: dict[str, Any] = {"document": _document(value, engine_version)}
    tree = write_product_tree(value.products, value.relationships, value.groups)
    if tree:
        root["product_tree"] = tree
    if value.vulnerabilities:
        named = products_of(value)
        root["vulnerabilities"] = [_vulnerability(vulnerability, named) for vulnerability in value.vulnerabilities]
    _put_back(root, value)
    return orjson.dumps(root, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _put_back(root: dict[str, Any], value: Advisory) -> None:
    """What the document said beyond the fields. A text on how far it may go counts only beside its own marking."""
    rest = loaded(value.rest)
    distribution = rest.get("document", {}).get("distribution", {})
    text = str(distribution.get("text", ""))
    if text.startswith(STRICT_MARK) and value.tlp is not Tlp.AMBER_STRICT:
        del distribution["text"]
    elif value.tlp is Tlp.AMBER_STRICT and text.startswith(STRICT_MARK):
        root["document"]["distribution"]["text"] = text
    with_rest(root, rest)
    root["document"]["distribution"]["tlp"].setdefault("url", TLP_URL)


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
            with_rest(
                {
                    "date": write_time(revision.at),
                    "number": revision.number,
                    "summary": revision.summary,
                    **({"legacy_version": revision.legacy_version} if revision.legacy_version else {}),
                },
                revision.rest,
            )
            for revision in advisory.revisions
        ],
        "status": advisory.status,
        "version": advisory.version,
    }


def _distribution(tlp: Tlp) -> dict[str, Any]:
    """TLP 2.0 in the words of 1.0; AMBER alone would allow more than AMBER+STRICT, so the text says so."""
    distribution: dict[str, Any] = {"tlp": {"label": _TLP_LABEL.get(tlp, tlp.value)}}
    if tlp is Tlp.AMBER_STRICT:
        distribution["text"] = STRICT_TEXT
    return distribution


def _vulnerability(vulnerability: Vulnerability, named: Products) -> dict[str, Any]:
    old_scores = tuple(score for score in vulnerability.scores if score.version != "4.0")
    new_scores = [score for score in vulnerability.scores if score.version == "4.0"]
    cwe = {"id": vulnerability.cwe_id, "name": vulnerability.cwe_name}
    rest = loaded(vulnerability.rest)
    scores, alone = _scores(old_scores, rest, named)
    unplaced = [*map(score_alone, alone), *map(cvss4_note, new_scores), *map(ssvc_note, vulnerability.ssvc)]
    if vulnerability.more_cwes:
        unplaced.append(weaknesses_note(vulnerability.more_cwes))
    said, in_notes = as_said(vulnerability, rest, named)
    notes = vulnerability.notes[: len(vulnerability.notes) - in_notes]
    node = _filled(
        acknowledgments=[_acknowledgment(thank) for thank in vulnerability.acknowledgments],
        cve=vulnerability.cve,
        cwe=cwe if any(cwe.values()) else {},
        ids=_ids(vulnerability, rest),
        notes=[_note(note) for note in (*notes, *unplaced)],
        references=[_reference(reference) for reference in vulnerability.references],
        remediations=[_remediation(remediation, named) for remediation in vulnerability.remediations],
        scores=scores,
        title=vulnerability.title,
        **said,
    )
    return with_rest(node, rest)


def _ids(vulnerability: Vulnerability, rest: dict[str, Any]) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = rest.pop("ids", [])
    if said and tuple((one.get("system_name", ""), one.get("text", "")) for one in said) == vulnerability.ids:
        return said
    return [{"system_name": system, "text": text} for system, text in vulnerability.ids]


def _scores(
    scores: tuple[Score, ...], rest: dict[str, Any], named: Products
) -> tuple[list[dict[str, Any]], list[Score]]:
    """The scores; grouped in items as their publisher grouped them, as long as they are the same. Beside them those of
    no product, which have no field."""
    said: list[dict[str, Any]] = rest.pop("scores", [])
    if said and read_scores({"scores": said}, "", named, Reading("advisory", [])) == scores:
        return said, []
    return [_score(one) for one in scores if one.product_ids], [one for one in scores if not one.product_ids]


def _score(score: Score) -> dict[str, Any]:
    cvss = _filled(version=score.version, vectorString=score.vector, baseSeverity=score.severity)
    cvss["baseScore"] = score.base
    with_rest(cvss, score.rest)
    return _filled(**{"cvss_v2" if score.version == "2.0" else "cvss_v3": cvss}, products=list(score.product_ids))


def _remediation(remediation: Remediation, named: Products) -> dict[str, Any]:
    rest = loaded(remediation.rest)
    ids: dict[str, Any] = {"product_ids": list(remediation.product_ids)}
    if "group_ids" in rest:
        said: dict[str, Any] = {key: rest.pop(key) for key in ("group_ids", "product_ids") if key in rest}
        if named.meant(said, "") == remediation.product_ids:
            ids = said
    node = _filled(
        category=remediation.category,
        date=write_time(remediation.date) if remediation.date else "",
        details=remediation.details or remediation.url,
        url=remediation.url,
        **ids,
    )
    return with_rest(node, rest)


def _note(note: Note) -> dict[str, Any]:
    node = _filled(audience=note.audience, category=note.category, text=note.text, title=note.title)
    return with_rest(node, note.rest)


def _reference(reference: Reference) -> dict[str, Any]:
    node = _filled(category=reference.category, summary=reference.summary, url=reference.url)
    return with_rest(node, reference.rest)


def _acknowledgment(thank: Acknowledgment) -> dict[str, Any]:
    node = _filled(
        names=list(thank.names), organization=thank.organization, summary=thank.summary, urls=list(thank.urls)
    )
    return with_rest(node, thank.rest)


def _filled(**members: Any) -> dict[str, Any]:
    """Only the members that say something: CSAF has no empty texts, lists or objects."""
    return {key: value for key, value in members.items() if value}
