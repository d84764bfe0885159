"""Writing one VEVENT with what it stands on: folding, escaping, and the time zone that a rule needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MOST_OCTETS = 75
"""Of a line without its end (RFC 5545, 3.1)."""
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


class Method(StrEnum):
    """What the receiver is to do with it (RFC 5546, 1.4)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Rule:
    """It comes again every so many days at the same time of day in ``zone``, so many times, from ``first`` on."""

    first: datetime
    zone: str
    every_days: int
    times: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """One call for one receiver. ``instance`` is the start that the rule gave to the one call of a series that is
    moved or cancelled; ``rule`` is the series itself."""

    uid: str
    sequence: int
    made_at: datetime
    starts: datetime
    minutes: int
    title: str
    url: str
    organizer: str
    attendee: str = ""
    method: Method = Method.REQUEST
    rule: Rule | None = None
    instance: tuple[datetime, str] | None = None


def write(one: Invitation) -> str:
    """The whole calendar object, lines ended by CR LF."""
    zone = one.rule.zone if one.rule else one.instance[1] if one.instance else ""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//medcord//calls//EN", f"METHOD:{one.method.value}"]
    around = [at for at in (one.starts, one.instance[0] if one.instance else None) if at]
    if one.rule:
        around.append(one.rule.first + timedelta(days=one.rule.every_days * one.rule.times))
    lines += _zone(zone, min(around), max(around)) if zone else []
    lines += [*_event(one, zone), "END:VCALENDAR"]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(one: Invitation, zone: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{one.uid}"
    yield f"DTSTAMP:{_utc(one.made_at)}"
    yield f"SEQUENCE:{one.sequence}"
    if one.instance:
        yield f"RECURRENCE-ID{_at(one.instance[0], zone)}"
    yield f"DTSTART{_at(one.starts, zone)}"
    yield f"DURATION:PT{one.minutes}M"
    if one.rule:
        yield f"RRULE:FREQ=DAILY;INTERVAL={one.rule.every_days};COUNT={one.rule.times}"
    yield f"SUMMARY:{_text(one.title)}"
    yield f"DESCRIPTION:{_text(f'Sign in to see agenda and how to dial in: {one.url}')}"
    yield f"URL:{one.url}"
    yield f"ORGANIZER:mailto:{one.organizer}"
    if one.attendee:
        yield f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:{one.attendee}"
    yield f"STATUS:{'CANCELLED' if one.method is Method.CANCEL else 'CONFIRMED'}"
    yield "CLASS:CONFIDENTIAL"
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _at(at: datetime, zone: str) -> str:
    """With its parameter: in the zone, where a rule needs it, else in UTC."""
    return f";TZID={zone}:{at.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}" if zone else f":{_utc(at)}"


def _text(words: str) -> str:
    return words.translate(_ESCAPED)


def _zone(name: str, since: datetime, until: datetime) -> Iterator[str]:
    """The zone's offsets over a span, one part for each change in it (RFC 5545, 3.6.5)."""
    place = ZoneInfo(name)
    yield from ("BEGIN:VTIMEZONE", f"TZID:{name}")
    for change, before, after in _changes(place, since - timedelta(days=370), until + timedelta(days=1)):
        kind = "DAYLIGHT" if change.dst() else "STANDARD"
        yield f"BEGIN:{kind}"
        yield f"DTSTART:{(change.astimezone(UTC) + before):%Y%m%dT%H%M%S}"
        yield from (f"TZOFFSETFROM:{_offset(before)}", f"TZOFFSETTO:{_offset(after)}", f"TZNAME:{change.tzname()}")
        yield f"END:{kind}"
    yield "END:VTIMEZONE"


def _changes(place: ZoneInfo, since: datetime, until: datetime) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """The first instant of each offset in a span, with the offset before and after; the span's begin is the first."""
    hour = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    before = hour.astimezone(place).utcoffset() or timedelta()
    yield hour.astimezone(place), before, before
    while hour < until:
        day = hour + timedelta(days=1)
        if (day.astimezone(place).utcoffset() or timedelta()) != before:
            at = hour
            while (at.astimezone(place).utcoffset() or timedelta()) == before:
                at += timedelta(minutes=15)
            after = at.astimezone(place).utcoffset() or timedelta()
            yield at.astimezone(place), before, after
            before = after
        hour = day


def _offset(value: timedelta) -> str:
    minutes = int(value.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets; each after the first begins with a space (RFC 5545, 3.1)."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > MOST_OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part
