"""What a finder was told of the advisory that its report led to: facts of the report's own chain, no content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.access import Permission, Viewer, may
from medcord.intake.models import Report
from medcord.intake.queries.reports import item_for
from medcord.ledger import queries as ledger


@dataclass(frozen=True, slots=True)
class Told:
    """The advisory is out, with this revision. ``emergency``: its short form, before all of it was checked."""

    at: datetime
    advisory: UUID
    revision: int
    emergency: bool


def told(viewer: Viewer, report: Report) -> list[Told]:
    """What the finder of a report was told, newest first, for those who may read the report."""
    if not may(viewer, Permission.REPORT_READ, item_for(viewer, report)).allowed:
        return []
    rows = ledger.short_facts_of(f"report:{report.pk}", kinds=["FinderTold"])
    found = [Told(row.at, UUID(row.data["advisory"]), row.data["revision"], row.data["emergency"]) for row in rows]
    return found[::-1]
