"""Readers of reports. A finder sees their own; the coordinator who received it sees it; nobody else does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet

from medcord import search
from medcord.core.access import CaseItem, Permission, ReportItem, Viewer, may
from medcord.core.refusals import NotFound
from medcord.intake import codes
from medcord.intake.models import Report, ReportFile, ReportMessage, TriageDecision


def item_of(report: Report) -> ReportItem:
    """What the policy needs to know of a report."""
    return ReportItem(
        report_id=report.id,
        coordinator_party=report.coordinator_id,
        name_may_go=report.may_pass_name,
        created_at=report.received_at,
        asker_party=report.party_id,
    )


def inbox(viewer: Viewer, *, q: str = "") -> list[Report]:
    """Reports of the viewer's coordinator, newest first."""
    found = (
        Report.objects.filter(coordinator=viewer.party_id).prefetch_related("cases", "files").order_by("-received_at")
    )
    if q.strip() and viewer.party_id is not None:
        found = found.filter(pk__in=search.find(search.question_of(q), "report", within=[viewer.party_id]))
    return [row for row in found if may(viewer, Permission.REPORT_READ, item_of(row)).allowed]


def requests(viewer: Viewer) -> list[Report]:
    """The own requests of the viewer's manufacturer, newest first."""
    if viewer.party_id is None:
        return []
    found = Report.objects.filter(party=viewer.party_id).order_by("-received_at")
    return [row for row in found if may(viewer, Permission.REPORT_READ, item_of(row)).allowed]


def request_for(viewer: Viewer, reference: str) -> Report:
    """One own request of the viewer's manufacturer. Raises NotFound."""
    return _seen(viewer, Report.objects.filter(reference=reference, party=viewer.party_id), lock=False)


def report_for(viewer: Viewer, reference: str, *, lock: bool = False) -> Report:
    """One report by its reference. Raises NotFound."""
    return _seen(viewer, Report.objects.filter(reference=reference), lock)


def own_report(viewer: Viewer, *, lock: bool = False) -> Report:
    """The report of the finder who gave its code. Raises NotFound."""
    if viewer.report_id is None:
        raise NotFound("report")
    return _seen(viewer, Report.objects.filter(pk=viewer.report_id), lock)


def _seen(viewer: Viewer, found: QuerySet[Report], lock: bool) -> Report:
    query = found.select_for_update() if lock else found
    report = query.first()
    if report is None or not may(viewer, Permission.REPORT_READ, item_of(report)).allowed:
        raise NotFound("report")
    return report


def report_by_code(code: str) -> UUID | None:
    """The id of the report with this code; the same work is done for a code that does not exist."""
    return Report.objects.filter(code_digest=codes.digest(code)).values_list("pk", flat=True).first()


def thread(viewer: Viewer, report: Report) -> list[ReportMessage]:
    """Messages between finder and coordinator, oldest first."""
    if not may(viewer, Permission.REPORT_READ, item_of(report)).allowed:
        return []
    return list(ReportMessage.objects.filter(report=report).order_by("at"))


def decisions(viewer: Viewer, report: Report) -> list[TriageDecision]:
    """What members decided about a report by the table, newest first; for the coordinator that decides."""
    if not may(viewer, Permission.REPORT_TRIAGE, item_of(report)).allowed:
        return []
    return list(TriageDecision.objects.filter(report=report).order_by("-at"))


def file_for(viewer: Viewer, report: Report, file: UUID) -> ReportFile:
    """One file of a report the viewer may read. Raises NotFound."""
    row = ReportFile.objects.filter(pk=file, report=report, purged_at=None).first()
    if row is None or not may(viewer, Permission.REPORT_READ, item_of(report)).allowed:
        raise NotFound("file")
    return row


def files_of(viewer: Viewer, report: Report) -> list[ReportFile]:
    """Files of a report the viewer may read."""
    if not may(viewer, Permission.REPORT_READ, item_of(report)).allowed:
        return []
    return list(ReportFile.objects.filter(report=report).order_by("name"))


@dataclass(frozen=True, slots=True)
class ReportInCase:
    """What a party of a case reads of the report it came from. ``files`` have clean copies; originals stay with the
    coordinator. ``finder`` is empty unless the name may go along."""

    report: Report
    finder: str
    files: tuple[ReportFile, ...]


def in_case(viewer: Viewer, report: UUID | None, case: CaseItem) -> ReportInCase:
    """The report a case came from, for those who may read the case's content (policy 7). Raises NotFound."""
    row = Report.objects.filter(pk=report).first() if report else None
    if row is None:
        raise NotFound("report")
    item = replace(item_of(row), case=case)
    if not may(viewer, Permission.REPORT_READ, item).allowed:
        raise NotFound("report")
    named = may(viewer, Permission.REPORT_FINDER_READ, item).allowed
    files = ReportFile.objects.filter(report=row, purged_at=None, clean_blob__isnull=False).order_by("name")
    return ReportInCase(row, row.finder_name if named else "", tuple(files))
