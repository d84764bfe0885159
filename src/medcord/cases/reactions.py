"""What cases do when a fact arrives."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from medcord import ledger
from medcord.cases import queries
from medcord.cases.actions import run_out
from medcord.cases.actions.marking import published
from medcord.cases.models import Participant
from medcord.cases.queries import finding
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import (
    CaseMerged,
    CaseOpened,
    ConsentChanged,
    ContentPurged,
    DraftReleased,
    MessageSent,
    ParticipantInvited,
    ReportJoined,
    StatementMade,
    TrackingNumberSet,
)
from medcord.ledger import letters
from medcord.ledger.models import FactRow
from medcord.parties import queries as parties


@ledger.on(DraftReleased, name="cases.public-aware")
def public_aware(fact: FactRow) -> None:
    """A published advisory makes the public aware (P) and ends the embargo (invariant 2)."""
    system = Viewer(kind=ViewerKind.SYSTEM, party_id=fact.party)
    published(queries.for_reaction(UUID(fact.data["case"])), actor=system)


@ledger.on(ParticipantInvited, MessageSent, ConsentChanged, DraftReleased, name="cases.tell-parties")
def tell_parties(fact: FactRow) -> None:
    """Tell the other parties that there is news: no content, only where to look."""
    case = queries.for_reaction(UUID(fact.data["case"]))
    told = _whom(fact, queries.parties_to_tell(case, fact))
    where = letters.link(f"/cases/{case.reference}")
    for party in told:
        for address in parties.addresses_of(party):
            letters.write(
                to=address,
                subject="medcord: there is news for you",
                body=f"There is news in {case.reference}. Sign in to read it:\n{where}\n",
            )


def _whom(fact: FactRow, parties_to_tell: list[UUID]) -> list[UUID]:
    return [party for party in parties_to_tell if party != fact.party]


@ledger.every(timedelta(seconds=30), name="cases.embargoes-run-out")
def embargoes_run_out() -> None:
    """End each embargo whose agreed instant has come."""
    for case in queries.embargoes_due():
        run_out(case, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=case.owner_id))


@ledger.on(CaseOpened, ReportJoined, CaseMerged, TrackingNumberSet, StatementMade, MessageSent, name="cases.index")
def index(fact: FactRow) -> None:
    """Let what is new in a case be found by its words."""
    case = UUID(fact.data["case"])
    if fact.kind == MessageSent.__name__:
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
