"""What a scenario asks of a party around a release in an emergency, and whether it came in time. Pure: steps and facts
in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Act(StrEnum):
    """What can be asked for."""

    PREPARE = "prepare"
    SEE = "see"
    RELEASE = "release"
    REVIEW = "review"


KINDS: Final[Mapping[Act, str]] = MappingProxyType(
    {
        Act.PREPARE: "ShortFormSaved",
        Act.SEE: "ShortFormSeen",
        Act.RELEASE: "EmergencyReleased",
        Act.REVIEW: "EmergencyReviewed",
    }
)
"""The kind of fact that shows it."""
WORDS: Final[Mapping[Act, str]] = MappingProxyType(
    {
        Act.PREPARE: "Prepare the short form",
        Act.SEE: "Read the short form",
        Act.RELEASE: "Release the short form",
        Act.REVIEW: "Review the release by one person",
    }
)
_IN_ADVANCE: Final = frozenset({Act.PREPARE, Act.SEE})


class Outcome(StrEnum):
    """Whether it came. ``OPEN``: the exercise ended before its time was over."""

    IN_TIME = "in time"
    DONE_LATE = "done late"
    MISSED = "missed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Did:
    """A fact as the report sees it. ``number``: the version of the short form it speaks of; 0 where it names none."""

    kind: str
    at: datetime
    party: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Demand:
    """What a step asks for: of which party (by name), when, and within how long."""

    act: Act
    party: str
    at: datetime
    within: timedelta


@dataclass(frozen=True, slots=True)
class Asked:
    """A demand and what became of it."""

    what: str
    held_by: str
    at: datetime
    due: datetime
    done: datetime | None
    outcome: Outcome


def judged(demands: Iterable[Demand], did: Sequence[Did], ended: datetime) -> tuple[Asked, ...]:
    """Each demand with its outcome, in the order of time. What was ready before it was asked for is in time."""
    rows = sorted(did, key=lambda one: one.at)
    return tuple(_judged(one, rows, ended) for one in sorted(demands, key=lambda each: each.at) if one.at <= ended)


def _judged(demand: Demand, rows: Sequence[Did], ended: datetime) -> Asked:
    due, done = demand.at + demand.within, _done(demand, rows)
    if done is not None:
        outcome = Outcome.IN_TIME if done <= due else Outcome.DONE_LATE
    else:
        outcome = Outcome.MISSED if due <= ended else Outcome.OPEN
    return Asked(WORDS[demand.act], demand.party, demand.at, due, done, outcome)


def _done(demand: Demand, rows: Sequence[Did]) -> datetime | None:
    mine = [one for one in rows if one.kind == KINDS[demand.act] and one.party == demand.party]
    if demand.act in _IN_ADVANCE and (ready := _ready(demand, mine, rows)) is not None:
        return ready
    return next((one.at for one in mine if one.at >= demand.at), None)


def _ready(demand: Demand, mine: Sequence[Did], rows: Sequence[Did]) -> datetime | None:
    """When it was there already as it was asked for: a reading of a version that was changed since does not count."""
    newest = max((one.number for one in rows if one.kind == KINDS[Act.PREPARE] and one.at <= demand.at), default=0)
    return next((one.at for one in mine if one.at <= demand.at and one.number == newest), None)
