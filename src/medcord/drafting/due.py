"""When comments are due: the one place that says so (C8: two work days, four hours in an emergency)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from medcord.core.clocks import Length, Unit

IN_TIME: Final = Length(2, Unit.WORK_DAYS)
IN_AN_EMERGENCY: Final = Length(4, Unit.HOURS)


def due(asked_at: datetime, *, emergency: bool, zone: str) -> datetime:
    """The instant by which comments are due: the end of the second work day in ``zone``, where whoever was asked lives
    (or the agreement was made), without holidays and weekends; in an emergency every hour counts."""
    return (IN_AN_EMERGENCY if emergency else IN_TIME).after(asked_at, zone)
