"""When comments are due: the one place that says so (C8: two work days, four hours in an emergency)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

WORK_DAYS = 2
IN_AN_EMERGENCY = timedelta(hours=4)
_SATURDAY = 5


def due(asked_at: datetime, *, emergency: bool, zone: str) -> datetime:
    """The instant by which comments are due. Saturdays and Sundays of ``zone`` do not count; an emergency counts every
    hour. The time of day stays what it was where the asking party is."""
    if emergency:
        return asked_at + IN_AN_EMERGENCY
    local, left = asked_at.astimezone(ZoneInfo(zone)), WORK_DAYS
    while left:
        local += timedelta(days=1)
        left -= local.weekday() < _SATURDAY
    return local.astimezone(asked_at.tzinfo)
