"""Facts as short words, for examples worked by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from medcord.core.clocks import PACKS, Clock, Context, Known, clocks
from medcord.core.clocks.engine import NOTHING_KNOWN

KARST = UUID("00000000-0000-4000-8000-00000000000a")
ORRIN = UUID("00000000-0000-4000-8000-00000000000b")
LONG_AFTER = datetime(2099, 1, 1, tzinfo=UTC)
_NAMES = UUID("00000000-0000-4000-8000-0000000000ff")
_SEQ = count(1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def name(word: str) -> str:
    """An id that is the same each time."""
    return str(uuid5(_NAMES, word))


def fact(kind: str, at: str, party: UUID | None = None, **data: object) -> Known:
    """A fact at an instant written in UTC; times in its data are written with their offset."""
    seq = next(_SEQ)
    if party is not None:
        data["party"] = str(party)
    return Known(uuid5(_NAMES, f"{seq}"), seq, kind, utc(at), party, data)


def run(*facts: Known, at: datetime = LONG_AFTER, context: Context = NOTHING_KNOWN) -> dict[str, Clock]:
    """The clocks of these facts by rule; for tests in which each rule gives one."""
    return {clock.rule: clock for clock in clocks(facts, PACKS, at, context)}


def local(clock: Clock) -> str:
    """When it is due, as its holder reads it on the wall."""
    return f"{clock.due.astimezone(ZoneInfo(clock.zone)):%a %Y-%m-%d %H:%M:%S %Z}"
