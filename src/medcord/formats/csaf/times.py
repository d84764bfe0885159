"""Times as CSAF writes them (RFC 3339), and as people write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_LEAP = re.compile(r"(\d\d:\d\d):60")


def parse_time(text: str) -> tuple[datetime, str] | None:
    """Read a time into UTC: ``(time, repair)``, where ``repair`` says what had to be assumed ("" for nothing).

    None when no time can be read.
    """
    cleaned = text.strip()
    repair = "" if cleaned == text else "blanks around it were dropped"
    leap = _LEAP.search(cleaned)
    if leap:
        cleaned = cleaned[: leap.start()] + leap[1] + ":59" + cleaned[leap.end() :]
        repair = "a leap second was read as second 59"
    try:
        time = datetime.fromisoformat(cleaned)
        if time.tzinfo is None:
            return time.replace(tzinfo=UTC), "it names no time zone and was read as UTC"
        return time.astimezone(UTC), repair
    except (ValueError, OverflowError):
        return None


def write_time(time: datetime) -> str:
    """RFC 3339 in UTC. Raises ValueError for a time without a zone: guessing one would differ from host to host."""
    if time.utcoffset() is None:
        raise ValueError(f"{time!r} has no time zone")
    utc = time if time.utcoffset() == timedelta(0) else time.astimezone(UTC)
    return utc.replace(tzinfo=None).isoformat() + "Z"
