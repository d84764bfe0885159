"""Some are told before all (89): prepared from the draft, approved by another member, and handed over by the door."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.advisory.restricted import ToldStand
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState
from medcord.core.facts import Code, Digest, TellingApproved, TellingEnded, TellingPartyChanged, TellingPrepared
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.core.vocabulary import Tlp
from medcord.drafting import door, queries
from medcord.drafting.models import Draft, Telling
from medcord.drafting.policy import tellable
from medcord.gateways import clock

if TYPE_CHECKING:
    from medcord.cases.models import Case


@ledger.action
def tell_some(
    reference: str, *, label: Tlp, parties: Collection[UUID], early_reason: str = "", actor: Viewer
) -> Telling:
    """Prepare that these parties are told what the draft says now, under this label. Nobody is told before another
    member approved it. What could not be published is not told either; while an embargo is in force this needs a reason
    that stays."""
    case, draft = _mine(reference, actor)
    value = tellable(actor, case, draft)
    until, live = case.embargo_until, EmbargoState(case.embargo) in IN_FORCE
    if live and (until is None or until > clock.now()) and not early_reason.strip():
        raise InputRefusal(
            "The embargo is in force. To tell parties that have not signed its terms, say why; the reason stays, and "
            "every party of the case sees that some were told.",
            code="embargo-live",
            fields={"field": "early_reason"},
        )
    made = door.prepare(value, label=label, told=parties, actor=actor)
    row = Telling(draft=draft, restricted=made.pk, tracking_id=made.tracking_id, title=draft.title, label=label.value)
    row.number, row.parties, row.at = draft.number, sorted({str(one) for one in parties}), clock.now()
    row.early_reason, row.salt = early_reason.strip(), ledger.new_salt()
    seal = ledger.seal(row.salt, row.early_reason) if row.early_reason else Digest("")
    fact = TellingPrepared(case.id, row.id, Code(label.value), len(row.parties), seal)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def approve_telling(reference: str, telling: UUID, *, seen: str, actor: Viewer) -> Telling:
    """Approve, as another member, exactly what was read (``seen`` is its digest): those who wait are told now. The
    rules of what may go out are asked again."""
    case, draft = _mine(reference, actor)
    row = queries.telling_for(actor, case, telling)
    value = tellable(actor, case, draft) if row.told_at is None else None
    _, told = door.approve(telling, seen=seen, value=value, actor=actor)
    row.told_at = row.told_at or clock.now()
    fact = TellingApproved(case.id, row.id, Code(row.label), told, Digest(seen))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def refuse_telling(reference: str, telling: UUID, *, reason: str, actor: Viewer) -> Telling:
    """Say no to what was prepared: nobody is told. Its preparer takes it back in the same way."""
    case, row = _ended(reference, telling, actor)
    if not reason.strip():
        raise InputRefusal("Say why it is not told.", fields={"field": "reason"})
    door.refuse(telling, actor=actor)
    return _end(case, row, ToldStand.REFUSED, reason, actor)


@ledger.action
def withdraw_telling(reference: str, telling: UUID, *, reason: str, actor: Viewer) -> Telling:
    """Take back what was told. Those who were told read that, and why."""
    case, row = _ended(reference, telling, actor)
    door.withdraw(telling, reason=reason, actor=actor)
    return _end(case, row, ToldStand.WITHDRAWN, reason, actor)


@ledger.action
def clear_told(row: Telling, *, tracking_id: str, actor: Viewer) -> Telling:
    """Say of what was told that it is public now."""
    door.clear(row.restricted, tracking_id=tracking_id, actor=actor)
    return _end(row.draft.case, row, ToldStand.CLEARED, "", actor)


@ledger.action
def name_told(reference: str, telling: UUID, party: UUID, *, actor: Viewer) -> Telling:
    """Name one more party; it is told when another member approves it."""
    case, _ = _mine(reference, actor)
    row = queries.telling_for(actor, case, telling)
    door.name_party(telling, party, actor=actor)
    row.parties = sorted({*row.parties, str(party)})
    ledger.commit(rows=[row], facts=[TellingPartyChanged(case.id, row.id, party, True)], actor=actor)
    return row


@ledger.action
def remove_told(reference: str, telling: UUID, party: UUID, *, actor: Viewer) -> Telling:
    """Take a party off: it reads this no longer."""
    case, row = _ended(reference, telling, actor)
    door.remove_party(telling, party, actor=actor)
    ledger.commit(rows=[row], facts=[TellingPartyChanged(case.id, row.id, party, False)], actor=actor)
    return row


def _end(case: Case, row: Telling, how: ToldStand, reason: str, actor: Viewer) -> Telling:
    row.ended_reason, row.ended_at = reason.strip(), clock.now()
    seal = ledger.seal(row.salt, row.ended_reason) if row.ended_reason else Digest("")
    ledger.commit(rows=[row], facts=[TellingEnded(case.id, row.id, Code(how.value), seal)], actor=actor)
    return row


def _mine(reference: str, actor: Viewer) -> tuple[Case, Draft]:
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_PUBLISH, queries.item_of(None, case), "draft")
    draft = queries.draft_for(actor, case)
    if draft is None:
        raise RuleRefusal("There is no draft yet. Write it first.", code="no-draft")
    if draft.advisory is not None:
        raise RuleRefusal(
            f"{draft.tracking_id} is public, so nobody can be told before all. What is new goes out as a revision.",
            code="published",
        )
    return case, draft


def _ended(reference: str, telling: UUID, actor: Viewer) -> tuple[Case, Telling]:
    """For what can be done at any time, in a closed case too: less is told by it."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_TELLING_END, cases.item(case), "case")
    return case, queries.telling_for(actor, case, telling)
