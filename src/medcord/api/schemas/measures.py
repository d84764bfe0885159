"""Measures."""

from __future__ import annotations

from datetime import timedelta

from pydantic import BaseModel

from medcord.core.measure import Leg


class MeasuredLeg(BaseModel):
    """One leg of the road: how often it was walked and how long it took, in whole seconds."""

    name: str
    begins: str
    ends: str
    done: int
    under_way: int
    shortest_seconds: int | None
    median_seconds: int | None
    longest_seconds: int | None

    @classmethod
    def of(cls, leg: Leg) -> MeasuredLeg:
        return cls(
            name=leg.name,
            begins=leg.begins,
            ends=leg.ends,
            done=leg.count,
            under_way=leg.under_way,
            shortest_seconds=_seconds(leg.shortest),
            median_seconds=_seconds(leg.median),
            longest_seconds=_seconds(leg.longest),
        )


def _seconds(time: timedelta | None) -> int | None:
    return None if time is None else round(time.total_seconds())
