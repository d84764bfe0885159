"""The duties that clauses make of facts: each instance with the fact that started it, when it is due, and the fact that
did it. Pure: facts, clauses and the time in; duties out. Nothing is ticked by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from medcord.core.agreement.clause import Actor, Clause
from medcord.core.agreement.signs import SIGNS, Sign
from medcord.core.clocks.rule import Unit
from medcord.core.vocabulary import Role


class State(StrEnum):
    """Where an instance of a duty stands. ``LATE``: its time is over and it is not done. ``DONE_LATE``: done after its
    time. ``MISSED``: its time was over when it ended undone, so that it never will be done. ``VOID``: it ended within
    its time without being owed any longer."""

    DUE = "due"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done late"
    MISSED = "missed"
    VOID = "void"


_WORST: Final = (State.LATE, State.DUE, State.MISSED, State.DONE_LATE, State.DONE, State.VOID)


@dataclass(frozen=True, slots=True)
class Happening:
    """A fact as duties see it. ``data`` holds its plain values; times are ISO 8601 text there. ``sequence`` is its
    place in its chain: of two facts of one instant the first written is the first."""

    id: UUID
    stream: str
    kind: str
    at: datetime
    party: UUID | None
    data: Mapping[str, object] = field(default_factory=dict)
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Duty:
    """One instance. ``started`` is None for a cycle that has never begun."""

    clause: Clause
    stream: str
    about: str
    started: Happening | None
    since: datetime
    due: datetime | None
    done: Happening | None
    void: Happening | None
    state: State

    @property
    def took(self) -> timedelta | None:
        """From the fact that started it to the fact that did it."""
        return self.done.at - self.since if self.done is not None else None


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a clause's instances. ``done`` counts those that were late too; ``done_late`` counts these alone.
    ``late`` counts those that were missed as well."""

    done: int = 0
    due: int = 0
    late: int = 0
    done_late: int = 0

    @property
    def all(self) -> int:
        """How often the duty arose."""
        return self.done + self.due + self.late


def duties(
    happened: Iterable[Happening],
    clauses: Sequence[Clause],
    *,
    now: datetime,
    roles: Mapping[UUID, Role],
    zone: str,
    cycles_from: datetime | None = None,
) -> tuple[Duty, ...]:
    """Every instance of every clause over these facts, in the order of clauses and then of time.

    ``roles``: what each party is. ``zone``: where the agencies count their days. ``cycles_from``: since when a duty
    that comes again is owed; None leaves such clauses out, as for a single case.
    """
    rows = sorted(happened, key=lambda one: (one.at, one.stream, one.sequence, str(one.id)))
    by_kind: dict[str, list[Happening]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    facts = _Facts(by_kind, roles)
    attacked: dict[str, datetime] = {}
    for row in facts.of("attacks"):
        attacked.setdefault(row.stream, row.at)
    owed = _Owed(facts, attacked, now, zone)
    found: list[Duty] = []
    for clause in clauses:
        if clause.each_cycle is None:
            found.extend(owed.instances(clause))
        elif cycles_from is not None:
            found.extend(owed.cycles(clause, cycles_from))
    return tuple(found)


def tally(found: Iterable[Duty]) -> Tally:
    """Counts of these instances."""
    states = [one.state for one in found]
    late_done, late = states.count(State.DONE_LATE), states.count(State.LATE) + states.count(State.MISSED)
    return Tally(states.count(State.DONE) + late_done, states.count(State.DUE), late, late_done)


def worst(found: Iterable[Duty]) -> State | None:
    """The state that a row of several instances shows: late before due before done; None when there is none."""
    states = {one.state for one in found}
    return next((state for state in _WORST if state in states), None)


class _Facts:
    """Facts by their signs, and by what they are about."""

    def __init__(self, by_kind: Mapping[str, Sequence[Happening]], roles: Mapping[UUID, Role]) -> None:
        self._by_kind, self._roles = by_kind, roles
        self._signed: dict[str, dict[str, list[Happening]]] = {}

    def of(self, name: str) -> Iterator[Happening]:
        """Facts that carry a sign, oldest first."""
        sign = SIGNS[name]
        return (row for row in self._by_kind.get(sign.kind, ()) if self._carries(sign, row))

    def first_after(self, name: str, started: Happening, key: str) -> Happening | None:
        """The first fact with this sign about the same thing, not before ``started``."""
        if name not in self._signed:
            found = self._signed[name] = {}
            for row in self.of(name):
                found.setdefault(about(SIGNS[name], row), []).append(row)
        return next((row for row in self._signed[name].get(key, ()) if row.at >= started.at), None)

    def _carries(self, sign: Sign, row: Happening) -> bool:
        if sign.where is not None and row.data.get(sign.where[0]) not in sign.where[1]:
            return False
        role = self._roles.get(row.party) if row.party is not None else None
        if (sign.by is not None and role is not sign.by) or (sign.not_by is not None and role is sign.not_by):
            return False
        return sign.names is None or self._roles.get(UUID(str(row.data["party"]))) is sign.names


def about(sign: Sign, row: Happening) -> str:
    """Which thing a fact is about: what stands in the sign's fields, or its whole chain."""
    return " ".join(str(row.data.get(name, "")) for name in sign.about.split()) if sign.about else row.stream


def _thing(sign: Sign, started: Happening, key: str) -> str:
    """What a fact with this sign must be about to end what ``started`` began."""
    if sign.of:
        return str(started.data.get(sign.of, ""))
    return key if sign.about else started.stream


@dataclass(frozen=True)
class _Owed:
    facts: _Facts
    attacked: Mapping[str, datetime]
    now: datetime
    zone: str

    def instances(self, clause: Clause) -> Iterator[Duty]:
        """One for each thing a starting fact is about; the first fact about it starts it."""
        seen: set[str] = set()
        for name in clause.starts:
            sign = SIGNS[name]
            for row in self.facts.of(name):
                key = about(sign, row)
                if key in seen or not clause.in_force(row.at.date()):
                    continue
                seen.add(key)
                yield self._instance(clause, sign, row, key)

    def _instance(self, clause: Clause, sign: Sign, row: Happening, key: str) -> Duty:
        done = self._end(clause.ends, row, key)
        void = self._end(clause.voids, row, key)
        if done is not None and void is not None:
            done, void = (done, None) if done.at <= void.at else (None, void)
        due, over = self._due(clause, sign, row), self._end(clause.before, row, key)
        if over is not None:
            due = min(over.at, due) if due is not None else over.at
        return Duty(clause, row.stream, key, row, row.at, due, done, void, _state(due, done, void, self.now))

    def _end(self, names: Sequence[str], row: Happening, key: str) -> Happening | None:
        """The first fact that ends it: about the same thing, or, for a sign about the case, in the same chain."""
        ends = [self.facts.first_after(name, row, _thing(SIGNS[name], row, key)) for name in names]
        return min((one for one in ends if one is not None), key=lambda one: one.at, default=None)

    def _due(self, clause: Clause, sign: Sign, row: Happening) -> datetime | None:
        """The day that the fact names, moved on by a limit in minutes (a call); else the limit from the fact on."""
        named = row.data.get(sign.due) if sign.due else None
        attacked = self.attacked.get(row.stream)
        limit = clause.limit
        if clause.limit_when_attacked is not None and attacked is not None and attacked <= row.at:
            limit = clause.limit_when_attacked
        if isinstance(named, str):
            at = datetime.fromisoformat(named)
            return limit.after(at, self.zone) if limit is not None and limit.unit is Unit.MINUTES else at
        return limit.after(row.at, self.zone) if limit is not None else None

    def cycles(self, clause: Clause, since: datetime) -> Iterator[Duty]:
        """A duty that comes again: one instance between each two times it was done, and the one that is open."""
        limit = clause.each_cycle
        assert limit is not None
        begun: Happening | None = None
        for row in (row for name in clause.ends for row in self.facts.of(name)):
            due = limit.after(begun.at if begun else since, self.zone)
            start = begun.at if begun else min(since, row.at)
            yield Duty(clause, row.stream, "", begun, start, due, row, None, _state(due, row, None, self.now))
            begun = row
        start = begun.at if begun else since
        due = limit.after(start, self.zone)
        stream = begun.stream if begun else ""
        yield Duty(clause, stream, "", begun, start, due, None, None, _state(due, None, None, self.now))


def _state(due: datetime | None, done: Happening | None, void: Happening | None, now: datetime) -> State:
    if done is not None:
        return State.DONE if due is None or done.at <= due else State.DONE_LATE
    if void is not None:
        return State.MISSED if due is not None and void.at > due else State.VOID
    return State.LATE if due is not None and now > due else State.DUE


def actors(clause: Clause) -> tuple[Role, ...]:
    """The roles that owe a duty."""
    return {
        Actor.COORDINATOR: (Role.COORDINATOR,),
        Actor.REGULATOR: (Role.REGULATOR,),
        Actor.BOTH: (Role.COORDINATOR, Role.REGULATOR),
    }[clause.actor]
