"""What a manufacturer says can be done: fixes with where and when, and what a hospital can do until then.

A *compensating control* is a measure of the hospital's own (keep it off the network, stay in sight); it is published
as a mitigation or a workaround, as CSAF has no other word. Categories are those of CSAF 2.0, 3.2.3.12.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from medcord.core.refusals import InputRefusal

CATEGORIES: Final = MappingProxyType(
    {
        "vendor_fix": "Fix from the manufacturer",
        "mitigation": "Mitigation",
        "workaround": "Workaround",
        "none_available": "No remedy available",
        "no_fix_planned": "No fix planned",
    }
)
UNTIL_THE_FIX: Final = frozenset({"mitigation", "workaround"})
"""What is done until a fix is in; a compensating control is one of these."""

MOST: Final = 20
LONGEST: Final = 20_000
LONGEST_URL: Final = 500


@dataclass(frozen=True, slots=True)
class Remedy:
    """One of them, in its maker's words. ``control``: a measure of the hospital's own until the fix. ``day``: from when
    it is to be had."""

    category: str
    details: str
    url: str = ""
    day: date | None = None
    control: bool = False

    @property
    def at(self) -> datetime | None:
        """The day as an instant, as CSAF has it."""
        return datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC) if self.day else None

    @property
    def word(self) -> str:
        """What people call it."""
        return "Compensating control" if self.control else CATEGORIES[self.category]

    @property
    def until(self) -> bool:
        """Whether it is done until a fix is in."""
        return self.category in UNTIL_THE_FIX

    def kept(self) -> dict[str, str | bool]:
        """As a row keeps it."""
        day = self.day.isoformat() if self.day else ""
        return {
            "category": self.category,
            "details": self.details,
            "url": self.url,
            "day": day,
            "control": self.control,
        }


def taken(kept: Mapping[str, str | bool]) -> Remedy:
    """From what a row keeps."""
    day = str(kept["day"])
    told = date.fromisoformat(day) if day else None
    return Remedy(str(kept["category"]), str(kept["details"]), str(kept["url"]), told, bool(kept["control"]))


def checked(remedies: Iterable[Remedy]) -> tuple[Remedy, ...]:
    """The remedies of one statement, each once and without blanks around. Raises InputRefusal with what to do."""
    found: dict[Remedy, None] = {}
    for one in remedies:
        details, url = one.details.strip(), one.url.strip()
        found[Remedy(one.category, details, url, one.day, one.control)] = None
    rows = tuple(found)
    if len(rows) > MOST:
        raise _no(f"A statement holds at most {MOST} remedies; these are {len(rows)}. Put some together.")
    for one in rows:
        _require_sound(one)
    _require_agreeing(rows)
    return rows


def _require_sound(one: Remedy) -> None:
    if one.category not in CATEGORIES:
        raise _no(f"“{one.category[:40]}” is no kind of remedy. Choose one of: {', '.join(CATEGORIES)}.")
    if one.control and not one.until:
        raise _no("A compensating control is a mitigation or a workaround. Choose one of the two for it.")
    if not one.details:
        raise _no("A remedy has no words. Say in a sentence what is done, as hospitals will read it.")
    if len(one.details) > LONGEST or len(one.url) > LONGEST_URL:
        raise _no(f"A remedy holds {LONGEST:,} characters and its address {LONGEST_URL}. Shorten it.")
    if one.url and not _is_web(one.url):
        raise _no("The address of a remedy must begin with https:// (or http://). Copy it from the browser.")


def _require_agreeing(rows: Sequence[Remedy]) -> None:
    """A fix beside “no fix planned” would be two answers to one question (CSAF 2.1, 6.1.35)."""
    given = {one.category for one in rows}
    if "vendor_fix" in given and given & {"none_available", "no_fix_planned"}:
        raise _no("A fix, and “no fix planned” or “none available”, contradict each other. Take one of them out.")
    if "none_available" in given and given & UNTIL_THE_FIX:
        raise _no("“None available” and something to do until the fix contradict each other. Say “no fix planned”.")


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.netloc)


def _no(sentence: str) -> InputRefusal:
    return InputRefusal(sentence, fields={"field": "remediation"})
