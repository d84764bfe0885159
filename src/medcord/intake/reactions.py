"""What intake does when a fact arrives."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import CaseHandedOver, ContentPurged, ReportMessageSent, ReportReceived
from medcord.intake.actions import give_to
from medcord.intake.models import Report, ReportFile
from medcord.intake.queries import finding
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


@ledger.on(ReportReceived, ReportMessageSent, name="intake.index")
def index(fact: FactRow) -> None:
    """Let the words of a report or message be found."""
    if fact.kind == ReportReceived.__name__:
        finding.report_texts.refresh([UUID(fact.data["report"])])
    else:
        finding.message_texts.refresh([UUID(fact.data["message"])])


@ledger.on(ContentPurged, name="intake.forget")
def forget(fact: FactRow) -> None:
    """Take the words of a destroyed report out of the index, and out of the file it is kept in."""
    if fact.data["what"] != "report":
        return
    reports, messages = finding.keys_of(UUID(fact.data["item"]))
    finding.message_texts.refresh(messages)
    finding.report_texts.refresh(reports, for_good=True)


@ledger.on(CaseHandedOver, name="intake.hand-over")
def hand_over(fact: FactRow) -> None:
    """The finders of a case's reports write with the coordinator that owns the case now."""
    case, party = UUID(fact.data["case"]), UUID(fact.data["party"])
    system = Viewer(kind=ViewerKind.SYSTEM, party_id=fact.party)
    for report in Report.objects.filter(Q(cases=case) | Q(joined_case__case=case)).exclude(coordinator=party):
        give_to(report, party, actor=system)
        reports, messages = finding.keys_of(report.pk)
        finding.report_texts.refresh(reports)
        finding.message_texts.refresh(messages)
