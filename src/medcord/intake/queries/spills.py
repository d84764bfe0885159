"""What of a report can still be destroyed."""

from __future__ import annotations

from medcord.core.access import Permission, Viewer, may
from medcord.intake.models import Report, ReportFile, ReportMessage, TriageDecision
from medcord.intake.queries.reports import item_of, thread


def destroyable(viewer: Viewer, report: Report) -> list[tuple[str, ReportFile | ReportMessage | TriageDecision]]:
    """Files, messages and notes of a report that still hold words, for the coordinator that received it."""
    if not may(viewer, Permission.REPORT_TRIAGE, item_of(report)).allowed:
        return []
    files = ReportFile.objects.filter(report=report, purged_at=None).order_by("name")
    notes = TriageDecision.objects.filter(report=report).exclude(because="").order_by("at")
    return [
        *(("report-file", row) for row in files),
        *(("report-message", row) for row in thread(viewer, report) if row.purged_at is None),
        *(("triage", row) for row in notes),
    ]
