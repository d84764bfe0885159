"""Calls between the parties: their kinds and states, when a regular one comes again, how soon somebody joined (C11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from medcord.core.cvd import table
from medcord.core.refusals import InputRefusal

MOST_TIMES: Final = 52
MOST_DAYS: Final = 366
FIRST_JOIN: Final = timedelta(minutes=60)
"""An emergency call is joined within the hour (C11; a default, the agreement's text says "emergency")."""
EARLY: Final = timedelta(minutes=30)
"""How long before its start a call may be joined."""
MOST_MINUTES_AHEAD: Final = 60
"""An emergency call begins within the hour, or it is an ad hoc one."""


class CallWay(StrEnum):
    """What kind of call."""

    REGULAR = "regular"
    AD_HOC = "ad_hoc"
    EMERGENCY = "emergency"


class CallState(StrEnum):
    """Where a call stands. That it runs is told by its time and by who has joined, not by a state."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class CallStep(StrEnum):
    """What is done with a call."""

    MOVE = "move"
    JOIN = "join"
    DECIDE = "decide"
    AGREE = "agree"
    HOLD = "hold"
    CANCEL = "cancel"


TABLE: Final[Mapping[tuple[CallState, CallStep], CallState]] = MappingProxyType(
    {
        (CallState.PLANNED, CallStep.MOVE): CallState.PLANNED,
        (CallState.PLANNED, CallStep.JOIN): CallState.PLANNED,
        (CallState.PLANNED, CallStep.DECIDE): CallState.PLANNED,
        (CallState.PLANNED, CallStep.AGREE): CallState.PLANNED,
        (CallState.PLANNED, CallStep.HOLD): CallState.HELD,
        (CallState.PLANNED, CallStep.CANCEL): CallState.CANCELLED,
    }
)


WORDS: Final = table.Words(
    "call",
    {
        CallState.PLANNED: "planned",
        CallState.HELD: "held and closed",
        CallState.CANCELLED: "cancelled",
    },
    {
        CallStep.MOVE: "change it",
        CallStep.JOIN: "join it",
        CallStep.DECIDE: "add a decision",
        CallStep.AGREE: "add an action",
        CallStep.HOLD: "close it",
        CallStep.CANCEL: "cancel it",
    },
)


def follow(state: CallState, step: CallStep) -> CallState:
    """The state after a step. Raises RuleRefusal (code ``call-over``) for a call that is held or cancelled."""
    return table.follow(TABLE, state, step, words=WORDS, code="call-over")


def occurrences(first: datetime, zone: str, *, every_days: int, times: int) -> list[datetime]:
    """The instants (UTC) of a call that comes again every so many days at the same time of day in ``zone``.

    The first stays as it is. Of the later ones a time of day that the clocks skip is taken as late as they were moved,
    and one that comes twice, the first time.
    Raises InputRefusal for a rule that nobody can mean.
    """
    if not 1 <= every_days <= MOST_DAYS:
        raise InputRefusal(f"A regular call comes again after 1 to {MOST_DAYS} days.", fields={"field": "every_days"})
    if not 1 <= times <= MOST_TIMES:
        raise InputRefusal(f"A regular call is planned for 1 to {MOST_TIMES} times.", fields={"field": "times"})
    place = ZoneInfo(zone)
    local = first.astimezone(place).replace(tzinfo=None)
    later = (local + timedelta(days=every_days * number) for number in range(1, times))
    return [first.astimezone(UTC), *(each.replace(tzinfo=place, fold=0).astimezone(UTC) for each in later)]


def minutes_to_first(convened: datetime, joined: datetime | None) -> int | None:
    """Whole minutes from convening a call to the first join by another party; None while nobody has joined."""
    return None if joined is None else max(0, int((joined - convened).total_seconds() // 60))


def in_time(convened: datetime, joined: datetime | None, now: datetime) -> bool | None:
    """Whether the first join came within the hour; None while that is open."""
    if joined is None:
        return None if now - convened <= FIRST_JOIN else False
    return joined - convened <= FIRST_JOIN


def in_seconds(at: datetime) -> datetime:
    """An instant as calendars keep it."""
    return at.replace(microsecond=0)
