"""Rules made ready for many cases: which rules a kind of fact starts, and a test for each thing a rule looks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from medcord.core.clocks.rule import On, Pack, Rule
from medcord.core.clocks.value import Happened

Roles = Mapping[object, object]
"""The role of each party that was invited to the case, by its id as facts write it."""
Test = Callable[[Happened, Roles], bool]


class Wanted(NamedTuple):
    """A kind of fact, what its data must say (None: nothing), the field of the time that counts, and fields of the key
    that it calls otherwise."""

    kind: str
    test: Test | None
    instant: str
    called: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """One rule with its pack, what it looks for, and words that are the same for each of its clocks."""

    rule: Rule
    pack: Pack
    force: str
    ident: str
    starts: tuple[Wanted, ...]
    stops: tuple[Wanted, ...]
    ends: tuple[Wanted, ...]
    required: tuple[Wanted, ...]


Plan = Mapping[str, tuple[Ready, ...]]
"""Rules by the kinds of facts that start them."""

_PLANS: Final[dict[tuple[int, ...], tuple[tuple[Pack, ...], Plan]]] = {}
"""By the identity of the packs, which are kept beside it: to compare packs by value would take longer than a case."""


def plan_of(packs: Sequence[Pack]) -> Plan:
    """The plan of these packs; made once."""
    key = tuple(map(id, packs))
    found = _PLANS.get(key)
    if found is None:
        found = _PLANS[key] = (tuple(packs), _made(packs))
    return found[1]


def _made(packs: Sequence[Pack]) -> Plan:
    by_kind: dict[str, list[Ready]] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.needs:
                continue
            ready = _ready(rule, pack)
            for kind in dict.fromkeys(on.kind for on in rule.starts):
                by_kind.setdefault(kind, []).append(ready)
    return {kind: tuple(rules) for kind, rules in by_kind.items()}


def _ready(rule: Rule, pack: Pack) -> Ready:
    needed = rule.requires
    required = (_wanted(On(needed.kind, needed.among)),) if needed else ()
    starts, stops, ends = (tuple(map(_wanted, each)) for each in (rule.starts, rule.stops, rule.ends))
    return Ready(rule, pack, rule.force.value, pack.ident, starts, stops, ends, required)


def _wanted(on: On) -> Wanted:
    plain = not (on.when or on.unless or on.any_of[0] or on.role)
    return Wanted(on.kind, None if plain else _test(on), on.instant, dict(on.called))


def _test(on: On) -> Test:
    name, values = on.any_of
    role = on.role.value if on.role is not None else None

    def holds(fact: Happened, roles: Roles) -> bool:
        data = fact.data
        for field, value in on.when:
            if data.get(field) != value:
                return False
        for field, value in on.unless:
            if data.get(field) == value:
                return False
        if name and data.get(name) not in values:
            return False
        return role is None or roles.get(data.get("party")) == role

    return holds
