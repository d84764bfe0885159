"""From facts to clocks: a pure function. The same facts, packs, context and instant give the same clocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from medcord.core.clocks.calendar import zone_of
from medcord.core.clocks.federal import UPGRADE_WORDS, remediation
from medcord.core.clocks.plan import Ready, Wanted, plan_of
from medcord.core.clocks.rule import By, Context, Length, Pack, Pick, Rule, Unit
from medcord.core.clocks.scope import ASKED, FACT, Question, Scoped, answered
from medcord.core.clocks.value import Clock, Happened, LeftOut, Standing

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
    seen = _Seen(facts, now, context)
    found = [clock for ready in _started(packs, seen) for clock in _of_rule(ready, seen, now)]
    found.sort(key=_order)
    return tuple(found)


def _started(packs: Sequence[Pack], seen: _Seen) -> Iterable[Ready]:
    plan = plan_of(packs)
    return dict.fromkeys(ready for kind in seen.by_kind for ready in plan.get(kind, ()))


def left_out(
    facts: Sequence[Happened], packs: Sequence[Pack], now: datetime, context: Context = NOTHING_KNOWN
) -> tuple[LeftOut, ...]:
    """What would run if the case were in the scope of its law, and does not: with the answer that says so."""
    seen = _Seen(facts, now, context)
    found = []
    for ready in _started(packs, seen):
        if not ready.rule.applies_if:
            continue
        for start in _starts(ready, seen).values():
            why = _why_not(ready.rule, seen.scoped_of(_holder(ready.rule, start.fact)))
            if why and _in_force(ready.rule, start.at, ready.pack) and _standing(ready, start, seen, WHOLE)[0]:
                found.append(LeftOut(ready.rule.id, ready.rule.name, ready.pack.ident, why, start.fact))
    return tuple(found)


def _why_not(rule: Rule, scoped: Iterable[Scoped]) -> str:
    """Why it applies to no product, "" where it does or may to one."""
    whys = [_why_not_of(rule, one.context) for one in scoped]
    return " ".join(dict.fromkeys(whys)) if all(whys) else ""


def _why_not_of(rule: Rule, context: Context) -> str:
    for each in rule.applies_if:
        known = getattr(context, each.question)
        if known is not None and known is not each.wanted:
            asked = ASKED.get(Question(each.question))
            stated = (asked.when_yes if known else asked.when_no) if asked else each.unknown
            return f"Does not apply: {stated} ({context.said.get(each.question, 'known')})."
    if rule.by is By.FEDERAL_TABLE and not _doubts(rule, context):
        table = remediation(context.in_kev, context.publicly_exposed, context.automatable, context.total_impact)
        return UPGRADE_WORDS if table.days is None else ""
    return ""


def _order(clock: Clock) -> tuple[bool, bool, datetime, str, str]:
    return (not clock.running, not clock.counts, clock.due, clock.rule, clock.key)


class _Seen:
    """The facts of one case by kind, with their places, and what else is known of it."""

    __slots__ = ("by_kind", "context", "roles", "scoped")

    def __init__(self, facts: Iterable[Happened], now: datetime, context: Context) -> None:
        self.by_kind: dict[str, list[tuple[int, Happened]]] = {}
        self.roles: dict[object, object] = {}
        for place, fact in enumerate(facts):
            if fact.at > now:
                continue
            kind = fact.kind
            if kind in self.by_kind:
                self.by_kind[kind].append((place, fact))
            else:
                self.by_kind[kind] = [(place, fact)]
            if kind == "ParticipantInvited":
                self.roles[fact.data["party"]] = fact.data["role"]
        answers = self.by_kind.get(FACT)
        self.scoped = answered(context, [fact for _, fact in answers]) if answers else (Scoped(None, None, context),)
        self.context = context

    def scoped_of(self, holder: UUID | None) -> list[Scoped]:
        """What is known of the case and of each product; of this holder's own where one is named."""
        return [one for one in self.scoped if holder is None or one.maker in (None, holder)]

    def declared(self, rule: Rule, key: Key) -> Length | None:
        """The days that the holder declared last, where its rule leaves them to it."""
        kind, name = rule.declared_in
        said = [fact for _, fact in self.by_kind.get(kind, ()) if _key(fact, rule.each) == key]
        return Length(said[-1].data[name], Unit.DAYS) if said else None

    def of(self, wanted: Iterable[Wanted]) -> _Moves:
        """What one of these describes, in order."""
        found: _Moves = []
        kinds = 0
        for kind, test, instant, called in wanted:
            rows = self.by_kind.get(kind)
            if rows is None:
                continue
            kinds += 1
            if test is None:
                found += [(place, fact, instant, called) for place, fact in rows]
            else:
                found += [(place, fact, instant, called) for place, fact in rows if test(fact, self.roles)]
        if kinds > 1:
            found.sort(key=_place)
        return found


_Move = tuple[int, Happened, str, Mapping[str, str]]
"""Place, fact, the field of the time that counts, and fields of the key that the fact calls otherwise."""
_Moves = list[_Move]


def _place(move: _Move) -> int:
    return move[0]


def instant_of(fact: Happened, field: str) -> datetime:
    """The time that counts: of the field, or of the fact when the field is empty."""
    said = fact.data.get(field) if field else None
    return datetime.fromisoformat(said) if said else fact.at


def _key(fact: Happened, each: tuple[str, ...]) -> Key:
    data = fact.data
    return tuple([data.get(name) for name in each])


def _of_rule(ready: Ready, seen: _Seen, now: datetime) -> list[Clock]:
    rule = ready.rule
    starts = _starts(ready, seen)
    if not starts:
        return []
    stops, ends = seen.of(ready.stops), seen.of(ready.ends)
    made = []
    for key, start in starts.items():
        if not _in_force(rule, start.at, ready.pack):
            continue
        reach = _reach(rule, seen, _holder(rule, start.fact)) if rule.applies_if else WHOLE
        standing, note = _standing(ready, start, seen, reach) if reach else (None, "")
        clock = _clock(ready, key, start, (stops, ends), (standing, note, reach), seen) if standing and reach else None
        if clock is not None:
            made.append(clock.over(now) if rule.runs_out else clock)
    return made


class _Reach(NamedTuple):
    """To what a law applies, or may: what is not known of it, what else may be, what is known of each product that
    counts, and the products that are named."""

    doubts: Sequence[str] = ()
    more: Sequence[str] = ()
    of: Sequence[Context] = ()
    only_for: tuple[UUID, ...] = ()
    not_for: tuple[UUID, ...] = ()


WHOLE: Final = _Reach()
"""The reach of a law that asks nothing."""


def _reach(rule: Rule, seen: _Seen, holder: UUID | None) -> _Reach | None:
    """To which products it applies, else to which it may; None where it applies to none."""
    judged = [
        (one, _doubts(rule, one.context) or _undecided(rule, one.context))
        for one in seen.scoped_of(holder)
        if not _why_not_of(rule, one.context)
    ]
    if not judged:
        return None
    sure = [one for one, doubts in judged if not doubts]
    chosen = sure or [one for one, _doubts_of in judged]
    open_ones = [doubts for _one, doubts in judged if doubts]
    whole = any(one.product is None for one in chosen)
    inside = {one.product for one, _doubts_of in judged}
    outside = [one.product for one in seen.scoped_of(holder) if one.product is not None and one.product not in inside]
    return _Reach(
        doubts=() if sure else _doubts(rule, chosen[0].context) or (),
        more=open_ones[0] if sure and open_ones else (),
        of=[one.context for one in chosen],
        only_for=() if whole else tuple(one.product for one in chosen if one.product is not None),
        not_for=tuple(outside) if whole else (),
    )


def _in_force(rule: Rule, at: datetime, pack: Pack) -> bool:
    """Whether the law held on the day on which the clock started."""
    if rule.valid_from is None and rule.valid_to is None:
        return True
    day = at.astimezone(zone_of(rule.zone or pack.zone)).date()
    return (rule.valid_from is None or day >= rule.valid_from) and (rule.valid_to is None or day <= rule.valid_to)


def _doubts(rule: Rule, context: Context) -> list[str] | None:
    """What must be known to say whether it applies, and is not; None when it does not apply."""
    found = []
    for each in rule.applies_if:
        known = getattr(context, each.question)
        if known is None:
            told = context.said.get(each.question)
            found.append(f"{each.unknown} ({told})" if told else each.unknown)
        elif known is not each.wanted:
            return None
    return found


def _starts(ready: Ready, seen: _Seen) -> dict[Key, _Start]:
    rule = ready.rule
    by_key: dict[Key, list[_Start]] = {}
    for place, fact, instant, _called in seen.of(ready.starts):
        by_key.setdefault(_key(fact, rule.each), []).append(_Start(fact, place, instant_of(fact, instant)))
    picking = _PICK[rule.pick]
    return {key: picking(rule, found, key, seen) for key, found in by_key.items()}


def _first(_rule: Rule, found: list[_Start], _key_of: Key, _seen: _Seen) -> _Start:
    return found[0]


def _latest(_rule: Rule, found: list[_Start], _key_of: Key, _seen: _Seen) -> _Start:
    return found[-1]


def _earliest(rule: Rule, found: list[_Start], key: Key, seen: _Seen) -> _Start:
    """The earliest time declared; a decision of a named person settles what was declared before it, and what is
    declared afterwards counts anew."""
    decided = [(place, fact) for place, fact in seen.by_kind.get(rule.settled_by, ()) if _key(fact, rule.each) == key]
    if len(found) == 1 and not decided:
        return found[0]
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


def _undecided(rule: Rule, context: Context) -> list[str]:
    """What is not known of the directive's table where this would change the day."""
    if rule.by is not By.FEDERAL_TABLE:
        return []
    table = remediation(context.in_kev, context.publicly_exposed, context.automatable, context.total_impact)
    return [] if table.sure else ["what the table of the directive asks"]


def _standing(ready: Ready, start: _Start, seen: _Seen, reach: _Reach) -> tuple[Standing | None, str]:
    """Whether it counts, with the reason; None when it is known not to be."""
    if ready.rule.unsettled:
        return Standing.MAY_APPLY, f"May apply: {ready.rule.unsettled}"
    needed = ready.rule.requires
    if needed is not None:
        key = _key(start.fact, needed.each)
        said = [fact for _, fact, _, _ in seen.of(ready.required) if _key(fact, needed.each) == key]
        if not said:
            return (Standing.WAITS, needed.words) if needed.words else (None, "")
        if said[-1].data.get(needed.name) != needed.value:
            return None, ""
    if reach.doubts:
        return Standing.MAY_APPLY, f"May apply: not known {' and '.join(reach.doubts)}."
    return Standing.COUNTS, f"May apply to more: not known {' and '.join(reach.more)}." if reach.more else ""


def _clock(
    ready: Ready,
    key: Key,
    start: _Start,
    stopping: tuple[_Moves, _Moves],
    standing: tuple[Standing, str, _Reach],
    seen: _Seen,
) -> Clock | None:
    rule = ready.rule
    reach = standing[2]
    holder = _holder(rule, start.fact)
    zone = _zone(rule, ready.pack, holder, seen.context)
    if rule.declared_in[0]:
        length = seen.declared(rule, key)
        due = _Due(length.after(start.at, zone)) if length else None
    else:
        due = _first_due(rule, start, holder, zone, reach.of or (seen.context,))
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
        force=ready.force,
        held_by=rule.holder,
        started_by=rule.starts_on,
        stops_on=rule.stops_on,
        met=met,
        rule=rule.id,
        key=":".join(map(str, key)),
        holder=holder,
        start=start.fact,
        stop=stop,
        ended=ended,
        standing=standing[0] if due.sure or standing[0] is Standing.WAITS else Standing.MAY_APPLY,
        note=" ".join(filter(None, (standing[1], due.words, _other_stops(rule, start, key, stopping[0], met)))),
        source=rule.source,
        verified=rule.verified,
        pack=ready.ident,
        zone=zone,
        also=start.also,
        shares=rule.shares,
        runs_out=rule.runs_out,
        only_for=reach.only_for,
        not_for=reach.not_for,
    )


def _holder(rule: Rule, fact: Happened) -> UUID | None:
    said = fact.data.get(rule.party_field) if rule.party_field else None
    return _uuid(said) if said else None


_uuid = lru_cache(maxsize=4096)(UUID)
"""The same few parties hold the clocks of thousands of cases."""


def _zone(rule: Rule, pack: Pack, holder: UUID | None, context: Context) -> str:
    """Where the holder lives; where that is not known, where the law was made."""
    known = context.zones.get(holder) if holder else context.role_zones.get(rule.holder)
    return known or rule.zone or pack.zone


class _Due(NamedTuple):
    """The instant; words where days alone do not say it all; whether they are certain."""

    at: datetime
    words: str = ""
    sure: bool = True


def _first_due(rule: Rule, start: _Start, holder: UUID | None, zone: str, known: Sequence[Context]) -> _Due | None:
    """By when, where products differ: the first day of those that are certain."""
    if len(known) == 1:
        return _due(rule, start, holder, zone, known[0])
    found = [due for one in known if (due := _due(rule, start, holder, zone, one)) is not None]
    first = min(found, key=lambda due: (not due.sure, due.at), default=None)
    if first is None or len({due.at for due in found}) == 1:
        return first
    return first._replace(words=f"{first.words} Products differ; this is the first day.".strip())


def _due(rule: Rule, start: _Start, holder: UUID | None, zone: str, context: Context) -> _Due | None:
    """By when; None where the law sets no day."""
    said = start.fact.data.get(rule.due_field) if rule.due_field else None
    if said:
        return _Due(datetime.fromisoformat(said))
    if rule.by is By.KEV_LIST and context.kev_due is not None:
        return _Due(context.kev_due)
    length = rule.length
    if rule.by is By.RULE and not rule.other_lengths:
        return _Due(length.after(start.at, zone))
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
    for place, fact, instant, called in moves:
        if place <= start.place and not rule.stop_before_counts:
            continue
        data = fact.data
        names = [called.get(name, name) for name in rule.each] if called else rule.each
        if all(data.get(name) in (None, value) for name, value in zip(names, key, strict=True)):
            return fact, instant_of(fact, instant)
    return None, None


def _other_stops(rule: Rule, start: _Start, key: Key, moves: _Moves, met: datetime | None) -> str:
    """Other times that were recorded for its end, where the rule has them said: none is chosen in silence."""
    if not rule.says_other_stops or met is None:
        return ""
    own = [move for move in moves if _key(move[1], rule.each) == key and move[0] > start.place]
    others = sorted({instant_of(fact, field) for _place_of, fact, field, _called in own} - {met})
    return "".join(f"Also recorded for its end: {at:%-d %B %Y}. " for at in others).strip()


def step_reached(clock: Clock, now: datetime) -> str:
    """The last step that has come; "" before the first."""
    past = [step.name for step in clock.steps if step.at <= now]
    return past[-1] if past else ""


def first_due(found: Iterable[Clock]) -> Clock | None:
    """The clock that counts and is due first."""
    return next((clock for clock in found if clock.counts), None)
