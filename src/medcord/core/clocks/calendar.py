"""Days of the calendar and work days: US federal holidays by rule, observed days, days as a place lives them.

Source: 5 U.S.C. 6103(a) and (b). Inauguration Day, 6103(c), is left out: it is a holiday only for those who work in and
around Washington, every fourth year, so a date counted without it is never too late for anybody. Closings by order of
a President on single days are no rule, and are left out for the same reason.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
JUNETEENTH_SINCE = 2021
LAST_OF_DAY = time(23, 59, 59)


@lru_cache(maxsize=256)
def federal_holidays(year: int) -> frozenset[date]:
    """The days of a year on which federal offices are closed, as they are observed: a Saturday's on the Friday before,
    a Sunday's on the Monday after. New Year's Day may so fall on 31 December of the year before."""
    fixed = [date(year, 7, 4), date(year, 11, 11), date(year, 12, 25), date(year, 1, 1), date(year + 1, 1, 1)]
    if year >= JUNETEENTH_SINCE:
        fixed.append(date(year, 6, 19))
    moving = (
        _nth(year, 1, _MONDAY, 3),
        _nth(year, 2, _MONDAY, 3),
        _nth(year, 6, _MONDAY, 1) - timedelta(days=7),  # the last one of May
        _nth(year, 9, _MONDAY, 1),
        _nth(year, 10, _MONDAY, 2),
        _nth(year, 11, _THURSDAY, 4),
    )
    days = {*map(_observed, fixed), *moving}
    return frozenset(day for day in days if day.year == year)


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _observed(day: date) -> date:
    if day.weekday() == _SATURDAY:
        return day - _DAY
    return day + _DAY if day.weekday() == _SUNDAY else day


def is_work_day(day: date) -> bool:
    """Whether federal offices are open on this day."""
    return day.weekday() < _SATURDAY and day not in federal_holidays(day.year)


@lru_cache(maxsize=4096)
def work_days_after(day: date, count: int) -> date:
    """The ``count``-th work day after ``day``; ``day`` itself is never counted."""
    found = day
    while count > 0:
        found += _DAY
        count -= is_work_day(found)
    return found


def years_after(day: date, count: int) -> date:
    """The same day of a later year; of 29 February, in a year without one, 1 March: never a day too short."""
    try:
        return day.replace(year=day.year + count)
    except ValueError:
        return date(day.year + count, 3, 1)


@lru_cache(maxsize=64)
def zone_of(name: str) -> tzinfo:
    """The place by its name in the time-zone list."""
    return ZoneInfo(name)


@lru_cache(maxsize=4096)
def end_of(day: date, zone: str) -> datetime:
    """The last second of a day in a place, as an instant in UTC: adding hours to it is then never off by one."""
    return datetime.combine(day, LAST_OF_DAY, zone_of(zone)).astimezone(UTC)
