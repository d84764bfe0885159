"""Sets of numbers kept as ranges, [[1, 17], [19, 40]]: what a member has had before their eyes.

Not one highest number: what becomes visible later lies below it, and would be missed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Ranges = Sequence[Sequence[int]]
"""Pairs of first and last, both inside, in order, neither touching nor overlapping."""


def holds(ranges: Ranges, number: int) -> bool:
    """Whether the number lies in one of the ranges."""
    place = bisect_right(ranges, number, key=lambda pair: pair[0]) - 1
    return place >= 0 and number <= ranges[place][1]


def missing(ranges: Ranges, numbers: Iterable[int]) -> list[int]:
    """Those of ``numbers``, in their order, that lie in no range."""
    return [number for number in numbers if not holds(ranges, number)]


def joined(ranges: Ranges, numbers: Iterable[int]) -> list[list[int]]:
    """The ranges with these numbers in them, and no number more."""
    pairs = sorted([*([first, last] for first, last in ranges), *([number, number] for number in set(numbers))])
    found: list[list[int]] = []
    for first, last in pairs:
        if found and first <= found[-1][1] + 1:
            found[-1][1] = max(found[-1][1], last)
        else:
            found.append([first, last])
    return found


def gaps(ranges: Ranges) -> list[tuple[int, int | None]]:
    """What is not in the ranges, from 1 on, as (first, last) pairs; the last gap has no end."""
    found: list[tuple[int, int | None]] = []
    begin = 1
    for first, last in ranges:
        if first > begin:
            found.append((begin, first - 1))
        begin = last + 1
    return [*found, (begin, None)]
