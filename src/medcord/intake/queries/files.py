"""Files of a report, and of the messages about it: who gets which copy (policy 18b)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.access import Permission, Viewer, may
from medcord.core.refusals import NotFound
from medcord.formats import evidence
from medcord.intake.models import Report, ReportFile
from medcord.intake.queries.reports import item_for


@dataclass(frozen=True, slots=True)
class SaidFile:
    """A file of a thread as one viewer may have it. ``blob`` is what this viewer gets: None when there is no copy to
    pass on. ``whole``: it is the file as it was sent."""

    row: ReportFile
    blob: UUID | None
    whole: bool

    @property
    def sent(self) -> UUID:
        """The bytes to send. Raises NotFound where there is no copy for this viewer."""
        if self.blob is None:
            raise NotFound("file")
        return self.blob

    @property
    def remark(self) -> str:
        """What to be careful about."""
        return evidence.remark(self.row.kind, self.row.name)


def file_for(viewer: Viewer, report: Report, file: UUID) -> ReportFile:
    """One file of a report the viewer may read, or of a message about it. Raises NotFound."""
    row = ReportFile.objects.filter(pk=file, report=report, purged_at=None).select_related("message").first()
    if row is None or not _reads(viewer, report):
        raise NotFound("file")
    return row


def copy_for(viewer: Viewer, report: Report, file: UUID) -> SaidFile:
    """One file as this viewer may have it. Raises NotFound."""
    return _seen(viewer, report, file_for(viewer, report, file))


def files_of(viewer: Viewer, report: Report) -> list[ReportFile]:
    """Files that came with a report the viewer may read."""
    if not _reads(viewer, report):
        return []
    return list(ReportFile.objects.filter(report=report, message=None).order_by("name"))


def said_files(viewer: Viewer, report: Report) -> dict[UUID, list[SaidFile]]:
    """Files by message, of the messages about a report the viewer may read. Destroyed ones are shown as such."""
    found = dict[UUID, list[SaidFile]]()
    rows = ReportFile.objects.filter(report=report).exclude(message=None).select_related("message").order_by("name")
    for row in rows if _reads(viewer, report) else ():
        if row.message is not None:
            found.setdefault(row.message.pk, []).append(_seen(viewer, report, row))
    return found


def _reads(viewer: Viewer, report: Report) -> bool:
    return may(viewer, Permission.REPORT_READ, item_for(viewer, report)).allowed


def _seen(viewer: Viewer, report: Report, row: ReportFile) -> SaidFile:
    coordinator = viewer.party_id == report.coordinator_id
    whole = coordinator or row.message is None or row.message.author == "finder"
    blob = None if row.purged_at else row.blob if whole else row.clean_blob
    return SaidFile(row, blob, whole or row.clean_blob == row.blob)
