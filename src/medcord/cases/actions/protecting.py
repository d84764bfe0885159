"""PCII: the submitter's claim, the programme's written decisions, both consents, and who may read it (C7, F1.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from medcord import ledger
from medcord.cases import queries
from medcord.cases.actions.consulting import class_when_over
from medcord.cases.models import Case, Message, Protection, UseConsent
from medcord.cases.passing import Records, own_class
from medcord.cases.queries.passing import settled
from medcord.core.access import Permission, Viewer
from medcord.core.confidentiality import PROTECTED, Claim, Giver, Move, move
from medcord.core.confidentiality.protection import OF_PROGRAMME
from medcord.core.facts import Code, ProgrammeQuoted, ProtectionChanged, ReadersNamed, UseConsented
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass
from medcord.gateways import clock
from medcord.ledger.rows import Row
from medcord.parties import queries as parties

PCII = ConfidentialityClass.PCII.value
MOST_READERS = 50


@dataclass(frozen=True, slots=True)
class Document:
    """A written decision or consent: how the paper is known, and its date."""

    reference: str
    on: date | None

    def checked(self) -> tuple[str, date]:
        """Both. Raises InputRefusal when one is missing or lies ahead."""
        reference = " ".join(self.reference.split())[:200]
        if not reference:
            raise InputRefusal("Give the reference of the written document.", fields={"field": "document"})
        if self.on is None or self.on > clock.now().date():
            raise InputRefusal("Give the date of the document; it has passed.", fields={"field": "document_on"})
        return reference, self.on


def claimed(message: Message, actor: Viewer) -> Protection:
    """A new claim, by whoever sends a message marked as PCII."""
    return Protection(
        message=message,
        state=Claim.CLAIMED.value,
        before=ConfidentialityClass.CCI.value,
        claimed_at=clock.now(),
        claimed_by=actor.member_id,
        salt=ledger.new_salt(),
    )


@ledger.action
def claim_protection(reference: str, message: UUID, *, actor: Viewer) -> Message:
    """The submitter claims that its item is PCII. It is handled as such from now on, whatever was agreed before."""
    case, row, records = _of(reference, message, Permission.CONSULT_SUPPLY_CLAIM, actor)
    held = records.protections.get(row.pk)
    before = Claim(held.state) if held else Claim.NONE
    after = move(before, Move.CLAIM)
    if held is None:
        held = claimed(row, actor)
        held.before = own_class(row).value
    else:
        held.before = own_class(row).value
        held.state, held.claimed_at, held.claimed_by, held.pending = after.value, clock.now(), actor.member_id, ""
    records.protections[row.pk] = held
    _mark(row, PCII)
    return _moved(case, row, records, held, before, actor)


@ledger.action
def withdraw_protection(reference: str, message: UUID, *, actor: Viewer) -> Message:
    """The submitter takes its claim back. The item is what it was before, and never less than CCI."""
    case, row, records = _of(reference, message, Permission.CONSULT_SUPPLY_CLAIM, actor)
    held = _held(records, row)
    before = Claim(held.state)
    held.state, held.pending = move(before, Move.WITHDRAW).value, ""
    _mark(row, class_when_over(held.before).value)
    row.readers = None
    return _moved(case, row, records, held, before, actor)


def _mark(row: Message, klass: str) -> None:
    """Give an item another class of its own; ``settled`` works out what it is called with its roots."""
    row.confidentiality, row.marked = klass, klass if row.roots else ""


def _moved(
    case: Case, row: Message, records: Records, held: Protection, before: Claim, actor: Viewer, more: Sequence[Row] = ()
) -> Message:
    """Write a claim that moved with everything that hangs on it. A consent was for the claim as it stood: a new claim
    needs new ones."""
    over = [one for one in records.consents.get(row.pk, []) if one.withdrawn_at is None]
    if Claim(held.state) not in PROTECTED or Claim(held.state) is Claim.CLAIMED:
        for one in over:
            one.withdrawn_at, one.withdrawn_by = clock.now(), actor.member_id
    fact = ProtectionChanged(
        case.id, row.id, records.supplier(row), Code(_code(before)), Code(_code(Claim(held.state)))
    )
    rows = [*settled(case, [row], records), held, *over, *more]
    ledger.commit(rows=rows, facts=[fact], actor=actor)
    return row


def _code(state: Claim) -> str:
    return "" if state is Claim.NONE else state.value


def _of(reference: str, message: UUID, permission: Permission, actor: Viewer) -> tuple[Case, Message, Records]:
    case = queries.case_for(actor, reference, lock=True)
    _, row, records = queries.supply_to_change(actor, case, message, permission)
    if actor.member_id is None:
        raise NotAllowed("This is done by a person, whose name stays.")
    return case, row, records


def _held(records: Records, row: Message) -> Protection:
    held = records.protections.get(row.pk)
    if held is None:
        raise RuleRefusal("Nobody claims that this is PCII. Only its submitter can.", code="not-claimed")
    return held


# --- what the programme wrote ---------------------------------------------------------------------------------------


@ledger.action
def quote_programme(
    reference: str, message: UUID, decision: Move, document: Document, *, tracking: str = "", actor: Viewer
) -> Protection:
    """A member of the owner records what the PCII programme wrote. Nothing changes until a colleague, with the same
    paper at hand, confirms it: a coordinator by itself neither makes nor removes a claim."""
    case, row, records = _of(reference, message, Permission.CONSULT_SUPPLY_ASK, actor)
    held = _held(records, row)
    if decision not in OF_PROGRAMME:
        raise InputRefusal("Choose what the programme decided.", fields={"field": "decision"})
    move(Claim(held.state), decision)
    held.document, held.document_on = document.checked()
    held.pending, held.pending_by = decision.value, actor.member_id
    held.tracking = tracking.strip()[:60] or held.tracking
    fact = ProgrammeQuoted(case.id, row.id, records.supplier(row), Code(decision.value))
    ledger.commit(rows=[held], facts=[fact], actor=actor)
    return held


@ledger.action
def confirm_programme(reference: str, message: UUID, document: str, *, actor: Viewer) -> Message:
    """A second member of the owner confirms it, by typing the reference of the paper."""
    case, row, records = _of(reference, message, Permission.CONSULT_SUPPLY_ASK, actor)
    held = _held(records, row)
    if not held.pending:
        raise RuleRefusal("No decision of the programme waits to be confirmed.", code="nothing-pending")
    if held.pending_by == actor.member_id:
        raise RuleRefusal("Another person confirms it: ask a colleague with the paper at hand.", code="second-person")
    if " ".join(document.split()) != held.document:
        raise InputRefusal("This is not the reference that was recorded. Compare the paper.", fields={"field": "same"})
    before = Claim(held.state)
    after = move(before, Move(held.pending))
    held.state, held.decided_at, held.pending = after.value, clock.now(), ""
    if after is Claim.REJECTED:
        _mark(row, class_when_over(held.before).value)
        row.readers = None
    return _moved(case, row, records, held, before, actor)


# --- the two consents, and who may read -----------------------------------------------------------------------------


@ledger.action
def consent_to_use(
    reference: str, message: UUID, giver: Giver, use: str, document: Document, *, actor: Viewer
) -> UseConsent:
    """Record a written consent to one use by the regulator: the submitter its own, the owner the programme's."""
    needs = Permission.CONSULT_SUPPLY_CLAIM if giver is Giver.SUBMITTER else Permission.CONSULT_SUPPLY_ASK
    case, row, records = _of(reference, message, needs, actor)
    held = _held(records, row)
    if Claim(held.state) not in PROTECTED:
        raise RuleRefusal("This is not PCII any more; no consent is needed.", code="not-claimed")
    if any(one.giver == giver.value and one.withdrawn_at is None for one in records.consents.get(row.pk, ())):
        raise RuleRefusal("This consent is recorded already. Withdraw it to record another one.", code="consented")
    text = " ".join(use.split())
    if not text:
        raise InputRefusal("Say which use the consent is for. It is for no other one.", fields={"field": "use"})
    paper, on = document.checked()
    kept = UseConsent(
        message=row,
        giver=giver.value,
        use=text[:1000],
        document=paper,
        document_on=on,
        at=clock.now(),
        by=actor.member_id,
        signed_name=parties.member_name(actor.member_id),
        salt=ledger.new_salt(),
    )
    records.consents[row.pk].append(kept)
    digest = ledger.seal(kept.salt, kept.use, kept.document, kept.document_on.isoformat())
    fact = UseConsented(case.id, row.id, records.supplier(row), Code(giver.value), True, digest)
    ledger.commit(rows=[kept, *settled(case, [row], records)], facts=[fact], actor=actor)
    return kept


@ledger.action
def withdraw_consent(reference: str, consent: UUID, *, actor: Viewer) -> UseConsent:
    """Withdraw a consent: the submitter its own, the owner the programme's. The item is closed from that moment."""
    case = queries.case_for(actor, reference, lock=True)
    there = UseConsent.objects.filter(pk=consent, message__case=case).first()
    if there is None:
        raise NotFound("consent")
    mine = there.giver == Giver.SUBMITTER.value
    needs = Permission.CONSULT_SUPPLY_CLAIM if mine else Permission.CONSULT_SUPPLY_ASK
    _, row, records = _of(reference, there.message_id, needs, actor)
    known = next(one for one in records.consents[row.pk] if one.pk == there.pk)
    if known.withdrawn_at is not None:
        raise RuleRefusal("This consent was withdrawn already.", code="withdrawn")
    known.withdrawn_at, known.withdrawn_by = clock.now(), actor.member_id
    digest = ledger.seal(known.salt, known.use, known.document, known.document_on.isoformat())
    fact = UseConsented(case.id, row.id, records.supplier(row), Code(known.giver), False, digest)
    ledger.commit(rows=[known, *settled(case, [row], records)], facts=[fact], actor=actor)
    return known


@ledger.action
def name_readers(reference: str, message: UUID, addresses: Sequence[str], *, actor: Viewer) -> Message:
    """Name anew who at the regulator may read protected material, by the addresses of the written approval."""
    case, row, records = _of(reference, message, Permission.CONSULT_SUPPLY_ASK, actor)
    if own_class(row) is not ConfidentialityClass.PCII:
        raise RuleRefusal("Only PCII has authorised readers.", code="not-claimed")
    wanted = list(dict.fromkeys(one.strip().lower() for one in addresses if one.strip()))
    if len(wanted) > MOST_READERS:
        raise InputRefusal(f"At most {MOST_READERS} people read one item.", fields={"field": "readers"})
    regulators = queries.regulators_in(case)
    found = {one.email.lower(): one for one in parties.active_members(regulators)}
    unknown = [one for one in wanted if one not in found]
    if unknown:
        text = f"{', '.join(unknown)}: not a member of a regulator of this case. Compare the written approval."
        raise InputRefusal(text, code="unknown-reader", fields={"field": "readers"})
    people = [found[one] for one in wanted]
    # The party stands for its readers where it is asked what the party as such reads.
    row.readers = sorted({str(one.pk) for one in people} | {str(one.organisation_id) for one in people})
    fact = ReadersNamed(case.id, row.id, len(people))
    ledger.commit(rows=settled(case, [row], records), facts=[fact], actor=actor)
    return row
