"""A death or serious injury that a user facility became aware of: where the law routes its report (CLK-6, 803.30).

Whether it is one is for the facility's people to say; only the route follows from what they said.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from uuid import UUID

from medcord.core.refusals import InputRefusal

EARLIEST_YEAR = 2000


class Addressee(StrEnum):
    """Where a report goes."""

    REGULATOR = "regulator"
    MANUFACTURER = "manufacturer"


@dataclass(frozen=True, slots=True)
class Event:
    """What a named person of the facility signs. ``maker``: "" where the manufacturer is not known."""

    death: bool
    aware: datetime
    device: str
    maker: str
    text: str


def route(*, death: bool, maker_known: bool) -> frozenset[Addressee]:
    """A death: the regulator, and the manufacturer if known. A serious injury: the manufacturer, or the regulator when
    the manufacturer is not known."""
    known = {Addressee.MANUFACTURER} if maker_known else set()
    return frozenset({Addressee.REGULATOR} | known) if death or not maker_known else frozenset(known)


def check(event: Event, now: datetime) -> None:
    """Raise InputRefusal where it is not whole."""
    if not event.device.strip():
        raise _lack("Name the device: what it is, model, version.", "device")
    if not event.text.strip():
        raise _lack("Say what happened, without anything that names a patient.", "text")
    check_time(event.aware, now, "aware")


def check_time(at: datetime, now: datetime, name: str, floor: datetime | None = None) -> None:
    """Raise InputRefusal for a time that lies ahead, or before what it follows."""
    if at > now:
        raise _lack("This time lies in the future. Sign when it has happened.", name)
    if at.year < EARLIEST_YEAR or (floor is not None and at < floor):
        raise _lack("This time is too early. Look at the day again.", name)


@dataclass(frozen=True, slots=True)
class Report:
    """That the report of an event went out: where, when, and what was filed."""

    event: UUID
    to: Addressee
    reported: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Annual:
    """That the annual report of a year went out (803.33)."""

    year: int
    reported: datetime
    text: str


def year_of(aware: datetime, zone: tzinfo) -> int:
    """The year to which an event belongs, where the facility lives."""
    return aware.astimezone(zone).year


def check_annual(annual: Annual, years: Collection[int], now: datetime, zone: tzinfo) -> None:
    """Raise InputRefusal where it cannot be so. ``years``: those with an event."""
    if annual.year not in years:
        raise _lack("No event of that year is signed, so nothing of it is counted here.", "year")
    if not annual.text.strip():
        raise _lack("Say what was filed: its number and date.", "text")
    check_time(annual.reported, now, "reported", datetime(annual.year, 1, 1, tzinfo=zone))


def _lack(sentence: str, name: str) -> InputRefusal:
    return InputRefusal(sentence, fields={"field": name})
