"""What consultations do when a fact arrives."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.consults import actions
from medcord.consults.models import Consultation
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import OpinionSigned, ParticipantInvited
from medcord.core.vocabulary import Role
from medcord.ledger.models import FactRow


def system_for(party: UUID | None) -> Viewer:
    """The node itself, acting for the party that left the fact."""
    return Viewer(kind=ViewerKind.SYSTEM, party_id=party)


@ledger.on(ParticipantInvited, name="consults.ask-regulator")
def ask_the_regulator(fact: FactRow) -> None:
    """A regulator that joins a case is consulted at once (F1.4: advise on risk to patient health)."""
    if fact.data["role"] != Role.REGULATOR.value:
        return
    case = cases.for_reaction(UUID(fact.data["case"]))
    if not Consultation.objects.filter(case=case, answered_at=None).exists():
        actions.ask(case, UUID(fact.data["party"]), actor=system_for(fact.party))


@ledger.on(OpinionSigned, name="consults.answered-by-opinion")
def answered_by_opinion(fact: FactRow) -> None:
    """A signed opinion answers what was open in its case."""
    for row in Consultation.objects.filter(case=fact.data["case"], answered_at=None):
        actions.answered_by(row, fact, actor=system_for(fact.party))
