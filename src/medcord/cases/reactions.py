"""What cases do when a fact arrives."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from medcord import ledger
from medcord.cases import queries
from medcord.cases.actions import run_out
from medcord.cases.actions.marking import published
from medcord.cases.models import Case
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import (
    ClaimDecided,
    ClaimMade,
    ConsentChanged,
    DraftReleased,
    EmbargoChanged,
    EmbargoKept,
    EndingProposed,
    MessageSent,
    ParticipantInvited,
    ParticipantLeft,
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


@ledger.on(
    EmbargoChanged, EndingProposed, EmbargoKept, ClaimMade, ClaimDecided, ParticipantLeft, name="cases.tell-of-terms"
)
def tell_of_terms(fact: FactRow) -> None:
    """Tell whom it concerns that the terms moved, that somebody is out, or that a claim waits or was decided."""
    case = queries.for_reaction(UUID(fact.data["case"]))
    told = _whom(fact, queries.concerned_by(case, fact))
    where = letters.link(f"/cases/{case.reference}/terms")
    for party in told:
        out = fact.kind == "ParticipantLeft" and party != case.owner_id
        for address in parties.addresses_of(party):
            letters.write(
                to=address,
                subject="medcord: there is news for you",
                body=_out(case) if out else f"There is news about the terms of {case.reference}:\n{where}\n",
            )


def _out(case: Case) -> str:
    return f"Your party takes part in {case.reference} no longer. Ask its coordinator if that is not right.\n"


def _whom(fact: FactRow, parties_to_tell: list[UUID]) -> list[UUID]:
    return [party for party in parties_to_tell if party != fact.party]


@ledger.every(timedelta(seconds=30), name="cases.embargoes-run-out")
def embargoes_run_out() -> None:
    """End each embargo whose agreed instant has come."""
    for case in queries.embargoes_due():
        run_out(case, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=case.owner_id))
