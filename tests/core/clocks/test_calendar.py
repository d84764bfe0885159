"""Holidays, work days and lengths, against calendars read by hand."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.clocks import Length, Unit
from medcord.core.clocks.calendar import federal_holidays, is_work_day, work_days_after
from tests.core.clocks.told import utc

NEW_YORK = "America/New_York"


def test_the_eleven_holidays_of_2026_are_those_of_the_published_list() -> None:
    expected = {
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 5, 25),
        date(2026, 6, 19),
        date(2026, 7, 3),  # 4 July is a Saturday
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
    }
    assert federal_holidays(2026) == expected


def test_a_holiday_on_a_sunday_is_kept_on_monday() -> None:
    assert date(2027, 7, 5) in federal_holidays(2027)
    assert date(2027, 7, 4) not in federal_holidays(2027)


def test_new_years_day_on_a_saturday_closes_the_last_day_of_the_year_before() -> None:
    assert date(2021, 12, 31) in federal_holidays(2021)
    assert date(2022, 1, 1) not in federal_holidays(2022)


def test_juneteenth_is_a_holiday_since_2021() -> None:
    assert is_work_day(date(2020, 6, 19))
    assert not is_work_day(date(2021, 6, 18))  # the 19th was a Saturday


def test_inauguration_day_is_counted_as_a_work_day() -> None:
    assert is_work_day(date(2017, 1, 20))


def test_memorial_day_is_the_last_monday_of_may_in_long_and_short_mays() -> None:
    assert date(2027, 5, 31) in federal_holidays(2027)
    assert date(2024, 5, 27) in federal_holidays(2024)


def test_ten_work_days_over_thanksgiving_and_two_weekends() -> None:
    # Fri 20 Nov 2026: Mon 23, Tue 24, Wed 25, (Thu 26 Thanksgiving), Fri 27, Mon 30, Tue 1, Wed 2, Thu 3, Fri 4, Mon 7
    assert work_days_after(date(2026, 11, 20), 10) == date(2026, 12, 7)


def test_a_day_over_the_change_to_summer_time_is_still_a_day() -> None:
    # 8 March 2026, 02:00: the clocks of New York go forward. The last day ends at 03:59:59 UTC, not 04:59:59.
    due = Length(1, Unit.DAYS).after(utc("2026-03-07 18:00"), NEW_YORK)
    assert due == utc("2026-03-09 03:59:59")
    assert Length(24, Unit.HOURS).after(utc("2026-03-07 18:00"), NEW_YORK) == utc("2026-03-08 18:00")


def test_a_day_over_the_change_to_winter_time_has_25_hours() -> None:
    start = datetime(2026, 10, 31, 23, 59, 59, tzinfo=ZoneInfo(NEW_YORK))
    due = Length(1, Unit.DAYS).after(start, NEW_YORK)
    assert due == utc("2026-11-02 04:59:59")
    assert (due.timestamp() - start.timestamp()) / 3600 == 25


def test_thirty_days_over_a_leap_day() -> None:
    assert Length(30, Unit.DAYS).after(utc("2028-02-10 15:00"), "UTC") == utc("2028-03-11 23:59:59")
    assert Length(30, Unit.DAYS).after(utc("2027-02-10 15:00"), "UTC") == utc("2027-03-12 23:59:59")


def test_what_day_it_is_depends_on_where_the_holder_lives() -> None:
    late_evening = utc("2026-06-02 02:30")  # still Monday 1 June in New York, Tuesday noon in Auckland
    assert Length(1, Unit.WORK_DAYS).after(late_evening, NEW_YORK) == utc("2026-06-03 03:59:59")
    assert Length(1, Unit.WORK_DAYS).after(late_evening, "Pacific/Auckland") == utc("2026-06-03 11:59:59")


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 30))
def test_a_due_work_day_is_a_work_day_and_has_as_many_between_as_were_asked(day: date, count: int) -> None:
    due = work_days_after(day, count)
    between = [date.fromordinal(each) for each in range(day.toordinal() + 1, due.toordinal() + 1)]
    assert is_work_day(due)
    assert sum(is_work_day(each) for each in between) == count
