"""Finding reports by words, and what the index is told of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from medcord import search
from medcord.core.access import Permission, Viewer, may
from medcord.intake.models import Report, ReportMessage
from medcord.intake.queries.reports import item_for
from medcord.search import Found, Text

_TEXTS = ("description", "how_tested", "patient_impact", "device_version")
_LINES = ("reference", "device_maker", "device_model", *_TEXTS)


@search.source("report")
def report_texts(keys: Collection[UUID] | None) -> Iterator[Text]:
    """What a report says, and its numbers; never who found it."""
    found = Report.objects.filter(purged_at=None)
    for row in (found if keys is None else found.filter(pk__in=keys)).iterator(chunk_size=500):
        yield Text(row.pk, row.coordinator_id, _text(row), row.received_at)


@search.source("report-message")
def message_texts(keys: Collection[UUID] | None) -> Iterator[Text]:
    """What finder and coordinator write to each other."""
    found = ReportMessage.objects.filter(purged_at=None).select_related("report")
    for row in (found if keys is None else found.filter(pk__in=keys)).iterator(chunk_size=500):
        yield Text(row.pk, row.report.coordinator_id, row.body, row.at)


def keys_of(report: UUID) -> tuple[list[UUID], list[UUID]]:
    """The report and its messages as the index knows them, for the worker."""
    return [report], list(ReportMessage.objects.filter(report=report).values_list("pk", flat=True))


def _text(row: Report) -> str:
    return "\n".join([*(str(getattr(row, name)) for name in _LINES), *row.numbers, *row.cves])


def _words(row: Report) -> str:
    return "\n".join(getattr(row, name) for name in _TEXTS)


def reports(viewer: Viewer, line: str, *, most: int) -> Found[Report]:
    """Reports the viewer may read in which all words stand, newest first."""
    question = search.question_of(line)
    if not question or viewer.party_id is None:
        return Found.nothing()
    rows = search.newest(question, "report", within=[viewer.party_id], load=_reports)
    readable = (row for row in rows if _readable(viewer, row))
    return Found.of(question, readable, _text, most, shown=_words)


def _reports(keys: list[UUID]) -> Iterator[Report]:
    return Report.objects.filter(pk__in=keys).order_by("-received_at").iterator(chunk_size=100)


def messages(viewer: Viewer, line: str, *, most: int) -> Found[ReportMessage]:
    """Messages with finders the viewer may read in which all words stand, newest first."""
    question = search.question_of(line)
    if not question or viewer.party_id is None:
        return Found.nothing()
    rows = search.newest(question, "report-message", within=[viewer.party_id], load=_messages)
    return Found.of(question, (row for row in rows if _readable(viewer, row.report)), lambda row: row.body, most)


def _messages(keys: list[UUID]) -> Iterator[ReportMessage]:
    found = ReportMessage.objects.filter(pk__in=keys).select_related("report")
    return found.order_by("-at").iterator(chunk_size=100)


def alike(viewer: Viewer, words: list[str], *, most: int = 200) -> list[Report]:
    """Reports the viewer may read in which any of these words stands, newest first: to be compared one by one."""
    if viewer.party_id is None:
        return []
    keys = search.like(words, "report", within=[viewer.party_id])
    rows = Report.objects.filter(pk__in=keys).prefetch_related("cases").order_by("-received_at")[:most]
    return [row for row in rows if _readable(viewer, row)]


def _readable(viewer: Viewer, row: Report) -> bool:
    return may(viewer, Permission.REPORT_READ, item_for(viewer, row)).allowed
