"""Dates as they stand in advisories and inventories: a day, a month or a year, kept as a span of days."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_SHAPES = tuple(
    re.compile(rf"(?<![\w.]){shape}(?![\w.]*\d)")
    for shape in (
        rf"{_YEAR}-(?P<m>0?[1-9]|1[0-2])-{_DAY}",
        rf"(?P<m>0?[1-9]|1[0-2])/{_DAY}/{_YEAR}",
        rf"{_DAY}[ -]{_MONTH}[ ,-]*{_YEAR}",
        rf"{_MONTH} {_DAY},? ?{_YEAR}",
        rf"{_MONTH}[ ,-]*{_YEAR}",
        rf"{_YEAR}[-/](?P<m>0[1-9]|1[0-2]|[1-9])",
        rf"(?P<m>0[1-9]|1[0-2])[-/]{_YEAR}",
        rf"{_MONTH} {_DAY}",
        rf"{_YEAR}",
    )
)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date as precisely as it was written: both ends are included."""

    start: date
    end: date

    def __str__(self) -> str:
        if self.start == self.end:
            return self.start.isoformat()
        return f"{self.start.isoformat()} to {self.end.isoformat()}"


def find_dates(text: str, *, year: int | None = None, bare_year: bool = False) -> tuple[DateSpan, ...]:
    """Every date in ``text`` in order; ``year`` completes "august 28"; a lone year counts only when ``bare_year``."""
    lowered = text.lower()
    found: list[tuple[int, DateSpan]] = []
    taken: list[tuple[int, int]] = []
    for shape in _SHAPES:
        for hit in shape.finditer(lowered):
            if any(start < hit.end() and hit.start() < end for start, end in taken):
                continue
            span = _span(hit.groupdict(), year, bare_year)
            if span is not None:
                found.append((hit.start(), span))
                taken.append(hit.span())
    return tuple(span for _, span in sorted(found, key=lambda pair: pair[0]))


def _span(groups: dict[str, str | None], default_year: int | None, bare_year: bool) -> DateSpan | None:
    stated = groups.get("year")
    year = int(stated) if stated else default_year
    named = groups.get("month")
    number = groups.get("m")
    month = _MONTHS[named] if named else int(number) if number else None
    if year is None or (month is None and not bare_year):
        return None
    if month is None:
        return DateSpan(date(year, 1, 1), date(year, 12, 31))
    day = groups.get("day")
    last = monthrange(year, month)[1]
    if day is None:
        return DateSpan(date(year, month, 1), date(year, month, last))
    if not 1 <= int(day) <= last:
        return None
    return DateSpan(date(year, month, int(day)), date(year, month, int(day)))
