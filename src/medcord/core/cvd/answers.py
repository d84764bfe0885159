"""Where one party stands with one product: from not asked to fixed. Silence is never read as "not affected"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from medcord.core.cvd.report import ReportState
from medcord.core.vocabulary import ProductStatus


class Stand(StrEnum):
    """How far a party is with one product, least first (peers.md 5, point 6)."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    DELIVERED = "delivered"
    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    INVESTIGATING = "investigating"
    AFFECTED = "affected"
    NOT_AFFECTED = "not_affected"
    FIXED = "fixed"

    @property
    def answered(self) -> bool:
        """Whether the party has said what the product is."""
        return self in ANSWERS


ANSWERS = frozenset({Stand.AFFECTED, Stand.NOT_AFFECTED, Stand.FIXED})

_STATED = {
    ProductStatus.AFFECTED: Stand.AFFECTED,
    ProductStatus.NOT_AFFECTED: Stand.NOT_AFFECTED,
    ProductStatus.FIXED: Stand.FIXED,
    ProductStatus.UNDER_INVESTIGATION: Stand.INVESTIGATING,
}
_WORKING = frozenset({ReportState.VALID, ReportState.ACCEPTED})
_HAS_IT = frozenset({ReportState.RECEIVED, ReportState.INVALID, ReportState.DEFERRED, ReportState.CLOSED})


@dataclass(frozen=True, slots=True)
class Trail:
    """What is known of one party's way to an answer. Times are aware; None is "not that anybody knows"."""

    asked: datetime | None = None
    delivered: datetime | None = None
    opened: datetime | None = None
    acknowledged: datetime | None = None
    report: ReportState = ReportState.START
    stated: ProductStatus | None = None


def stand_of(trail: Trail) -> Stand:
    """The furthest step that is known. A statement outweighs everything; a party that works on it is investigating."""
    if trail.stated is not None:
        return _STATED[trail.stated]
    if trail.report in _WORKING:
        return Stand.INVESTIGATING
    if trail.acknowledged is not None or trail.report in _HAS_IT:
        return Stand.ACKNOWLEDGED
    for at, stand in ((trail.opened, Stand.OPENED), (trail.delivered, Stand.DELIVERED), (trail.asked, Stand.ASKED)):
        if at is not None:
            return stand
    return Stand.NOT_ASKED
