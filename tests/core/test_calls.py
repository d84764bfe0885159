"""Calls between parties, the pure part: when a regular one comes again, and how soon somebody joined."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.calls import CallState, CallStep, follow, in_time, minutes_to_first, occurrences
from medcord.core.refusals import InputRefusal, RuleRefusal

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def said(first: datetime, zone: str, every_days: int, times: int) -> list[str]:
    return [f"{one:%m-%d %H:%M}" for one in occurrences(first, zone, every_days=every_days, times=times)]


def test_a_weekly_call_keeps_its_time_of_day_when_the_clocks_change() -> None:
    autumn = datetime(2026, 10, 20, 8, tzinfo=UTC)  # 10:00 in Berlin; the clocks go back on the 25th
    assert said(autumn, BERLIN, 7, 3) == ["10-20 08:00", "10-27 09:00", "11-03 09:00"]
    spring = datetime(2026, 3, 1, 15, tzinfo=UTC)  # 10:00 in New York; the clocks go forward on the 8th
    assert said(spring, NEW_YORK, 7, 3) == ["03-01 15:00", "03-08 14:00", "03-15 14:00"]


def test_a_leap_day_is_a_day() -> None:
    assert said(datetime(2028, 2, 28, 12, tzinfo=UTC), "UTC", 1, 3) == ["02-28 12:00", "02-29 12:00", "03-01 12:00"]


def test_a_time_that_is_skipped_moves_on_and_one_that_comes_twice_is_the_first() -> None:
    skipped = datetime(2026, 3, 28, 1, 30, tzinfo=UTC)  # 02:30 in Berlin; there is none on the 29th
    assert said(skipped, BERLIN, 1, 3) == ["03-28 01:30", "03-29 01:30", "03-30 00:30"]
    twice = datetime(2026, 10, 24, 0, 30, tzinfo=UTC)  # 02:30 in Berlin; it comes twice on the 25th
    assert said(twice, BERLIN, 1, 3) == ["10-24 00:30", "10-25 00:30", "10-26 01:30"]


def test_the_first_call_is_the_one_that_was_chosen_also_the_later_of_two() -> None:
    later = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 in Berlin, for the second time
    assert said(later, BERLIN, 7, 2) == ["10-25 01:30", "11-01 01:30"]


@pytest.mark.parametrize(("every_days", "times"), [(0, 3), (367, 3), (7, 0), (7, 53)])
def test_a_rule_that_nobody_can_mean_is_refused(every_days: int, times: int) -> None:
    with pytest.raises(InputRefusal):
        occurrences(datetime(2026, 1, 1, tzinfo=UTC), "UTC", every_days=every_days, times=times)


@settings(max_examples=60)
@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from([BERLIN, NEW_YORK, "Asia/Kolkata", "Australia/Lord_Howe"]),
    st.integers(1, 30),
)
def test_every_later_call_is_at_the_same_time_of_day_or_as_late_as_the_clocks_moved(
    first: datetime, zone: str, every_days: int
) -> None:
    found = occurrences(first.replace(tzinfo=UTC), zone, every_days=every_days, times=10)
    wanted = found[0].astimezone(ZoneInfo(zone))
    for one in found[1:]:
        off = abs(
            (one.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - wanted.replace(tzinfo=None)) % timedelta(days=1)
        )
        assert off in (timedelta(), timedelta(minutes=30), timedelta(hours=1))


def test_the_hour_of_an_emergency_call() -> None:
    at = datetime(2026, 11, 26, 22, 0, tzinfo=UTC)
    assert minutes_to_first(at, None) is None
    assert minutes_to_first(at, at + timedelta(minutes=7, seconds=59)) == 7
    assert in_time(at, at + timedelta(minutes=60), at) is True
    assert in_time(at, at + timedelta(minutes=60, seconds=1), at) is False
    assert in_time(at, None, at + timedelta(minutes=59)) is None
    assert in_time(at, None, at + timedelta(minutes=61)) is False


@pytest.mark.parametrize("state", [CallState.HELD, CallState.CANCELLED])
@pytest.mark.parametrize("step", CallStep)
def test_nothing_is_done_with_a_call_that_is_over(state: CallState, step: CallStep) -> None:
    with pytest.raises(RuleRefusal) as refused:
        follow(state, step)
    assert refused.value.code == "call-over"


def test_what_may_be_done_with_a_planned_call() -> None:
    after = {step.value: follow(CallState.PLANNED, step).value for step in CallStep}
    assert after == {
        "move": "planned", "join": "planned", "decide": "planned", "agree": "planned",
        "hold": "held", "cancel": "cancelled",
    }  # fmt: skip
