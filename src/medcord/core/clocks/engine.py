"""From facts to clocks: a pure function. The same facts, packs, context and instant give the same clocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from medcord.core.clocks.calendar import zone_of
from medcord.core.clocks.federal import remediation
from medcord.core.clocks.rule import By, Context, Length, On, Pack, Pick, Requires, Rule, Unit
from medcord.core.clocks.value import Clock, Happened, Standing, Step

NOTHING_KNOWN = Context()
Key = tuple[object, ...]


class _Start(NamedTuple):
    """A start that counts: which fact, its place in the list, from when, and what other times were declared."""

    fact: Happened
    place: int
    at: datetime
    also: tuple[datetime, ...] = ()


def clocks(
    facts: Sequence[Happened], packs: Sequence[Pack], now: datetime, context: Context = NOTHING_KNOWN
) -> tuple[Clock, ...]:
    """Every clock that these facts of one case start, those that stopped too; what is due first stands first.

    ``facts`` are in the order in which they happened; those after ``now`` are not looked at, so that an earlier instant
    gives the clocks as they stood then. Facts of kinds that no rule reads are passed over.
    """
    seen = _Seen(fact for fact in facts if fact.at <= now)
    found = [clock for pack in packs for rule in pack.rules for clock in _of_rule(rule, pack, seen, context)]
    return tuple(sorted(found, key=_order))


def _order(clock: Clock) -> tuple[bool, bool, datetime, str]:
    return (not clock.running, not clock.counts, clock.due, clock.ident)


class _Seen:
    """The facts of one case by kind, with their places."""

    __slots__ = ("by_kind", "roles")

    def __init__(self, facts: Iterable[Happened]) -> None:
        self.by_kind: dict[str, list[tuple[int, Happened]]] = {}
        self.roles: dict[object, object] = {}
        for place, fact in enumerate(facts):
            self.by_kind.setdefault(fact.kind, []).append((place, fact))
            if fact.kind == "ParticipantInvited":
                self.roles[fact.data["party"]] = fact.data["role"]

    def of(self, wanted: Iterable[On]) -> list[tuple[int, Happened, On]]:
        """What one of these describes, in order."""
        found = [
            (place, fact, on)
            for on in wanted
            for place, fact in self.by_kind.get(on.kind, ())
            if _is(fact, on, self.roles)
        ]
        found.sort(key=lambda each: each[0])
        return found


def _is(fact: Happened, on: On, roles: Mapping[object, object]) -> bool:
    data = fact.data
    if any(data.get(name) != value for name, value in on.when) or any(
        data.get(name) == value for name, value in on.unless
    ):
        return False
    name, values = on.any_of
    if name and data.get(name) not in values:
        return False
    return on.role is None or roles.get(data.get("party")) == on.role.value


def instant_of(fact: Happened, field: str) -> datetime:
    """The time that counts: of the field, or of the fact when the field is empty."""
    said = fact.data.get(field) if field else None
    return datetime.fromisoformat(said) if said else fact.at


def _key(fact: Happened, each: tuple[str, ...]) -> Key:
    data = fact.data
    return tuple(data.get(name) for name in each)


def _of_rule(rule: Rule, pack: Pack, seen: _Seen, context: Context) -> list[Clock]:
    if rule.needs or not any(on.kind in seen.by_kind for on in rule.starts):
        return []
    doubts = _doubts(rule, context)
    if doubts is None:
        return []
    stops, ends = seen.of(rule.stops), seen.of(rule.ends)
    made = []
    for key, start in _starts(rule, seen).items():
        if not _in_force(rule, start.at, pack):
            continue
        standing, note = _standing(rule.requires, start, seen, doubts)
        if standing is not None:
            made.append(_clock(rule, pack, key, start, (stops, ends), (standing, note), context))
    return [clock for clock in made if clock is not None]


def _in_force(rule: Rule, at: datetime, pack: Pack) -> bool:
    """Whether the law held on the day on which the clock started."""
    day = at.astimezone(zone_of(rule.zone or pack.zone)).date()
    return (rule.valid_from is None or day >= rule.valid_from) and (rule.valid_to is None or day <= rule.valid_to)


def _doubts(rule: Rule, context: Context) -> list[str] | None:
    """What must be known to say whether it applies, and is not; None when it does not apply."""
    found = []
    for each in rule.applies_if:
        known = getattr(context, each.question)
        if known is None:
            found.append(each.unknown)
        elif known is not each.wanted:
            return None
    return found


def _starts(rule: Rule, seen: _Seen) -> dict[Key, _Start]:
    by_key: dict[Key, list[_Start]] = {}
    for place, fact, on in seen.of(rule.starts):
        by_key.setdefault(_key(fact, rule.each), []).append(_Start(fact, place, instant_of(fact, on.instant)))
    return {key: _PICK[rule.pick](rule, found, key, seen) for key, found in by_key.items()}


def _first(_rule: Rule, found: list[_Start], _key_of: Key, _seen: _Seen) -> _Start:
    return found[0]


def _latest(_rule: Rule, found: list[_Start], _key_of: Key, _seen: _Seen) -> _Start:
    return found[-1]


def _earliest(rule: Rule, found: list[_Start], key: Key, seen: _Seen) -> _Start:
    """The earliest time declared; a decision of a named person settles what was declared before it, and what is
    declared afterwards counts anew."""
    decided = [(place, fact) for place, fact in seen.by_kind.get(rule.settled_by, ()) if _key(fact, rule.each) == key]
    counted = found
    if decided:
        place, fact = decided[-1]
        settled = _Start(fact, place, instant_of(fact, rule.starts[0].instant))
        counted = [settled, *(each for each in found if each.place > place)]
    chosen = min(counted, key=lambda each: (each.at, each.place))
    others = sorted({each.at for each in (*found, *counted)} - {chosen.at})
    return chosen._replace(also=tuple(others))


_Picking = Callable[[Rule, list[_Start], Key, _Seen], _Start]
_PICK: Mapping[Pick, _Picking] = {Pick.FIRST: _first, Pick.LATEST: _latest, Pick.EARLIEST: _earliest}


def _standing(needed: Requires | None, start: _Start, seen: _Seen, doubts: list[str]) -> tuple[Standing | None, str]:
    """Whether it counts, with the reason; None when it is known not to be."""
    if needed is not None:
        key = _key(start.fact, needed.each)
        among = On(needed.kind, needed.among)
        said = [fact for _, fact, _ in seen.of((among,)) if _key(fact, needed.each) == key]
        if not said:
            return (Standing.WAITS, needed.words) if needed.words else (None, "")
        if said[-1].data.get(needed.name) != needed.value:
            return None, ""
    if doubts:
        return Standing.MAY_APPLY, f"May apply: not known {' and '.join(doubts)}."
    return Standing.COUNTS, ""


_Moves = list[tuple[int, Happened, On]]


def _clock(
    rule: Rule,
    pack: Pack,
    key: Key,
    start: _Start,
    stopping: tuple[_Moves, _Moves],
    standing: tuple[Standing, str],
    context: Context,
) -> Clock | None:
    holder = _holder(rule, start.fact)
    zone = _zone(rule, pack, holder, context)
    due = _due(rule, start, holder, zone, context)
    if due is None:
        return None
    stop, met = _stop(rule, start, key, stopping[0])
    ended = None
    if met is None:
        stop, ended = _stop(rule, start, key, stopping[1])
    return Clock(
        name=rule.name,
        started=start.at,
        due=due.at,
        force=rule.force.value,
        held_by=rule.holder,
        started_by=rule.starts_on,
        stops_on=rule.stops_on,
        met=met,
        rule=rule.id,
        key=":".join(str(part) for part in key),
        holder=holder,
        start=start.fact,
        stop=stop,
        ended=ended,
        standing=standing[0] if due.sure or standing[0] is Standing.WAITS else Standing.MAY_APPLY,
        note=" ".join(filter(None, (standing[1], due.words))),
        source=rule.source,
        verified=rule.verified,
        pack=pack.ident,
        zone=zone,
        also=start.also,
        steps=steps_of(rule, start.at, due.at),
    )


def _holder(rule: Rule, fact: Happened) -> UUID | None:
    said = fact.data.get(rule.party_field) if rule.party_field else None
    return UUID(said) if said else None


def _zone(rule: Rule, pack: Pack, holder: UUID | None, context: Context) -> str:
    """Where the holder lives; where that is not known, where the law was made."""
    known = context.zones.get(holder) if holder else context.role_zones.get(rule.holder)
    return known or rule.zone or pack.zone


class _Due(NamedTuple):
    """The instant; words where days alone do not say it all; whether they are certain."""

    at: datetime
    words: str = ""
    sure: bool = True


def _due(rule: Rule, start: _Start, holder: UUID | None, zone: str, context: Context) -> _Due | None:
    """By when; None where the law sets no day."""
    said = start.fact.data.get(rule.due_field) if rule.due_field else None
    if said:
        return _Due(datetime.fromisoformat(said))
    if rule.by is By.KEV_LIST and context.kev_due is not None:
        return _Due(context.kev_due)
    length = rule.length
    if rule.by is By.KEV_LIST:
        usual = f"The list names a day of its own, not known here; shown is the most usual, {length.words}."
        return _Due(length.after(start.at, zone), usual, sure=False)
    if rule.by is By.FEDERAL_TABLE:
        table = remediation(context.in_kev, context.publicly_exposed, context.automatable, context.total_impact)
        if table.days is None:
            return None
        return _Due(Length(table.days, Unit.DAYS).after(start.at, zone), table.words, table.sure)
    for name, value, other in rule.other_lengths:
        if start.fact.data.get(name) == value:
            length = other
    if rule.by is By.FIRM and holder is not None:
        length = context.acknowledges.get(holder, length)
    return _Due(length.after(start.at, zone))


def _stop(rule: Rule, start: _Start, key: Key, moves: _Moves) -> tuple[Happened | None, datetime | None]:
    """The first fact that stops it, with the time that counts. A stop that came before the start is of an earlier
    round, unless the rule says that being early is right."""
    for place, fact, on in moves:
        if place <= start.place and not rule.stop_before_counts:
            continue
        if all(fact.data.get(name) in (None, value) for name, value in zip(rule.each, key, strict=True)):
            return fact, instant_of(fact, on.instant)
    return None, None


@lru_cache(maxsize=1024)
def _shares(count: int, marks: tuple[int, ...]) -> tuple[tuple[str, float], ...]:
    if marks:
        return tuple((f"day-{mark}", mark / count) for mark in marks)
    return (("half", 0.5), ("four-fifths", 0.8))


AFTER_DUE: Final = timedelta(days=1)


def steps_of(rule: Rule, start: datetime, due: datetime) -> tuple[Step, ...]:
    """When the holder is told. ``late`` comes a tenth of the time after the due instant, a day at most: a word about
    what is still open, not a second one in the same minute."""
    whole = due - start
    early = [Step(name, start + whole * share) for name, share in _shares(rule.length.count or 1, rule.marks)]
    return (*early, Step("due", due), Step("late", due + min(AFTER_DUE, whole / 10)))


def step_reached(clock: Clock, now: datetime) -> str:
    """The last step that has come; "" before the first."""
    past = [step.name for step in clock.steps if step.at <= now]
    return past[-1] if past else ""


def first_due(found: Iterable[Clock]) -> Clock | None:
    """The clock that counts and is due first."""
    return next((clock for clock in found if clock.counts), None)
