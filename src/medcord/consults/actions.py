"""Verbs of consultations."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.consults import queries
from medcord.consults.models import Consultation
from medcord.core.access import Viewer, ViewerKind
from medcord.core.clocks import Length, Unit
from medcord.core.facts import ConsultationAnswered, Digest, RegulatorConsulted
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.ledger.models import FactRow
from medcord.parties import queries as parties

if TYPE_CHECKING:
    from medcord.cases.models import Case

# FDA2's default: a first opinion within two work days where the regulator is, 24 hours when exploitation is known.
DUE = Length(2, Unit.WORK_DAYS)
DUE_WHEN_ATTACKED = Length(24, Unit.HOURS)

FIRST_QUESTION = "How bad could this be for patients, and for whom? What would change your answer?"


@ledger.action
def ask(case: Case, party: UUID, question: str, *, actor: Viewer) -> Consultation:
    """Ask the regulator about a case; the clock starts now."""
    if actor.role is not Role.COORDINATOR and actor.kind is not ViewerKind.SYSTEM:
        raise NotAllowed("The coordinator of a case asks the regulator.")
    now = clock.now()
    row = Consultation(
        case=case,
        party_id=party,
        question=question.strip() or FIRST_QUESTION,
        asked_at=now,
        due_at=(DUE_WHEN_ATTACKED if case.attacks_at else DUE).after(now, parties.work_zone(party)),
        salt=ledger.new_salt(),
    )
    ledger.commit(rows=[row], facts=[RegulatorConsulted(case.pk, row.id, row.due_at)], actor=actor)
    return row


@ledger.action
def answer(consultation: UUID, words: str, *, actor: Viewer) -> Consultation:
    """Answer a consultation in words; signing a harm opinion answers it too."""
    row = queries.consultation_for(actor, consultation)
    if not words.strip():
        raise InputRefusal("Type the answer, or write a harm opinion instead.", fields={"field": "answer"})
    if row.answered_at is not None:
        raise RuleRefusal("This consultation is answered already.", code="answered")
    row.answered_at, row.answer = clock.now(), words.strip()
    fact = ConsultationAnswered(row.case_id, row.id, ledger.seal(row.salt, row.answer))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def answered_by(row: Consultation, opinion: FactRow, *, actor: Viewer) -> Consultation:
    """Close a consultation by the opinion that was signed; the time is the opinion's."""
    row.answered_at = opinion.at
    fact = ConsultationAnswered(row.case_id, row.id, Digest(str(opinion.data["digest"])))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row
