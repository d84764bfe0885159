"""openFDA's records of recalls: ``device/recall`` and ``device/enforcement``, as its JSON answers have them.

Both are about the same events and say different things: the class of a recall stands in the enforcement report only,
its creation and termination in the recall record only. Nothing in them is validated, says openFDA.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from medcord.core.refusals import UnreadableFile
from medcord.formats.signals.text import day_of, json_of, words_of

_REMEDY = "Fetch it again from api.fda.gov, device/recall.json or device/enforcement.json."
_CLASSES = {"class i": "I", "class ii": "II", "class iii": "III"}
MOST_RECORDS = 20_000


@dataclass(frozen=True, slots=True)
class RecallRecord:
    """One record. ``kind`` is "recall" or "enforcement"; ``recall_class`` is I, II, III or "" while nobody gave one.

    ``classified`` is the day of the classification, ``posted`` that on which the recall, or the report on it, came out;
    where the record has none, nothing is guessed.
    """

    kind: str
    number: str
    event: str
    firm: str
    product: str
    reason: str = ""
    recall_class: str = ""
    status: str = ""
    initiated: date | None = None
    classified: date | None = None
    posted: date | None = None
    terminated: date | None = None


@dataclass(frozen=True, slots=True)
class Recalls:
    """The records of one answer. ``skipped`` names those without number or product, by their JSON path."""

    records: tuple[RecallRecord, ...]
    skipped: tuple[str, ...] = ()
    updated: date | None = None


def read_recalls(data: bytes, *, name: str = "openFDA") -> Recalls:
    """Read an answer of openFDA, or one record alone. Raises UnreadableFile with the place in the file."""
    document = json_of(data, name=name, todo=_REMEDY)
    if not isinstance(document, dict):
        raise UnreadableFile(name, "it is no answer of openFDA.", _REMEDY, where="$", code="no-recall")
    listed = document.get("results", [document] if _looks_like_one(document) else None)
    if not isinstance(listed, list):
        raise UnreadableFile(
            name, "there is no list of records here, so it is no answer of openFDA.", _REMEDY, where="$.results",
            code="no-recall",
        )  # fmt: skip
    if len(listed) > MOST_RECORDS:
        raise UnreadableFile(
            name, f"it has {len(listed):,} records; {MOST_RECORDS:,} are read at once.", _REMEDY, where="$.results",
            code="too-many",
        )  # fmt: skip
    records: list[RecallRecord] = []
    skipped: list[str] = []
    for number, item in enumerate(listed):
        record = _record(item) if isinstance(item, dict) else None
        if record is None:
            skipped.append(f"$.results[{number}]")
        else:
            records.append(record)
    meta = document.get("meta")
    return Recalls(tuple(records), tuple(skipped), day_of(meta.get("last_updated")) if isinstance(meta, dict) else None)


def _looks_like_one(document: dict[str, Any]) -> bool:
    return "recalling_firm" in document and "product_description" in document


def _record(item: dict[str, Any]) -> RecallRecord | None:
    enforcement = "recall_initiation_date" in item or "classification" in item
    number = words_of(item.get("recall_number") or item.get("product_res_number"), 60)
    event = words_of(item.get("event_id") or item.get("res_event_number"), 60)
    product = words_of(item.get("product_description"), 1000)
    if not (number or event) or not product:
        return None
    return RecallRecord(
        "enforcement" if enforcement else "recall",
        number or event,
        event,
        words_of(item.get("recalling_firm"), 160),
        product,
        words_of(item.get("reason_for_recall"), 2000),
        _CLASSES.get(words_of(item.get("classification"), 20).lower(), ""),
        words_of(item.get("status") or item.get("recall_status"), 60),
        day_of(item.get("recall_initiation_date") or item.get("event_date_initiated")),
        day_of(item.get("center_classification_date")),
        day_of(item.get("event_date_posted") or item.get("report_date")),
        day_of(item.get("termination_date") or item.get("event_date_terminated")),
    )
