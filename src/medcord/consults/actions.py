"""Verbs of consultations."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.consults import queries
from medcord.consults.models import Consultation
from medcord.core.access import Permission, Viewer, ViewerKind, require
from medcord.core.clocks import Length, Unit
from medcord.core.facts import ConsultationAnswered, Digest, RegulatorConsulted
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.gateways import clock
from medcord.ledger.models import FactRow
from medcord.parties import queries as parties

if TYPE_CHECKING:
    from medcord.cases.models import Case

# FDA2's default: a first opinion within two work days where the regulator is, 24 hours when exploitation is known.
DUE = Length(2, Unit.WORK_DAYS)
DUE_WHEN_ATTACKED = Length(24, Unit.HOURS)

LONGEST = 4_000
FIRST_QUESTION = "How bad could this be for patients, and for whom? What would change your answer?"


@ledger.action
def ask(case: Case, party: UUID, *, actor: Viewer) -> Consultation:
    """Ask a regulator that joins a case the first question; the clock starts now."""
    if actor.kind is not ViewerKind.SYSTEM:
        raise NotAllowed("The first question is asked by the node.")
    return _asked(case, party, FIRST_QUESTION, actor)


@ledger.action
def ask_for_advice(reference: str, question: str, *, actor: Viewer) -> Consultation:
    """Ask the regulator of a case a question of one's own, at any time (F1.4, FDA1). Each question has its clock; a
    harm opinion that is signed answers all that are open."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.CONSULT_ASK, cases.item(case), "consultation")
    words = question.strip()
    if not words:
        raise InputRefusal("Write what you ask the regulator.", fields={"field": "question"})
    if len(words) > LONGEST:
        raise InputRefusal(
            f"The question has {len(words):,} characters; {LONGEST:,} fit. Shorten it, or send the rest as a message.",
            fields={"field": "question"},
        )
    party = queries.regulator_in(case)
    if party is None:
        raise RuleRefusal(
            "No regulator is in this case, so nobody can be asked. Ask one in under Parties; it is consulted when it "
            "joins.",
            code="no-regulator",
        )
    if any(row.question == words for row in queries.of_case(actor, case) if row.answered_at is None):
        raise RuleRefusal("This question is asked already and waits for its answer.", code="no-change")
    return _asked(case, party, words, actor)


def _asked(case: Case, party: UUID, question: str, actor: Viewer) -> Consultation:
    now = clock.now()
    row = Consultation(
        case=case,
        party_id=party,
        question=question,
        asked_at=now,
        due_at=(DUE_WHEN_ATTACKED if case.attacks_at else DUE).after(now, parties.work_zone(party)),
        salt=ledger.new_salt(),
    )
    ledger.commit(rows=[row], facts=[RegulatorConsulted(case.pk, row.id, row.due_at)], actor=actor)
    return row


@ledger.action
def answer(consultation: UUID, words: str, *, reference: str = "", actor: Viewer) -> Consultation:
    """Answer a consultation in words; signing a harm opinion answers it too. ``reference``: the case on whose page it
    is answered; a question of another case does not exist there."""
    row = queries.consultation_for(actor, consultation)
    if reference and row.case.reference != reference:
        raise NotFound("consultation")
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
