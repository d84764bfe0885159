"""A report goes along with its case to another coordinator."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.facts import ReportHandedOver
from medcord.intake.models import Report


@ledger.action
def give_to(report: Report, coordinator: UUID, *, actor: Viewer) -> Report:
    """From now on this coordinator reads the report, its finder's name and what they write. Done once its case is."""
    before = report.coordinator_id
    report.coordinator_id = coordinator
    ledger.commit(rows=[report], facts=[ReportHandedOver(report.id, before, coordinator)], actor=actor)
    return report
