"""Case state: six things that happen once and cannot be undone (cvd-protocol 3.4).

States, transitions and histories are derived from the three rules in ``next_events``; none is typed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, reduce
from types import MappingProxyType
from typing import Final

from medcord.core.cvd.table import instead
from medcord.core.refusals import InputRefusal, RuleRefusal


class CaseEvent(StrEnum):
    """What can happen to a vulnerability, in the order its letters are written."""

    MANUFACTURER_AWARE = "V"
    FIX_READY = "F"
    FIX_DEPLOYED = "D"
    PUBLIC_AWARE = "P"
    EXPLOIT_PUBLIC = "X"
    ATTACKS_OBSERVED = "A"


_E = CaseEvent

IN_WORDS: Final[Mapping[CaseEvent, str]] = MappingProxyType(
    {
        _E.MANUFACTURER_AWARE: "the manufacturer knows",
        _E.FIX_READY: "a fix is ready",
        _E.FIX_DEPLOYED: "the fix is deployed",
        _E.PUBLIC_AWARE: "the public knows",
        _E.EXPLOIT_PUBLIC: "an exploit is public",
        _E.ATTACKS_OBSERVED: "attacks are observed",
    }
)

# The first three belong to one manufacturer each, the last three to the case as a whole (cvd-protocol 3.1).
FIX_EVENTS: Final = frozenset({_E.MANUFACTURER_AWARE, _E.FIX_READY, _E.FIX_DEPLOYED})
PUBLIC_EVENTS: Final = frozenset({_E.PUBLIC_AWARE, _E.EXPLOIT_PUBLIC, _E.ATTACKS_OBSERVED})


@dataclass(frozen=True, slots=True)
class CaseState:
    """What has happened so far. Written as six letters, capital when it has happened: ``VFdpxa``."""

    events: frozenset[CaseEvent] = frozenset()

    def __post_init__(self) -> None:
        for later, earlier in ((_E.FIX_READY, _E.MANUFACTURER_AWARE), (_E.FIX_DEPLOYED, _E.FIX_READY)):
            if later in self.events and earlier not in self.events:
                raise InputRefusal(
                    f"Case state {self}: {IN_WORDS[later]} cannot hold before {IN_WORDS[earlier]}. Record that first.",
                    code="case-state",
                )

    def __str__(self) -> str:
        return "".join(each.value if each in self.events else each.value.lower() for each in CaseEvent)

    def __contains__(self, event: object) -> bool:
        return event in self.events

    @classmethod
    def parse(cls, letters: str) -> CaseState:
        """Read six letters such as ``VfdpxA``. Raises InputRefusal for anything else."""
        if letters.upper() != "".join(CaseEvent):
            raise InputRefusal(
                f"Case state “{letters[:20]}”: write the six letters vfdpxa in this order, a capital for each thing "
                "that has happened.",
                code="case-state",
            )
        return cls(frozenset(each for each in CaseEvent if each.value in letters))

    @property
    def fix(self) -> frozenset[CaseEvent]:
        """The manufacturer's half (V, F, D)."""
        return self.events & FIX_EVENTS

    @property
    def public(self) -> frozenset[CaseEvent]:
        """The half that is the same for every participant (P, X, A)."""
        return self.events & PUBLIC_EVENTS

    def matches(self, pattern: str) -> bool:
        """Whether the six letters fit ``pattern``, in which a dot stands for either."""
        return all(want in (".", have) for want, have in zip(pattern, str(self), strict=True))


START: Final = CaseState()


def next_events(state: CaseState) -> tuple[CaseEvent, ...]:
    """What may be recorded next. A public exploit makes the public aware at once, a public case the manufacturer."""
    if _E.EXPLOIT_PUBLIC in state and _E.PUBLIC_AWARE not in state:
        return (_E.PUBLIC_AWARE,)
    if _E.PUBLIC_AWARE in state and _E.MANUFACTURER_AWARE not in state:
        return (_E.MANUFACTURER_AWARE,)
    needs = {_E.FIX_READY: _E.MANUFACTURER_AWARE, _E.FIX_DEPLOYED: _E.FIX_READY}
    return tuple(e for e in CaseEvent if e not in state and (e not in needs or needs[e] in state))


def _derive() -> dict[tuple[CaseState, CaseEvent], CaseState]:
    table: dict[tuple[CaseState, CaseEvent], CaseState] = {}
    waiting, seen = [START], {START}
    while waiting:
        state = waiting.pop(0)
        for event in next_events(state):
            after = CaseState(state.events | {event})
            table[state, event] = after
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return table


TRANSITIONS: Final[Mapping[tuple[CaseState, CaseEvent], CaseState]] = MappingProxyType(_derive())
STATES: Final[tuple[CaseState, ...]] = tuple(dict.fromkeys((START, *TRANSITIONS.values())))


def step(state: CaseState, event: CaseEvent) -> CaseState:
    """The state after ``event``. Raises RuleRefusal (code ``case-step``) naming what may be recorded instead."""
    after = TRANSITIONS.get((state, event))
    if after is not None:
        return after
    why = "that is already recorded" if event in state else "something else comes first"
    raise RuleRefusal(
        f"“{IN_WORDS[event]}” cannot be recorded on a case in state {state}: {why}. "
        f"{instead(tuple(IN_WORDS[each] for each in next_events(state)))}",
        code="case-step",
        fields={"state": str(state), "event": event.value},
    )


def observe(state: CaseState, event: CaseEvent) -> CaseState:
    """Record an event with what it brings along: a public exploit makes the public aware (cvd-protocol 3.5, CX).

    Raises RuleRefusal as ``step`` does.
    """
    after = step(state, event)
    if event is _E.EXPLOIT_PUBLIC and _E.PUBLIC_AWARE not in after:
        return step(after, _E.PUBLIC_AWARE)
    return after


def combine(fixes: Iterable[frozenset[CaseEvent]], public: frozenset[CaseEvent]) -> CaseState:
    """The state of a case as a whole: as far as its slowest manufacturer. No manufacturer at all means none knows."""
    halves = [each & FIX_EVENTS for each in fixes]
    slowest = reduce(frozenset.__and__, halves) if halves else frozenset[CaseEvent]()
    return CaseState(slowest | (public & PUBLIC_EVENTS))


@cache
def histories() -> tuple[tuple[CaseEvent, ...], ...]:
    """Every legal order in which all six events can happen."""

    def walk(state: CaseState, so_far: tuple[CaseEvent, ...]) -> Iterator[tuple[CaseEvent, ...]]:
        if len(so_far) == len(CaseEvent):
            yield so_far
        for event in next_events(state):
            yield from walk(TRANSITIONS[state, event], (*so_far, event))

    return tuple(walk(START, ()))
