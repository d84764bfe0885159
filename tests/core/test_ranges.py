"""Ranges of numbers: exact, whatever the order in which they come."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from medcord.core.ranges import gaps, holds, joined, missing

NUMBERS = st.sets(st.integers(1, 60))


def ranges_of(parts: list[set[int]]) -> list[list[int]]:
    found: list[list[int]] = []
    for part in parts:
        found = joined(found, part)
    return found


@given(st.lists(NUMBERS))
def test_ranges_hold_exactly_what_was_put_in_in_any_order(parts: list[set[int]]) -> None:
    found, expected = ranges_of(parts), set().union(*parts)
    assert {number for number in range(65) if holds(found, number)} == expected
    assert missing(found, range(1, 62)) == [number for number in range(1, 62) if number not in expected]


@given(st.lists(NUMBERS))
def test_ranges_are_in_order_and_neither_touch_nor_overlap(parts: list[set[int]]) -> None:
    found = ranges_of(parts)
    assert all(first <= last for first, last in found)
    assert all(before[1] + 1 < after[0] for before, after in pairwise(found))
    assert found == ranges_of([set().union(*parts)])  # one way to say it


@given(NUMBERS)
def test_gaps_are_all_the_rest_from_one_on(numbers: set[int]) -> None:
    open_ranges = gaps(joined([], numbers))
    assert open_ranges[-1][1] is None
    inside = {n for first, last in open_ranges for n in range(first, (last or 70) + 1)}
    assert inside == set(range(1, 71)) - numbers


@given(NUMBERS, st.integers(1, 60))
def test_what_opens_later_below_the_highest_number_is_still_new(numbers: set[int], late: int) -> None:
    found = joined([], numbers - {late})
    assert missing(found, [late]) == [late]
