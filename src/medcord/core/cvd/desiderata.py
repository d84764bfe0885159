"""Judging a case: the twelve orders one would wish for, advice by state, zero-day types (cvd-protocol 3.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from medcord.core.cvd.casestate import CaseEvent, CaseState

_E = CaseEvent
Wish = tuple[CaseEvent, CaseEvent]

DESIDERATA: Final[tuple[Wish, ...]] = (
    (_E.MANUFACTURER_AWARE, _E.PUBLIC_AWARE),
    (_E.MANUFACTURER_AWARE, _E.EXPLOIT_PUBLIC),
    (_E.MANUFACTURER_AWARE, _E.ATTACKS_OBSERVED),
    (_E.FIX_READY, _E.PUBLIC_AWARE),
    (_E.FIX_READY, _E.EXPLOIT_PUBLIC),
    (_E.FIX_READY, _E.ATTACKS_OBSERVED),
    (_E.FIX_DEPLOYED, _E.PUBLIC_AWARE),
    (_E.FIX_DEPLOYED, _E.EXPLOIT_PUBLIC),
    (_E.FIX_DEPLOYED, _E.ATTACKS_OBSERVED),
    (_E.PUBLIC_AWARE, _E.EXPLOIT_PUBLIC),
    (_E.PUBLIC_AWARE, _E.ATTACKS_OBSERVED),
    (_E.EXPLOIT_PUBLIC, _E.ATTACKS_OBSERVED),
)


@dataclass(frozen=True, slots=True)
class Score:
    """How the twelve wishes stand: met, missed for good, or still undecided."""

    met: tuple[Wish, ...]
    missed: tuple[Wish, ...]
    undecided: tuple[Wish, ...]


def score(history: Sequence[CaseEvent]) -> Score:
    """Judge events in the order they happened; a history need not be complete.

    A wish is met when its first event came before its second, or came and the second has not.
    """
    place = {event: at for at, event in reversed(list(enumerate(history)))}
    met, missed, undecided = [], [], []
    for wish in DESIDERATA:
        first, second = (place.get(event) for event in wish)
        if first is None and second is None:
            undecided.append(wish)
        elif first is not None and (second is None or first < second):
            met.append(wish)
        else:
            missed.append(wish)
    return Score(tuple(met), tuple(missed), tuple(undecided))


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do, for every state that fits one of ``patterns`` (a dot stands for either)."""

    code: str
    patterns: tuple[str, ...]
    sentence: str


_OUT: Final = ("...P..", "....X.", ".....A")

ADVICE: Final[tuple[Advice, ...]] = (
    Advice("tell-manufacturer", ("vfd...",), "Tell the manufacturer."),
    Advice("escalate-telling", ("vfdP..",), "The public knows before the manufacturer: escalate reaching it."),
    Advice("make-fix", ("Vfd...",), "Ask the manufacturer for a fix and its date."),
    Advice("escalate-fix", ("VfdP..", ".f..X.", ".f...A"), "Escalate the making of a fix."),
    Advice("publish-mitigation", ("VfdP..",), "Publish what lowers the risk until a fix is ready; raise vigilance."),
    Advice("deploy-fix", ("VFd...",), "Get the fix to those who have the device."),
    Advice("escalate-deployment", (".FdP..", ".Fd.X.", ".Fd..A"), "Escalate the deployment of the fix."),
    Advice("detect-exploit", ("....X.",), "Publish how use of the exploit can be detected."),
    Advice("detect-attacks", (".....A",), "Publish how attacks can be detected, and look for more."),
    Advice("keep-embargo", ("...pxa",), "Keep watch and keep the embargo."),
    Advice("end-embargo", _OUT, "End the embargo and publish."),
)


def advice(state: CaseState) -> tuple[Advice, ...]:
    """What the state calls for, in the order of the table."""
    return tuple(each for each in ADVICE if any(state.matches(pattern) for pattern in each.patterns))


ZERO_DAY: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "vulnerability": ("v..p..", "v..P..", ".f.P.."),
        "exploit": ("vfd.X.", ".fd.X.", "...pX."),
        "attack": ("vfd..A", ".fd..A", "...p.A"),
    }
)


def zero_day_types(state: CaseState) -> tuple[str, ...]:
    """Which of the nine senses of “zero day” hold, such as ``attack 2``."""
    return tuple(
        f"{kind} {number}"
        for kind, patterns in ZERO_DAY.items()
        for number, pattern in enumerate(patterns, start=1)
        if state.matches(pattern)
    )
