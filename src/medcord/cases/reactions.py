"""What cases do when a fact arrives."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from medcord import ledger
from medcord.cases import queries
from medcord.cases.actions import let_pass, run_out, sweep_uploads, take_up, take_up_named
from medcord.cases.actions.marking import published
from medcord.cases.models import Participant
from medcord.cases.queries import finding
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import (
    CaseMerged,
    CaseOpened,
    ContentPurged,
    CveNamed,
    DraftReleased,
    MessageEdited,
    MessageSent,
    ReportJoined,
    SignalGaveIds,
    SignalLinked,
    SignalsRead,
    StatementMade,
    TrackingNumberSet,
    UploadDropped,
)
from medcord.ledger import blobs, destroying
from medcord.ledger.models import FactRow


@ledger.on(DraftReleased, name="cases.public-aware")
def public_aware(fact: FactRow) -> None:
    """A published advisory makes the public aware (P) and ends the embargo (invariant 2)."""
    system = Viewer(kind=ViewerKind.SYSTEM, party_id=fact.party)
    published(queries.for_reaction(UUID(fact.data["case"])), actor=system)


@ledger.on(SignalsRead, name="cases.take-up-signals")
def take_up_signals(fact: FactRow) -> None:
    """What is new in a public list goes to the case of its CVE, or opens a potential case (C14)."""
    # No party's act, so that the owner of the case is told too.
    take_up(UUID(fact.data["batch"]), actor=Viewer(kind=ViewerKind.SYSTEM))


@ledger.on(CveNamed, name="cases.take-up-named-cve")
def take_up_named_cve(fact: FactRow) -> None:
    """The draft names a CVE: signals about it belong to the case from now on."""
    case = queries.for_reaction(UUID(fact.data["case"]))
    take_up_named(case, fact.data["cve"], actor=Viewer(kind=ViewerKind.SYSTEM))


@ledger.on(SignalLinked, SignalGaveIds, name="cases.take-up-beside-signal")
def take_up_beside_signal(fact: FactRow) -> None:
    """A signal gave its case a CVE: what other lists say of it belongs there too."""
    case = queries.for_reaction(UUID(fact.data["case"]))
    for cve in queries.cves_of_signal(case, UUID(fact.data["signal"])):
        take_up_named(case, cve, actor=Viewer(kind=ViewerKind.SYSTEM))


@ledger.every(timedelta(seconds=30), name="cases.embargoes-run-out")
def embargoes_run_out() -> None:
    """End each embargo whose agreed instant has come."""
    for case in queries.embargoes_due():
        run_out(case, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=case.owner_id))


@ledger.every(timedelta(seconds=30), name="cases.suppliers-silent")
def suppliers_silent() -> None:
    """Record of each supplier that was asked and whose day has come that it did not answer."""
    for asked in queries.consultations_run_out():
        let_pass(asked, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=asked.case.owner_id))


@ledger.on(UploadDropped, name="cases.destroy-upload")
def destroy_upload(fact: FactRow) -> None:
    """Destroy the bytes of a file that no message took. Doing it twice does no harm."""
    for blob in filter(None, (fact.data["blob"], fact.data["clean_blob"])):
        blobs.store().destroy(UUID(blob))


@ledger.every(timedelta(hours=1), name="cases.sweep-uploads")
def sweep() -> None:
    """Take away files that were put down a day ago and that no message took."""
    stale = queries.stale_uploads()
    if stale:
        sweep_uploads(stale, actor=Viewer(kind=ViewerKind.SYSTEM))


@destroying.also_under
def cases_of_a_report(stream: str) -> list[str]:
    """A hold on a case holds its reports."""
    kind, _, report = stream.partition(":")
    return [f"case:{case}" for case in queries.cases_with_report(UUID(report))] if kind == "report" else []


@ledger.on(
    CaseOpened,
    ReportJoined,
    CaseMerged,
    TrackingNumberSet,
    StatementMade,
    MessageSent,
    MessageEdited,
    SignalLinked,
    SignalGaveIds,
    name="cases.index",
)
def index(fact: FactRow) -> None:
    """Let what is new in a case be found by its words."""
    case = UUID(fact.data["case"])
    if fact.kind in (MessageSent.__name__, MessageEdited.__name__):
        finding.message_texts.refresh([UUID(fact.data["message"])])
    elif fact.kind == StatementMade.__name__:
        finding.statement_texts.refresh([UUID(fact.data["statement"])])
    elif fact.kind == TrackingNumberSet.__name__:
        parts = Participant.objects.filter(case=case, party=fact.data["party"])
        finding.tracking_texts.refresh(list(parts.values_list("pk", flat=True)))
    else:
        finding.case_texts.refresh([case])
        found = Participant.objects.filter(case=case).exclude(tracking="")
        finding.tracking_texts.refresh(list(found.values_list("pk", flat=True)))


@ledger.on(ContentPurged, name="cases.forget")
def forget(fact: FactRow) -> None:
    """Take the words of a destroyed message out of the index, and out of the file it is kept in."""
    if fact.data["what"] == "message":
        finding.message_texts.refresh([UUID(fact.data["item"])], for_good=True)
