"""What intake does when a fact arrives."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import CaseHandedOver, ContentPurged
from medcord.intake.actions import give_to
from medcord.intake.models import Report, ReportFile
from medcord.intake.roads import REPORT
from medcord.ledger import blobs
from medcord.ledger.models import FactRow


@ledger.on(ContentPurged, name="intake.destroy-files")
def destroy_files(fact: FactRow) -> None:
    """Destroy the bytes of a purged report's files: facts of an earlier release name the report alone. Doing it twice
    does no harm."""
    if fact.data["what"] != REPORT.what:
        return
    store = blobs.store()
    for file in ReportFile.objects.filter(report=UUID(fact.data["item"]), purged_at__isnull=False):
        for blob in filter(None, (file.blob, file.clean_blob)):
            store.destroy(blob)


@ledger.on(CaseHandedOver, name="intake.hand-over")
def hand_over(fact: FactRow) -> None:
    """The finders of a case's reports write with the coordinator that owns the case now."""
    case, party = UUID(fact.data["case"]), UUID(fact.data["party"])
    system = Viewer(kind=ViewerKind.SYSTEM, party_id=fact.party)
    for report in Report.objects.filter(Q(cases=case) | Q(joined_case__case=case)).exclude(coordinator=party):
        give_to(report, party, actor=system)
