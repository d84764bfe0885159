"""Measures with the lengths of their bars."""

from __future__ import annotations

import math
from collections.abc import Sequence

from medcord.core.measure import Leg


def drawn(found: Sequence[Leg]) -> list[tuple[Leg, int]]:
    """Each leg with a bar of 0 to 100. The scale is logarithmic (a second to a year), because legs differ ten-
    million-fold."""
    return [(leg, _length(leg)) for leg in found]


def _length(leg: Leg) -> int:
    if leg.median is None:
        return 0
    seconds = max(1.0, leg.median.total_seconds())
    return max(2, min(100, round(100 * math.log(seconds) / math.log(365 * 86400))))
