"""Calls between the parties as pages: what comes, what is on, what is to do, and whom a call would reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from medcord.calls import queries as calls
from medcord.calls.models import AgreedAction, Call
from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.core import calls as rules
from medcord.core.access import CallItem, Permission, Viewer, may
from medcord.core.calls import CallState, CallWay
from medcord.core.clocks import Clock
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.parties import queries as parties
from medcord.parties.models import Organisation
from medcord.web.pages import board

WAYS = {"regular": "Regular", "ad_hoc": "Ad hoc", "emergency": "Emergency"}
MOST_PAST = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A call in a list."""

    call: Call
    way: str
    state: str
    items: int
    minutes: int | None
    in_time: bool | None


@dataclass(frozen=True, slots=True)
class Calls:
    """The page of calls."""

    emergencies: list[Call]
    now: list[Line]
    coming: list[Line]
    past: list[Line]
    actions: list[tuple[AgreedAction, Clock]]
    may_convene: bool


def state_of(call: Call) -> str:
    """How a call stands, as a chip says it: its own state, or by its time."""
    if call.state != CallState.PLANNED:
        return call.state
    if clock.now() < call.starts:
        return "planned"
    return "on" if clock.now() <= call.starts + timedelta(minutes=call.length) else "to_close"


def _line(call: Call, known: set[UUID]) -> Line:
    return Line(
        call=call,
        way=WAYS[call.way],
        state=state_of(call),
        items=sum(row.case_id in known for row in call.agenda.all()),
        minutes=rules.minutes_to_first(call.convened_at, call.first_joined_at),
        in_time=rules.in_time(call.convened_at, call.first_joined_at, clock.now()),
    )


def listing(viewer: Viewer) -> Calls:
    """Everything the page of calls shows."""
    found = calls.visible(viewer)
    known = set(cases.by_ids(viewer, {row.case_id for call in found for row in call.agenda.all()}))
    lines = [_line(call, known) for call in found]
    return Calls(
        emergencies=calls.emergencies(viewer),
        now=[one for one in lines if one.state in ("on", "to_close")],
        coming=[one for one in lines if one.state == "planned"],
        past=[one for one in reversed(lines) if one.state in ("held", "cancelled")][:MOST_PAST],
        actions=[(row, clock_of(row)) for row in calls.open_actions(viewer)],
        may_convene=may(viewer, Permission.CALL_CONVENE, None).allowed,
    )


def clock_of(row: AgreedAction) -> Clock:
    """The clock of what was agreed."""
    return Clock(
        name="Agreed in a call",
        started=row.made_at,
        due=row.due,
        force="agreed",
        held_by=row.party.short_name,
        started_by="call",
        stops_on="done",
        met=row.done_at,
    )


@dataclass(frozen=True, slots=True)
class Page:
    """One call."""

    call: Call
    way: str
    state: str
    seen: calls.Seen
    parties: list[Organisation]
    people: dict[UUID, str]
    clocks: dict[UUID, Clock]
    minutes: int | None
    in_time: bool | None
    runs: bool
    joined: bool
    may_join: bool
    others: list[Call]
    coming: list[calls.Coming]
    ours: list[tuple[str, str]]
    party: UUID | None
    may_name: bool
    offers: list[Proposal] = field(default_factory=list)

    def start(self) -> dict[str, object]:
        """What the forms of the page begin with."""
        mine = next((one for one in self.coming if one.party.pk == self.party), None)
        ours = {"members": [str(one) for one in mine.members], "shared": mine.shared} if mine else {}
        return {"discussed": [one for one, _ in self.cases()], "party": str(self.call.party_id), **ours}

    def others_asked(self) -> list[tuple[str, str]]:
        """Parties of whom a role may be wanted, for a form."""
        return [(str(one.pk), one.name) for one in self.parties if one.pk != self.call.party_id]

    def takes(self, act: str) -> bool:
        """Whether the form of this act stands on the page."""
        if act == "destroy":
            return self.runs and bool(self.call.salt)
        if act == "people":
            return self.may_name
        return act == "done" or (self.runs and self.open and (act != "table" or bool(self.offers)))

    @property
    def open(self) -> bool:
        return self.call.state == CallState.PLANNED

    @property
    def emergency(self) -> bool:
        return self.call.way == CallWay.EMERGENCY

    def cases(self) -> list[tuple[str, str]]:
        """Cases of the agenda for a form."""
        found = (self.seen.cases[row.case_id] for row in self.seen.agenda)
        return [(case.reference, f"{case.reference} {case.title}") for case in found]

    def taking_part(self) -> list[tuple[str, str]]:
        """Parties for a form."""
        return [(str(one.pk), one.name) for one in self.parties]


def build(viewer: Viewer, reference: str) -> Page:
    """One call as the viewer may see it; raises NotFound."""
    call = calls.call_for(viewer, reference)
    seen, item = calls.seen(viewer, call), calls.item(call)
    series = [one for one in calls.visible(viewer) if call.series_id and one.series_id == call.series_id]
    runs = may(viewer, Permission.CALL_RUN, item).allowed
    joined = any(row.member == viewer.member_id for row in seen.attendance)
    tabled = {row.case_id for row in seen.agenda}
    offers = [one for one in proposals(viewer) if one.case.pk not in tabled] if runs and _is_open(call) else []
    return Page(
        call=call,
        way=WAYS[call.way],
        state=state_of(call),
        seen=seen,
        parties=calls.parties_of(call),
        people=parties.member_names({row.member for row in seen.attendance}),
        clocks={row.pk: clock_of(row) for row in [*seen.actions, *seen.carried]},
        minutes=rules.minutes_to_first(call.convened_at, call.first_joined_at),
        in_time=rules.in_time(call.convened_at, call.first_joined_at, clock.now()),
        runs=runs,
        joined=joined,
        may_join=not joined and _can_be_joined(call) and may(viewer, Permission.CALL_JOIN, item).allowed,
        others=[one for one in series if one.pk != call.pk],
        coming=calls.coming(viewer, call),
        ours=of_own_party(viewer) if _is_open(call) else [],
        party=viewer.party_id,
        may_name=_is_open(call) and may(viewer, Permission.CALL_JOIN, item).allowed,
        offers=offers,
    )


def _can_be_joined(call: Call) -> bool:
    return _is_open(call) and clock.now() >= call.starts - rules.EARLY


def _is_open(call: Call) -> bool:
    return call.state == CallState.PLANNED


@dataclass(frozen=True, slots=True)
class Proposal:
    """An open case for an agenda. ``because`` is why it is proposed; empty for one that merely could be."""

    case: Case
    because: str


def proposals(viewer: Viewer) -> list[Proposal]:
    """Open cases in the order of the board, what is attacked or late on top: that is proposed for the agenda."""
    now = clock.now()
    rows = [row for row in board.build(viewer).rows if row.case is not None]
    found = [
        Proposal(
            row.case,
            "attacks are known"
            if row.state == "exploited"
            else "a clock has run out"
            if row.clock and row.clock.due < now
            else "",
        )
        for row in rows
        if row.case is not None
    ]
    return sorted(found, key=lambda one: not one.because)


def askable(viewer: Viewer, about: Sequence[Case]) -> list[Organisation]:
    """Whom a call about these cases may ask, the own party first."""
    return sorted(calls.askable(viewer, about), key=lambda row: (row.pk != viewer.party_id, row.name))


def named(viewer: Viewer, row: Organisation) -> str:
    """A party in a form of a call."""
    return f"{row.name} ({'your own' if row.pk == viewer.party_id else row.role})"


def start(viewer: Viewer, about: Sequence[Case], offers: Sequence[Proposal]) -> dict[str, object]:
    """What the form of a new call begins with: all agencies, the way to dial in of the call before, and on the agenda
    the case it was opened from, or what is attacked or late."""
    named = {case.pk for case in about}
    return {
        "dial": calls.last_dial(viewer),
        "parties": [str(row.pk) for row in askable(viewer, [])],
        "agenda": [one.case.reference for one in offers if (one.case.pk in named if named else one.because)],
    }


def of_own_party(viewer: Viewer) -> list[tuple[str, str]]:
    """Members of the own party for a form."""
    return [(str(one.pk), one.name) for one in parties.members_of(viewer, viewer.party_id) if one.is_active]


@dataclass(frozen=True, slots=True)
class Effect:
    """Whom an emergency call would tell now."""

    people: int
    parties: int


def offers(viewer: Viewer, about: Sequence[Case]) -> list[tuple[Organisation, int, bool]]:
    """Parties an emergency call may tell, how many people each has there, and whether it is chosen from the start: an
    agency that reads the case, or every agency where there is no case, and the makers that read the case."""
    found = askable(viewer, about)
    readers = {row.party_id for case in about for row in cases.content_readers(viewer, case)}
    heads = calls.people(item_for(viewer, [row.pk for row in found], about))
    return [(row, heads.get(row.pk, 0), row.pk in readers if about else _is_agency(row)) for row in found]


def _is_agency(row: Organisation) -> bool:
    return Role(row.role) in calls.AGENCIES


def item_for(viewer: Viewer, asked: Iterable[UUID], about: Sequence[Case]) -> CallItem:
    """The call that would be convened, as the policy sees it."""
    convener = viewer.party_id or UUID(int=0)
    return CallItem(convener, frozenset(asked), frozenset(case.pk for case in about))


def effect(viewer: Viewer, asked: Iterable[UUID], about: Sequence[Case]) -> Effect:
    """How many people of how many parties such a call tells, the own party counted."""
    heads = calls.people(item_for(viewer, asked, about))
    return Effect(sum(heads.values()), len(heads))
