"""Convening, moving and cancelling calls, and what stands on their agenda."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.calls import queries
from medcord.calls.actions.coming import role_of
from medcord.calls.models import AgendaItem, Asked, Call, Series
from medcord.cases import queries as cases
from medcord.core import calls as rules
from medcord.core.access import Permission, Viewer, require
from medcord.core.calls import CallState, CallStep, CallWay
from medcord.core.facts import CallCancelled, CallChanged, CallConvened, CaseTabled, Code, Fact, RoleWanted
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal
from medcord.core.vocabulary import Tlp
from medcord.gateways import clock
from medcord.ledger.crossing import Reach
from medcord.ledger.rows import Row
from medcord.parties import queries as parties
from medcord.parties.queries.running import locked

if TYPE_CHECKING:
    from medcord.cases.models import Case

LONGEST = 24 * 60
EMERGENCY_MINUTES = 60
MOST_ITEMS = 60
MOMENT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Tabled:
    """A case for the agenda, by its reference, and how far what is said of it may go."""

    case: str
    tlp: Tlp = Tlp.AMBER


@dataclass(frozen=True, slots=True)
class CallWords:
    """A call as it is convened. ``members`` are those of the own party who are invited; empty is all of it. ``shared``:
    the others read their names. ``wanted`` is, by party, which role it should send; no name.

    With ``every_days`` it is a regular call, planned ``times`` times; the agenda is the first one's.
    """

    starts: datetime
    zone: str
    purpose: str
    parties: Sequence[UUID]
    dial: str = ""
    minutes: int = 60
    agenda: Sequence[Tabled] = ()
    members: Sequence[UUID] = ()
    every_days: int | None = None
    times: int = 1
    wanted: Mapping[UUID, str] = field(default_factory=dict)
    shared: bool = False


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is written for the calls that are convened, and by whom."""

    party: UUID
    member: UUID
    rows: list[Row] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


@ledger.action
def convene(words: CallWords, *, actor: Viewer) -> Call:
    """Convene a call, or a series of them; the first one. Who is asked gets an invitation for the calendar."""
    plan, tabled = _begun(actor), _ready(words.agenda, actor)
    _require_words(words)
    _require_askable(words.parties, tabled, actor)
    _require_own_words(words.purpose, tabled, words.parties, actor)
    own = {one.pk for one in parties.members_of(actor, actor.party_id) if one.is_active}
    if not set(words.members) <= own:
        raise InputRefusal("Name members of your own party only; other parties send whom they choose.")
    words = replace(words, starts=rules.in_seconds(words.starts), wanted=_roles(words, actor))
    series, starts = None, [words.starts]
    if words.every_days is not None:
        starts = rules.occurrences(words.starts, words.zone, every_days=words.every_days, times=words.times)
        series = Series(party_id=plan.party, first=words.starts, every_days=words.every_days, times=words.times)
        plan.rows.append(series)
    way = CallWay.REGULAR if series else CallWay.AD_HOC
    first, *later = [replace(words, starts=at) for at in starts]
    call = _plan_one(plan, first, way, tabled, series)
    for each in later:
        _plan_one(plan, each, way, [], series)
    ledger.commit(rows=plan.rows, facts=plan.facts, actor=actor)
    return call


@ledger.action
def convene_emergency(
    reason: str,
    *,
    parties: Sequence[UUID],
    agenda: Sequence[Tabled] = (),
    minutes_ahead: int = 0,
    dial: str = "",
    zone: str = "UTC",
    wanted: Mapping[UUID, str] | None = None,
    actor: Viewer,
) -> Call:
    """Convene an emergency call: one act. Everybody who is asked is told at once by every channel they set (C11)."""
    if not 0 <= minutes_ahead <= rules.MOST_MINUTES_AHEAD:
        raise InputRefusal(
            f"An emergency call begins now or within {rules.MOST_MINUTES_AHEAD} minutes. A later one is no emergency: "
            "convene a call.",
            fields={"field": "minutes_ahead"},
        )
    plan, tabled = _begun(actor), _ready(agenda, actor)
    starts = clock.now() + timedelta(minutes=minutes_ahead)
    words = CallWords(starts, zone, reason, parties, dial, EMERGENCY_MINUTES, wanted=wanted or {})
    _require_words(words, lack="Say why everybody is called now; they read it when they have signed in.", now=True)
    _require_askable(parties, tabled, actor)
    _require_own_words(reason, tabled, parties, actor)
    words = replace(words, wanted=_roles(words, actor))
    _require_not_just_called(words, actor)
    call = _plan_one(plan, words, CallWay.EMERGENCY, tabled, None)
    ledger.commit(rows=plan.rows, facts=plan.facts, actor=actor)
    return call


def _begun(actor: Viewer) -> _Plan:
    """Raises NotFound for whoever convenes no calls."""
    require(actor, Permission.CALL_CONVENE, None, "page")
    if actor.party_id is None or actor.member_id is None:
        raise NotAllowed("A named member of an agency convenes a call.")
    return _Plan(actor.party_id, actor.member_id)


def _ready(agenda: Sequence[Tabled], actor: Viewer) -> list[tuple[Case, Tlp]]:
    """The cases of an agenda, in its order. Raises NotFound for one that the actor does not read."""
    if len(agenda) > MOST_ITEMS:
        raise InputRefusal(f"An agenda holds {MOST_ITEMS} cases.", fields={"field": "agenda"})
    found = [(cases.case_for(actor, one.case), one.tlp) for one in agenda]
    closed = [case.reference for case, _tlp in found if case.closed_at is not None]
    if closed:
        raise RuleRefusal(f"Closed cases stand on no agenda: {', '.join(closed)}. Take them out.", code="case-closed")
    return list({case.pk: (case, tlp) for case, tlp in found}.values())


def _require_words(words: CallWords, *, lack: str = "Say what the call is about.", now: bool = False) -> None:
    if not words.purpose.strip():
        raise InputRefusal(lack, fields={"field": "purpose"})
    if not 5 <= words.minutes <= LONGEST:
        raise InputRefusal(f"A call lasts 5 to {LONGEST} minutes.", fields={"field": "minutes"})
    if not now and words.starts <= clock.now():
        raise InputRefusal(
            "The call would begin in the past. Choose a later time, or convene an emergency call for now.",
            fields={"field": "starts"},
        )


def _require_askable(wanted: Sequence[UUID], tabled: Sequence[tuple[Case, Tlp]], actor: Viewer) -> None:
    others = set(wanted) - {actor.party_id}
    if not others:
        raise InputRefusal("Choose at least one other party to ask.", fields={"field": "parties"})
    if not others <= {row.pk for row in queries.askable(actor, [case for case, _tlp in tabled])}:
        raise InputRefusal(
            "A call is for agencies, and for parties that read a case on its agenda. Take the others out, or put the "
            "case on the agenda that they read.",
            fields={"field": "parties"},
        )


def _require_not_just_called(words: CallWords, actor: Viewer) -> None:
    """Two members who press at once, and one who presses twice, alarm everybody once."""
    if actor.party_id is not None:
        locked(actor.party_id)  # the second looks when the first has convened
    asked = {actor.party_id, *words.parties}
    for call in queries.emergencies(actor):
        recent = call.party_id == actor.party_id and call.convened_at > clock.now() - MOMENT
        if recent and call.purpose == words.purpose.strip() and {row.party_id for row in call.asked.all()} == asked:
            raise RuleRefusal(
                f"This emergency call was convened a moment ago: {call.reference}. Nobody was told twice. Open it on "
                "the page of calls, or say what is new.",
                code="convened-already",
            )


def _roles(words: CallWords, actor: Viewer) -> dict[UUID, str]:
    """Which role each party should send, as it is kept; parties of which none is wanted are left out."""
    found = {party: role for party, text in words.wanted.items() if (role := role_of(text))}
    if actor.party_id in found:
        raise InputRefusal("Of your own party choose members, no role. Take that role out.", fields={"field": "wanted"})
    astray = [role for party, role in found.items() if party not in words.parties]
    if astray:
        raise InputRefusal(
            f"You want “{astray[0]}” of a party that is not asked. Ask that party too, or take the role out.",
            fields={"field": "wanted"},
        )
    return found


def _require_own_words(
    purpose: str, tabled: Sequence[tuple[Case, Tlp]], readers: Collection[UUID], actor: Viewer
) -> None:
    """What a call is about carries no words of an item to those who may not read it (80)."""
    for case, _tlp in tabled:
        cases.require_own_words(actor, case, {"purpose": purpose}, Reach.CASE, readers)
    cases.require_own_words_beyond(actor, [case for case, _tlp in tabled], {"purpose": purpose}, readers)


def _plan_one(
    plan: _Plan, words: CallWords, way: CallWay, tabled: Sequence[tuple[Case, Tlp]], series: Series | None
) -> Call:
    starts = rules.in_seconds(words.starts)
    call = Call(
        reference=ledger.new_reference("CL"),
        party_id=plan.party,
        way=way.value,
        series=series,
        planned=starts,
        starts=starts,
        zone=words.zone,
        length=words.minutes,
        purpose=words.purpose.strip(),
        dial=words.dial.strip(),
        convened_at=clock.now(),
        convened_by=plan.member,
        convened_name=parties.member_name(plan.member),
        salt=ledger.new_salt(),
    )
    others = dict.fromkeys(party for party in words.parties if party != plan.party)
    wanted = words.wanted
    plan.rows.append(call)
    plan.rows.extend(Asked(call=call, party_id=party, wanted=wanted.get(party, "")) for party in others)
    own = [Asked(call=call, party_id=plan.party, member=one, shared=words.shared) for one in words.members]
    plan.rows.extend(own or [Asked(call=call, party_id=plan.party)])
    plan.facts.append(CallConvened(plan.party, call.pk, Code(way.value), starts, len(others) + 1, len(tabled)))
    plan.facts.extend(RoleWanted(plan.party, call.pk, who, ledger.seal(call.salt, wanted[who])) for who in wanted)
    for number, (case, tlp) in enumerate(tabled, start=1):
        plan.rows.append(AgendaItem(call=call, case=case, position=number, tlp=tlp.value))
        plan.facts.append(CaseTabled(case.pk, call.pk, Code(way.value), starts))
    return call


@ledger.action
def table(reference: str, agenda: Sequence[Tabled], *, actor: Viewer) -> Call:
    """Put more cases on the agenda of a call that was not held yet."""
    call = _mine(reference, CallStep.MOVE, actor)
    there = {row.case_id for row in call.agenda.all()}
    found = [(case, tlp) for case, tlp in _ready(agenda, actor) if case.pk not in there]
    if not found:
        raise InputRefusal("Choose a case that does not stand on the agenda yet.", fields={"field": "agenda"})
    if len(there) + len(found) > MOST_ITEMS:
        raise InputRefusal(f"An agenda holds {MOST_ITEMS} cases.", fields={"field": "agenda"})
    _require_own_words(call.purpose, found, queries.readers_of(call), actor)
    last = max((row.position for row in call.agenda.all()), default=0)
    items = [
        AgendaItem(call=call, case=case, position=last + number, tlp=tlp.value)
        for number, (case, tlp) in enumerate(found, start=1)
    ]
    facts = [CaseTabled(case.pk, call.pk, Code(call.way), call.starts) for case, _tlp in found]
    ledger.commit(rows=[call, *items], facts=facts, actor=actor)
    return call


@ledger.action
def move(reference: str, starts: datetime, *, actor: Viewer) -> Call:
    """Move one call; the others of its series stay where they are. Calendars take the new time over."""
    call = _mine(reference, CallStep.MOVE, actor)
    if starts <= clock.now():
        raise InputRefusal("Choose a time that is still to come.", fields={"field": "starts"})
    if rules.in_seconds(starts) == call.starts:
        raise InputRefusal("The call is planned for that time already.", fields={"field": "starts"})
    call.starts, call.sequence = rules.in_seconds(starts), call.sequence + 1
    ledger.commit(rows=[call], facts=[CallChanged(call.party_id, call.pk, call.starts)], actor=actor)
    return call


@ledger.action
def cancel(reference: str, reason: str, *, actor: Viewer) -> Call:
    """Cancel one call, with a reason; the others of its series stay."""
    call = _mine(reference, CallStep.CANCEL, actor)
    if not reason.strip():
        raise InputRefusal("Say why the call is cancelled.", fields={"field": "reason"})
    call.state, call.sequence = CallState.CANCELLED.value, call.sequence + 1
    call.cancelled_at, call.cancelled_because = clock.now(), reason.strip()
    sealed = ledger.seal(call.salt, call.cancelled_because)
    ledger.commit(rows=[call], facts=[CallCancelled(call.party_id, call.pk, sealed)], actor=actor)
    return call


def _mine(reference: str, step: CallStep, actor: Viewer) -> Call:
    """A call the actor runs, if the step is open. Raises NotFound, NotAllowed, RuleRefusal."""
    call = queries.call_for(actor, reference, lock=True)
    require(actor, Permission.CALL_RUN, queries.item(call), "call")
    rules.follow(CallState(call.state), step)
    return call
