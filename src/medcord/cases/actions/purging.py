"""Destroying content of a case after a spill, and the legal hold that forbids it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.models import Case, Message
from medcord.cases.roads import MESSAGE
from medcord.core.access import Permission, Viewer
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound
from medcord.ledger import destroying, roads
from medcord.ledger.destroying import Found
from medcord.ledger.models import LegalHold
from medcord.parties import queries as parties


@dataclass(frozen=True, slots=True)
class Chosen:
    """One thing to destroy: its kind (the ``what`` of its road) and its id."""

    what: str
    item: UUID


@ledger.action
def purge(reference: str, chosen: Sequence[Chosen], *, reason: str, typed: str, actor: Viewer) -> int:
    """Destroy what the owner chose, with all that hangs on it, in one act; how many things went. Cannot be undone.

    A message takes its earlier versions and its files along. What later stages keep in a case (opinions, drafts,
    consultations) goes by the roads they laid. ``typed`` is the reference, typed again.
    """
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_PURGE, case)
    if not chosen:
        raise InputRefusal("Nothing is chosen. Tick what is to be destroyed.", fields={"field": "item"})
    destroying.require_typed_again(case.reference, typed)
    _require_not_held(case)
    found = {(one.what, row.pk): (one, row) for each in chosen for one, row in _of(case, each)}
    if not found:
        raise InputRefusal("All of this was destroyed already.", fields={"field": "item"})
    _destroy(case, list(found.values()), reason, actor)
    return len(found)


@ledger.action
def purge_message(reference: str, message: UUID, *, reason: str, actor: Viewer) -> Message:
    """Destroy one message with its versions and files: the party that wrote it, or the owner. That it was there stays
    in the ledger."""
    case = queries.case_for(actor, reference, lock=True)
    row = queries.message_to_change(actor, case, message, Permission.CASE_MESSAGE_READ)
    if actor.party_id not in (case.owner_id, row.party_id):
        raise NotAllowed("Only the party that wrote it or the coordinator of the case may destroy a message.")
    _require_not_held(case)
    found = _of(case, Chosen(MESSAGE.what, message))
    if not found:
        raise InputRefusal("This message was destroyed already.", fields={"field": "message"})
    _destroy(case, found, reason, actor)
    return cast(Message, found[0][1])


def _require_not_held(case: Case) -> None:
    destroying.require_not_held(f"case:{case.pk}", name_of=parties.member_name)


def _destroy(case: Case, found: Sequence[Found], reason: str, actor: Viewer) -> None:
    why = destroying.why(reason, destroying.LACK)
    rows, facts = destroying.emptied(found, stream=f"case:{case.pk}", reason=why, actor=actor)
    ledger.commit(rows=rows, facts=facts, actor=actor)


def _of(case: Case, chosen: Chosen) -> list[Found]:
    """The rows that go when this is chosen, without what is gone. Raises NotFound for what is not of this case."""
    one = roads.of(chosen.what)
    here = one.model.objects.filter(**{one.within: case.pk}) if one and one.within else None
    row = here.filter(pk=chosen.item).first() if here is not None else None
    if one is None or row is None:
        raise NotFound("item")
    found = [(one, row)]
    for other in roads.hanging_on(one):
        found += [(other, each) for each in other.model.objects.filter(**{other.under[1]: row.pk})]
    return [(road, each) for road, each in found if not road.is_gone(each)]


@ledger.action
def place_hold(reference: str, *, reason: str, actor: Viewer) -> LegalHold:
    """Forbid the destruction of anything of a case and its reports until the hold is lifted."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_HOLD, case)
    why = destroying.why(reason, "Say why nothing may be destroyed: whose request it is, and under which number.")
    hold, fact = destroying.placed(stream=f"case:{case.pk}", reason=why, actor=actor)
    ledger.commit(rows=[hold], facts=[fact], actor=actor)
    return hold


@ledger.action
def lift_hold(reference: str, *, reason: str, actor: Viewer) -> LegalHold:
    """Allow destruction again."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_HOLD, case)
    why = destroying.why(reason, "Say why the hold is lifted: who released it.")
    hold, fact = destroying.lifted(stream=f"case:{case.pk}", reason=why, actor=actor)
    ledger.commit(rows=[hold], facts=[fact], actor=actor)
    return hold
