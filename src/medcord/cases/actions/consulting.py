"""Asking a supplier before what it supplied is passed on: the question, the answer, the day that passes (C6, F1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from medcord import ledger
from medcord.cases import queries
from medcord.cases.models import Case, ItemBasis, Message, SupplierConsultation
from medcord.cases.passing import Records
from medcord.cases.queries.passing import settled
from medcord.cases.queries.supplies import Supply
from medcord.core.access import Permission, Viewer
from medcord.core.clocks import Length, Unit
from medcord.core.confidentiality import (
    Answered,
    LegalBasis,
    Lifts,
    Needs,
    Step,
    period_on,
    rule_of,
    step,
)
from medcord.core.confidentiality.rules import ANSWER_WORK_DAYS, SHORTEST_WORK_DAYS
from medcord.core.facts import Code, LegalBasisSet, ObjectionAnswered, SupplierAnswered, SupplierAsked, SupplierSilent
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotAllowed, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Role
from medcord.gateways import clock
from medcord.parties import queries as parties

LONGEST = 4_000
Purpose = SupplierConsultation.Purpose

QUESTIONS = {
    Purpose.REGULATOR.value: "We want to pass this to the regulator. Do you agree? If you object, say why.",
    Purpose.PUBLICATION.value: "We want to quote this in the published advisory. Do you agree? If you object, say why.",
}


@dataclass(frozen=True, slots=True)
class SupplierQuestion:
    """What a supplier is asked. ``party`` names the supplier where an agency or the finder wrote the item. No
    ``work_days`` to answer: the default's."""

    purpose: str = Purpose.REGULATOR.value
    question: str = ""
    party: UUID | None = None
    work_days: int | None = None


@ledger.action
def ask_supplier(reference: str, message: UUID, words: SupplierQuestion, *, actor: Viewer) -> SupplierConsultation:
    """Ask whoever supplied an item about passing it on. Nothing opens by the asking (C6)."""
    case = queries.case_for(actor, reference, lock=True)
    supply, row, records = queries.supply_to_change(actor, case, message, Permission.CONSULT_SUPPLY_ASK)
    if words.purpose not in Purpose.values:
        raise InputRefusal("Choose what it is for: the regulator, or publication.", fields={"field": "purpose"})
    _require_askable(supply, records, words.purpose)
    party = _supplier(case, supply, words.party)
    days = ANSWER_WORK_DAYS if words.work_days is None else words.work_days
    if not SHORTEST_WORK_DAYS <= days <= 60:
        text = f"Give the supplier {SHORTEST_WORK_DAYS} to 60 work days to answer."
        raise InputRefusal(text, fields={"field": "work_days"})
    now = clock.now()
    asked = SupplierConsultation(
        case=case,
        message=row,
        party_id=party,
        purpose=words.purpose,
        question=_said(words.question, QUESTIONS[words.purpose]),
        state=Answered.ASKED.value,
        asked_at=now,
        asked_by=actor.member_id,
        due_at=Length(days, Unit.WORK_DAYS).after(now, parties.work_zone(party)),
        due_source="default" if words.work_days is None else "set by the coordinator",
        salt=ledger.new_salt(),
    )
    facts = [SupplierAsked(case.id, asked.id, row.id, party, asked.due_at)]
    ledger.commit(rows=[asked], facts=facts, actor=actor)
    return asked


def _require_askable(supply: Supply, records: Records, purpose: str) -> None:
    if supply.row.purged_at is not None:
        raise RuleRefusal("The words of this message were destroyed; there is nothing to pass on.", code="purged")
    if supply.rule.needs is Needs.CONSENTS:
        raise RuleRefusal(
            "PCII needs two written consents, the submitter's and the programme manager's. Asking opens nothing.",
            code="needs-consents",
        )
    if purpose == Purpose.REGULATOR.value and supply.rule.needs is Needs.NOTHING:
        raise RuleRefusal("Its class asks for nothing before the regulator has it.", code="needs-nothing")
    there = records.newest(supply.row.pk, purpose)
    again = there is not None and purpose == Purpose.PUBLICATION.value and there.state == Answered.SILENT.value
    if there is not None and not again:
        raise RuleRefusal("Its supplier has been asked about this already. Look at what it said.", code="asked")


def _supplier(case: Case, supply: Supply, named: UUID | None) -> UUID:
    """Whom to ask: the party that supplied it. A coordinator does not answer for what another party supplied."""
    wanted = supply.supplier or named
    present = {
        one.party_id
        for one in case.participants.all()
        if one.removed_at is None and (one.role == Role.MANUFACTURER.value or one.party_id == supply.supplier)
    }
    if wanted is None:
        raise InputRefusal(
            "Say which manufacturer supplied this: an agency or the finder wrote it.", fields={"field": "party"}
        )
    if named is not None and supply.supplier is not None and named != supply.supplier:
        raise RuleRefusal("This was supplied by another party. Ask that one.", code="not-supplier")
    if wanted not in present:
        raise RuleRefusal("Its supplier is not in the case, so it cannot answer. Invite it first.", code="not-in-case")
    return wanted


def _said(words: str, otherwise: str = "") -> str:
    text = words.strip() or otherwise
    if len(text) > LONGEST:
        raise InputRefusal(f"{LONGEST:,} characters fit. Shorten it.", code="text-too-long")
    return text


@ledger.action
def answer_supplier(
    reference: str, consultation: UUID, *, agreed: bool, words: str, seen: str = "", actor: Viewer
) -> SupplierConsultation:
    """The supplier agrees or objects, in words and by name. What follows is the rule of the class. ``seen`` is how the
    question stood for whoever answers: of two who answer at once the second does not lift an objection unread. Who does
    not say it answers over no colleague's answer."""
    case = queries.case_for(actor, reference, lock=True)
    asked = queries.consultation_of(case, consultation, actor)
    _, row, records = queries.supply_to_change(actor, case, asked.message_id, Permission.CONSULT_SUPPLY_ANSWER)
    if asked.party_id != actor.party_id or actor.member_id is None:
        raise NotAllowed("The party that was asked answers.")
    text = _said(words)
    if not agreed and not text:
        raise InputRefusal("Say why you object; the coordinator has to weigh it.", fields={"field": "words"})
    known = records.newest(row.pk, asked.purpose)
    if known is None or known.pk != asked.pk:
        raise RuleRefusal("You were asked anew since. Answer the newer question.", code="asked-anew")
    by_colleague = known.answered_by not in (None, actor.member_id)
    if (seen and seen != known.state) or (not seen and by_colleague):
        raise EditedMeanwhile("answer")
    known.state = step(Answered(known.state), Step.AGREE if agreed else Step.OBJECT).value
    known.answer, known.answered_at, known.answered_by = text, clock.now(), actor.member_id
    known.signed_name = parties.member_name(actor.member_id)
    fact = SupplierAnswered(case.id, known.id, row.id, known.party_id, agreed, ledger.seal(known.salt, text))
    ledger.commit(rows=[known, *settled(case, [row], records)], facts=[fact], actor=actor)
    return known


@ledger.action
def confer(reference: str, consultation: UUID, words: str, *, actor: Viewer) -> SupplierConsultation:
    """A named coordinator answers an objection, where the rule of the class leaves that to the coordinator."""
    case = queries.case_for(actor, reference, lock=True)
    asked = queries.consultation_of(case, consultation, actor)
    supply, row, records = queries.supply_to_change(actor, case, asked.message_id, Permission.CONSULT_SUPPLY_ASK)
    known = next(one for one in records.asked[row.pk] if one.pk == asked.pk)
    if actor.member_id is None:
        raise NotAllowed("An objection is answered by a person, whose name stays.")
    if supply.rule.lifts is not Lifts.OWNER or known.purpose != Purpose.REGULATOR.value:
        raise RuleRefusal(
            f"The supplier objects to passing on {supply.rule.spoken}. Only the supplier can lift that.",
            code="objection-stands",
        )
    text = _said(words)
    if not text:
        raise InputRefusal("Say what you answer to the objection, and why; it stays.", fields={"field": "words"})
    known.state = step(Answered(known.state), Step.CONFER).value
    known.conferred, known.conferred_at, known.conferred_by = text, clock.now(), actor.member_id
    fact = ObjectionAnswered(case.id, known.id, row.id, known.party_id, ledger.seal(known.salt, text))
    ledger.commit(rows=[known, *settled(case, [row], records)], facts=[fact], actor=actor)
    return known


@ledger.action
def let_pass(asked: SupplierConsultation, *, actor: Viewer) -> SupplierConsultation:
    """The day to answer passed: a fact, and what the rule of the class says of it."""
    case = queries.for_reaction(asked.case_id)
    records = queries.records_of(case)
    known = next(one for one in records.asked[asked.message_id] if one.pk == asked.pk)
    known.state = step(Answered(known.state), Step.RUN_OUT).value
    row = Message.objects.select_related("party").get(pk=known.message_id)
    fact = SupplierSilent(case.id, known.id, row.id, known.party_id)
    ledger.commit(rows=[known, *settled(case, [row], records)], facts=[fact], actor=actor)
    return known


@ledger.action
def set_basis(
    reference: str,
    message: UUID,
    basis: str,
    *,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    actor: Viewer,
) -> ItemBasis:
    """Record on which legal basis an item is shared, and on which days that was found to hold (F1.10). Without days,
    those of the list of bases as they are today."""
    case = queries.case_for(actor, reference, lock=True)
    _, row, _ = queries.supply_to_change(actor, case, message, Permission.CONSULT_SUPPLY_ASK)
    held = queries.listed().get(basis)
    if held is None:
        raise InputRefusal("Choose a legal basis from the list.", fields={"field": "basis"})
    if valid_from is not None and valid_to is not None and valid_to <= valid_from:
        raise InputRefusal("The basis ends before it begins. Check both days.", fields={"field": "valid_to"})
    if valid_from is None and valid_to is None:
        valid_from, valid_to = _listed(held.basis)
    kept = ItemBasis(
        message=row, basis=basis, number=held.number, valid_from=valid_from, valid_to=valid_to, at=clock.now(),
        by=actor.member_id,
    )  # fmt: skip
    fact = LegalBasisSet(case.id, row.id, Code(basis), valid_from, valid_to, held.number)
    ledger.commit(rows=[kept], facts=[fact], actor=actor)
    return kept


def _listed(basis: LegalBasis) -> tuple[datetime | None, datetime | None]:
    """The days of the list as instants; the second is the first instant at which it holds no more."""
    period = period_on(basis, clock.now().date())
    first = datetime.combine(period.valid_from, time(), UTC) if period.valid_from else None
    return first, datetime.combine(period.valid_to + timedelta(days=1), time(), UTC) if period.valid_to else None


def class_when_over(before: str) -> ConfidentialityClass:
    """What an item is when a claim of PCII is over: what it was before, and never less than CCI."""
    known = ConfidentialityClass(before)
    return known if rule_of(known).needs is Needs.CONSULTATION else ConfidentialityClass.CCI


__all__ = [
    "SupplierQuestion",
    "answer_supplier",
    "ask_supplier",
    "class_when_over",
    "confer",
    "let_pass",
    "set_basis",
]
