"""During a call and after it: who joined, what was decided, who does what by when, and the minutes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from medcord import ledger
from medcord.calls import queries
from medcord.calls.models import AgendaItem, AgreedAction, Attendance, Call, Decision
from medcord.calls.roads import ACTION, CALL, DECISION, WANTED
from medcord.cases import queries as cases
from medcord.core import calls as rules
from medcord.core.access import Permission, Viewer, require
from medcord.core.calls import CallState, CallStep
from medcord.core.facts import (
    ActionAgreed,
    ActionDone,
    CallDecided,
    CallHeld,
    CallJoined,
    CaseDiscussed,
    Code,
    Fact,
)
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal
from medcord.gateways import clock
from medcord.ledger import destroying
from medcord.ledger.destroying import Found
from medcord.parties import queries as parties


@ledger.action
def join(reference: str, *, actor: Viewer) -> Call:
    """Say that one has joined. The first of another party than the convening one stops the hour (C11)."""
    call = queries.call_for(actor, reference, lock=True)
    require(actor, Permission.CALL_JOIN, queries.item(call), "call")
    rules.follow(CallState(call.state), CallStep.JOIN)
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("A named member joins a call.")
    now = clock.now()
    if now < call.starts - rules.EARLY:
        raise RuleRefusal(
            f"The call begins on {call.starts:%-d %B %Y, %H:%M} UTC. It can be joined from half an hour before.",
            code="call-not-begun",
        )
    if queries.has_joined(actor, call):
        raise RuleRefusal("You have joined already; it is noted once.", code="joined")
    first = call.first_joined_at is None and actor.party_id != call.party_id
    row = Attendance(call=call, party_id=actor.party_id, member=actor.member_id, at=now)
    if first:
        call.first_joined_at = now
    ledger.commit(rows=[call, row], facts=[CallJoined(call.party_id, call.pk, actor.party_id, first)], actor=actor)
    return call


@ledger.action
def decide(reference: str, words: str, *, party: UUID | None = None, case: str = "", actor: Viewer) -> Decision:
    """Write down what was decided, by which party (the convening one when none is named)."""
    call = _run(reference, CallStep.DECIDE, actor)
    if actor.member_id is None:
        raise NotAllowed("A named member writes a decision down.")
    if not words.strip():
        raise InputRefusal("Write what was decided.", fields={"field": "words"})
    item = _item(call, case, actor)
    who = _taking_part(call, party or call.party_id, item, actor)
    salt = ledger.new_salt()
    row = Decision(
        call=call, item=item, party_id=who, words=words.strip(), at=clock.now(), by=actor.member_id,
        by_name=parties.member_name(actor.member_id), salt=salt,
    )  # fmt: skip
    fact = CallDecided(call.party_id, call.pk, row.pk, who, ledger.seal(salt, row.words))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def agree(
    reference: str, words: str, *, party: UUID, due: datetime, person: str = "", case: str = "", actor: Viewer
) -> AgreedAction:
    """Agree who does what by when. ``person`` is who of the party, as it was said in the call."""
    call = _run(reference, CallStep.AGREE, actor)
    if not words.strip():
        raise InputRefusal("Write what is to be done.", fields={"field": "words"})
    if due <= clock.now():
        raise InputRefusal("Choose a time that is still to come.", fields={"field": "due"})
    item = _item(call, case, actor)
    row = AgreedAction(
        call=call, item=item, words=words.strip(), party_id=_taking_part(call, party, item, actor),
        person=person.strip(), due=rules.in_seconds(due), made_at=clock.now(), salt=ledger.new_salt(),
    )  # fmt: skip
    ledger.commit(rows=[row], facts=[ActionAgreed(call.party_id, call.pk, row.pk, party, row.due)], actor=actor)
    return row


@ledger.action
def finish(reference: str, action: UUID, proof: str, *, actor: Viewer) -> AgreedAction:
    """Say that an action is done, with what shows it. Open also after the call."""
    call = queries.call_for(actor, reference, lock=True)
    row = queries.action_for(actor, call, action)
    require(actor, Permission.CALL_ACTION_FINISH, queries.item(call, row.party_id), "call")
    if actor.member_id is None:
        raise NotAllowed("A named member says that it is done.")
    if row.done_at is not None:
        raise RuleRefusal("This is done already.", code="done")
    if not proof.strip():
        raise InputRefusal("Say what shows it: a link, a message, a name and a time.", fields={"field": "proof"})
    row.done_at, row.done_by, row.proof = clock.now(), actor.member_id, proof.strip()
    row.done_name = parties.member_name(actor.member_id)
    ledger.commit(rows=[row], facts=[ActionDone(call.party_id, call.pk, row.pk, row.party_id)], actor=actor)
    return row


@ledger.action
def hold(reference: str, minutes: str, *, discussed: Collection[str] = (), actor: Viewer) -> Call:
    """Close a call with its minutes. ``discussed`` are the cases that were spoken of, by reference."""
    call = _run(reference, CallStep.HOLD, actor)
    now = clock.now()
    if now < call.starts and call.first_joined_at is None:
        raise RuleRefusal("The call has not begun. Cancel it if it does not take place.", code="call-not-begun")
    if not minutes.strip():
        raise InputRefusal("Write the minutes: what was said, in a few sentences.", fields={"field": "minutes"})
    known = queries.seen(actor, call)
    spoken = [row for row in known.agenda if known.cases[row.case_id].reference in set(discussed)]
    for row in spoken:
        row.discussed = True
    call.state, call.minutes, call.held_at = CallState.HELD.value, minutes.strip(), now
    present, actions = len(queries.joined_parties(call)), AgreedAction.objects.filter(call=call).count()
    decisions = list(Decision.objects.filter(call=call).order_by("at"))
    digest = ledger.seal(call.salt, call.minutes, *(row.words for row in decisions))
    facts: list[Fact] = [
        CallHeld(call.party_id, call.pk, Code(call.way), present, len(decisions), actions, digest),
        *(
            CaseDiscussed(
                row.case_id, call.pk, Code(call.way), present, sum(one.item_id == row.pk for one in decisions)
            )
            for row in spoken
            if known.cases[row.case_id].closed_at is None  # 18: in a closed case nothing is added
        ),
    ]
    ledger.commit(rows=[call, *spoken], facts=facts, actor=actor)
    return call


@ledger.action
def destroy(reference: str, *, reason: str, typed: str, actor: Viewer) -> Call:
    """Destroy purpose, way to dial in, minutes, decisions and actions of a call after a spill. Cannot be undone.

    That it was held, by whom and when, stays. ``typed`` is the reference, typed again.
    """
    call = queries.call_for(actor, reference, lock=True)
    require(actor, Permission.CALL_RUN, queries.item(call), "call")
    destroying.require_typed_again(call.reference, typed)
    if CALL.is_gone(call):
        raise InputRefusal("The words of this call were destroyed already.", fields={"field": "typed"})
    for row in call.agenda.all():
        destroying.require_not_held(f"case:{row.case_id}", name_of=parties.member_name)
    found: list[Found] = [(CALL, call)]
    found += [(WANTED, row) for row in call.asked.all() if row.wanted]
    found += [(DECISION, row) for row in Decision.objects.filter(call=call)]
    found += [(ACTION, row) for row in AgreedAction.objects.filter(call=call)]
    why = destroying.why(reason, destroying.LACK)
    rows, facts = destroying.emptied(found, stream=f"organisation:{call.party_id}", reason=why, actor=actor)
    ledger.commit(rows=rows, facts=facts, actor=actor)
    return call


def _run(reference: str, step: CallStep, actor: Viewer) -> Call:
    call = queries.call_for(actor, reference, lock=True)
    require(actor, Permission.CALL_RUN, queries.item(call), "call")
    rules.follow(CallState(call.state), step)
    return call


def _item(call: Call, case: str, actor: Viewer) -> AgendaItem | None:
    """The item of the agenda that a decision or action is about; none when no case is named. Raises NotFound."""
    if not case:
        return None
    wanted = cases.case_for(actor, case)
    found = next((row for row in call.agenda.all() if row.case_id == wanted.pk), None)
    if found is None:
        raise InputRefusal("This case does not stand on the agenda of this call.", fields={"field": "case"})
    return found


def _taking_part(call: Call, party: UUID, item: AgendaItem | None, actor: Viewer) -> UUID:
    """A party of the call, which reads the case in question: what it is to do must not be hidden from it."""
    if party not in {row.party_id for row in call.asked.all()}:
        raise InputRefusal("Choose a party that was asked to this call.", fields={"field": "party"})
    if item is not None and party != actor.party_id:
        case = cases.by_ids(actor, [item.case_id])[item.case_id]
        if party not in {row.party_id for row in cases.content_readers(actor, case)}:
            raise InputRefusal(
                "This party does not read that case and would not see what it is to do. Choose another party, "
                "or name no case.",
                fields={"field": "party"},
            )
    return party
