"""What calendars are sent: the lines of RFC 5545, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.formats.icalendar import Invitation, Method, Rule, write

START = datetime(2026, 12, 3, 15, 0, tzinfo=UTC)
ONE = Invitation(
    uid="0b6a@node.example", sequence=0, made_at=datetime(2026, 12, 1, 9, 30, 5, tzinfo=UTC), starts=START, minutes=45,
    title="Call CL-7K3M-2QXD (medcord)", url="https://node.example/calls/CL-7K3M-2QXD",
    organizer="medcord@node.example", attendee="sennick@dsa.example",
)  # fmt: skip


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_an_invitation_line_by_line() -> None:
    assert unfolded(write(ONE)) == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//medcord//calls//EN", "METHOD:REQUEST",
        "BEGIN:VEVENT", "UID:0b6a@node.example", "DTSTAMP:20261201T093005Z", "SEQUENCE:0",
        "DTSTART:20261203T150000Z", "DURATION:PT45M", "SUMMARY:Call CL-7K3M-2QXD (medcord)",
        "DESCRIPTION:Sign in to see agenda and how to dial in: https://node.example/calls/CL-7K3M-2QXD",
        "URL:https://node.example/calls/CL-7K3M-2QXD", "ORGANIZER:mailto:medcord@node.example",
        "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:sennick@dsa.example",
        "STATUS:CONFIRMED", "CLASS:CONFIDENTIAL", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip


def test_a_cancelled_call_keeps_its_uid_and_grows_its_sequence() -> None:
    lines = unfolded(write(replace(ONE, method=Method.CANCEL, sequence=2)))
    assert {"METHOD:CANCEL", "UID:0b6a@node.example", "SEQUENCE:2", "STATUS:CANCELLED"} <= set(lines)


def test_a_series_carries_the_offsets_of_its_zone_across_the_change_of_clocks() -> None:
    """Berlin, 15 October to 12 November 2026: on 25 October at 03:00 summer time ends."""
    first = datetime(2026, 10, 15, 8, tzinfo=UTC)
    lines = unfolded(write(replace(ONE, starts=first, rule=Rule(first, "Europe/Berlin", 7, 4))))
    assert "DTSTART;TZID=Europe/Berlin:20261015T100000" in lines
    assert "RRULE:FREQ=DAILY;INTERVAL=7;COUNT=4" in lines
    autumn = lines.index("DTSTART:20261025T030000")
    assert lines[autumn - 1 : autumn + 5] == [
        "BEGIN:STANDARD", "DTSTART:20261025T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET",
        "END:STANDARD",
    ]  # fmt: skip
    spring = lines.index("DTSTART:20260329T020000")
    assert lines[spring - 1 : spring + 3] == [
        "BEGIN:DAYLIGHT", "DTSTART:20260329T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
    ]  # fmt: skip


def test_one_call_of_a_series_is_named_by_the_start_it_was_planned_for() -> None:
    planned = datetime(2026, 10, 29, 9, tzinfo=UTC)
    lines = unfolded(write(replace(ONE, starts=START, instance=(planned, "Europe/Berlin"))))
    assert "RECURRENCE-ID;TZID=Europe/Berlin:20261029T100000" in lines
    assert "DTSTART;TZID=Europe/Berlin:20261203T160000" in lines


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=200))
def test_no_line_is_too_long_and_no_title_breaks_out(title: str) -> None:
    text = write(replace(ONE, title=f"a,b;c\\d\n{title}"))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (summary,) = [line for line in unfolded(text) if line.startswith("SUMMARY:")]
    assert summary.startswith("SUMMARY:a\\,b\\;c\\\\d\\n")
    assert unfolded(text).count("BEGIN:VEVENT") == 1
