"""Duties of the agreement as pages show them: overall, in one case, and clause by clause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from medcord.agreements import queries
from medcord.agreements.queries import NOWHERE, Held, Place
from medcord.cases.models import Case
from medcord.core.access import AgreementItem, Permission, Viewer, may
from medcord.core.agreement import SIGNS, Actor, Clause, Duty, Happening, State, Tally, tally, worst
from medcord.core.clocks import Clock
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.parties import queries as parties
from medcord.web.pages.words import SENTENCES

if TYPE_CHECKING:
    from medcord.agreements.models import Exercise

WHO = {Actor.COORDINATOR: "The coordinator", Actor.REGULATOR: "The regulator", Actor.BOTH: "Both agencies"}
ICONS = {Actor.COORDINATOR: "security", Actor.REGULATOR: "local_hospital", Actor.BOTH: "groups"}
PERIODS = (("quarter", "This quarter"), ("year", "This year"), ("all", "Everything"))
CSV_HEAD = ("clause", "duty", "owed by", "case", "started (UTC)", "due (UTC)", "done (UTC)", "state", "fact of start",
            "fact of end")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance with what a page says of it. ``done_words``: the fact that did it, or that ended it undone."""

    duty: Duty
    place: Place
    started_words: str
    done_words: str
    clock: Clock | None


@dataclass(frozen=True, slots=True)
class Line:
    """One clause with its instances of the period. ``state`` None: it has not arisen."""

    held: Held
    tally: Tally
    state: State | None
    next: Instance | None
    instances: tuple[Instance, ...]

    @property
    def clause(self) -> Clause:
        """The clause as it stands."""
        return self.held.clause


@dataclass(frozen=True, slots=True)
class Group:
    """The clauses one side owes."""

    actor: Actor
    who: str
    icon: str
    lines: tuple[Line, ...]

    @property
    def tally(self) -> Tally:
        """Counts over its clauses."""
        return tally(one.duty for line in self.lines for one in line.instances)


@dataclass(frozen=True, slots=True)
class Duties:
    """The whole page. ``first_late`` and ``next`` are over both sides, ``must`` is the viewer's own next."""

    groups: tuple[Group, ...]
    tally: Tally
    period: str
    since: datetime | None
    first_late: Instance | None
    must: Instance | None
    next: Instance | None
    may_change: bool

    @property
    def in_time(self) -> float | None:
        """Share of what is done or late that was done in time, in per cent; None when nothing is."""
        ended = self.tally.done + self.tally.late
        return round(100 * (self.tally.done - self.tally.done_late) / ended, 1) if ended else None

    @property
    def instances(self) -> list[Instance]:
        """Every instance in the order of clauses, what is open first."""
        return [row for line in self.lines for row in line.instances]

    @property
    def lines(self) -> list[Line]:
        """Every clause."""
        return [line for group in self.groups for line in group.lines]


def build(viewer: Viewer, *, period: str = "quarter", case: Case | None = None) -> Duties:
    """Duties over all the viewer may know, or in one case that it reads."""
    held = queries.clauses(viewer)
    found = queries.of_case(viewer, case) if case else queries.overall(viewer)
    since = None if case else _since(period)
    found = tuple(one for one in found if since is None or one.since >= since or one.state in (State.DUE, State.LATE))
    named = queries.named(case) if case else queries.references(viewer)
    shown = _shown(found, named)
    lines = [_line(one, [row for row in shown if row.duty.clause.code == one.clause.code]) for one in held]
    groups = tuple(
        Group(actor, WHO[actor], ICONS[actor], tuple(line for line in lines if line.clause.actor is actor))
        for actor in Actor
    )
    waiting = sorted((row for row in shown if row.duty.state is State.DUE), key=_by_due)
    late = sorted((row for row in shown if row.duty.state is State.LATE), key=_by_due)
    mine = [row for row in [*late, *waiting] if _owes(viewer, row.duty.clause)]
    return Duties(
        groups=groups,
        tally=tally(found),
        period=period,
        since=since,
        first_late=late[0] if late else None,
        must=mine[0] if mine else None,
        next=next((row for row in waiting if row.duty.due), None),
        may_change=may(viewer, Permission.AGREEMENT_CHANGE, AgreementItem()).allowed,
    )


def one(viewer: Viewer, code: str, *, period: str = "all") -> tuple[Line, list[Held]]:
    """One clause with all its instances, the newest first, and its history. Raises NotFound."""
    history = queries.history(viewer, code)
    page = build(viewer, period=period)
    line = next(line for line in page.lines if line.clause.code == code)
    return line, history


def earlier(history: Sequence[Held]) -> list[tuple[str, str]]:
    """Versions of a clause that were written here, are not in force and hold words still."""
    return [
        (f"clause-change:{one.change.pk}", f"Version {one.number}: {one.clause.title}")
        for one in history[1:]
        if one.change is not None and not one.gone
    ]


def of_exercise(row: Exercise) -> list[tuple[str, str]]:
    """What of an exercise can be destroyed."""
    lessons = [(f"exercise-lessons:{row.pk}", "What was taken from it")] if row.learned else []
    return [
        *lessons,
        *([(f"exercise:{row.pk}", "The whole report, with what was taken from it")] if row.report else []),
    ]


def table(page: Duties) -> Iterator[Sequence[object]]:
    """The instances as rows under CSV_HEAD."""
    for line in page.lines:
        for row in line.instances:
            duty = row.duty
            yield (
                line.clause.code, line.clause.title, line.clause.actor.value, row.place.reference, _stamp(duty.since),
                _stamp(duty.due), _stamp(duty.done.at if duty.done else None), duty.state.value,
                duty.started.id if duty.started else "", duty.done.id if duty.done else "",
            )  # fmt: skip


def sign_choices() -> list[tuple[str, str]]:
    """Every sign a clause can be tied to, with its words."""
    return [(name, sign.words[:1].upper() + sign.words[1:]) for name, sign in SIGNS.items()]


def _since(period: str) -> datetime | None:
    today = clock.now().date()
    first = {"quarter": date(today.year, 3 * ((today.month - 1) // 3) + 1, 1), "year": date(today.year, 1, 1)}
    return datetime.combine(first[period], time(), UTC) if period in first else None


def _shown(found: Sequence[Duty], named: Mapping[str, Place]) -> list[Instance]:
    told = [row for one in found for row in (one.started, one.done, one.void) if row]
    names = parties.names({row.party for row in told if row.party})
    return [_instance(one, named.get(one.stream, NOWHERE), names.get) for one in found]


def of_disputes(viewer: Viewer, case: Case) -> dict[str, Clock]:
    """For an agency: the time that the regulator has to assess each dispute of a case that it may know of, by the
    dispute's id, as the agreement stands. None for others."""
    if not may(viewer, Permission.AGREEMENT_READ, AgreementItem()).allowed:
        return {}
    found: dict[str, Clock] = {}
    for one in queries.of_case(viewer, case):
        clock_of = _clock(one) if "dispute-assessed" in one.clause.ends else None
        if clock_of is not None and (one.about not in found or clock_of.due < found[one.about].due):
            found[one.about] = clock_of
    return found


def _clock(duty: Duty) -> Clock | None:
    if duty.due is None:
        return None
    met, ended = duty.done.at if duty.done else None, duty.void.at if duty.void else None
    held_by = WHO[duty.clause.actor].lower()
    return Clock(duty.clause.title, duty.since, duty.due, "agreement", held_by=held_by, met=met, ended=ended)


def _instance(duty: Duty, place: Place, name_of: Callable[[UUID], str | None]) -> Instance:
    started, done = (_said(row, name_of) for row in (duty.started, duty.done or duty.void))
    return Instance(duty, place, started, done, _clock(duty))


def _said(row: Happening | None, name_of: Callable[[UUID], str | None]) -> str:
    if row is None:
        return ""
    return f"{(name_of(row.party) if row.party else None) or 'medcord'}: {kind_words(row.kind)}"


def kind_words(kind: str) -> str:
    """A kind of fact in a few words."""
    return next((sign.words for sign in SIGNS.values() if sign.kind == kind), SENTENCES.get(kind, ("", kind))[1])


def _line(held: Held, rows: Iterable[Instance]) -> Line:
    instances = tuple(sorted(rows, key=lambda row: row.duty.since, reverse=True))
    waiting = sorted((row for row in instances if row.duty.state in (State.DUE, State.LATE)), key=_by_due)
    return Line(
        held=held,
        tally=tally(row.duty for row in instances),
        state=worst(row.duty for row in instances if row.duty.state is not State.VOID),
        next=waiting[0] if waiting else None,
        instances=instances,
    )


def _by_due(row: Instance) -> tuple[bool, datetime]:
    return (row.duty.due is None, row.duty.due or row.duty.since)


def _owes(viewer: Viewer, clause: Clause) -> bool:
    mine = {Role.COORDINATOR: Actor.COORDINATOR, Role.REGULATOR: Actor.REGULATOR}.get(viewer.role or Role.HOSPITAL)
    return clause.actor in (mine, Actor.BOTH)


def _stamp(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at is not None else ""
