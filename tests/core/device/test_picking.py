"""What is picked in the registry is what the matcher reads in the statement."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.device.expression import State, contains
from medcord.core.device.picking import WrongPick, expression_of, left_over, picked
from medcord.core.device.reading import parse_expression
from medcord.core.device.version import parse_version

NAMES = ("4.0", "4.1.0", "4.2.0", "4.2.1")


@pytest.mark.parametrize(
    ("picks", "text"),
    [
        ({"fixed": "4.2.1"}, "< 4.2.1"),
        ({"first": "4.1.0", "fixed": "4.2.1"}, ">= 4.1.0, < 4.2.1"),
        ({"first": "4.1.0", "last": "4.2.0"}, ">= 4.1.0, <= 4.2.0"),
        ({"first": "4.1.0"}, ">= 4.1.0"),
        ({"last": "4.1.0"}, "<= 4.1.0"),
        ({"first": "4.1.0", "last": "4.1.0"}, "4.1.0"),
    ],
)
def test_picks_become_the_expression_a_person_would_write(picks: dict[str, str], text: str) -> None:
    assert expression_of(NAMES, **picks) == text


def test_names_that_nobody_can_order_are_listed() -> None:
    assert expression_of(("Spring", "Autumn", "Winter"), fixed="Winter") == "Spring | Autumn"


@pytest.mark.parametrize(
    ("picks", "words"),
    [
        ({"first": "4.2.0", "last": "4.1.0"}, "does not come after"),
        ({"fixed": "4.0"}, "does not come after"),
        ({"last": "4.1.0", "fixed": "4.2.0"}, "not both"),
        ({"first": "9.9"}, "no version of this product"),
    ],
)
def test_picks_that_do_not_go_together_are_told(picks: dict[str, str], words: str) -> None:
    with pytest.raises(WrongPick, match=words):
        expression_of(NAMES, **picks)


@given(st.data())
@settings(deadline=None)
def test_the_matcher_sorts_every_version_as_it_was_picked(data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.tuples(*[st.integers(0, 12)] * 3), min_size=2, max_size=8, unique=True))
    names = [".".join(map(str, one)) for one in sorted(numbers)]
    low = data.draw(st.integers(0, len(names) - 2))
    high = data.draw(st.integers(low + 1, len(names) - 1))
    expression = parse_expression(expression_of(names, first=names[low], fixed=names[high]))
    for at, name in enumerate(names):
        version = parse_version(name)
        assert version is not None
        assert (contains(expression, version).state is State.INSIDE) == (low <= at < high), name


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ([], ["4.0", "4.1.0", "4.2.0", "4.2.1"]),
        (["< 4.2.1"], ["4.2.1"]),
        (["< 4.1.0", ">= 4.2.1"], ["4.1.0", "4.2.0"]),
        (["4.1.0"], ["4.0", "4.2.0", "4.2.1"]),
        (["vers:all/*"], []),
        ([""], []),  # every version was meant
        (["those of spring"], ["4.0", "4.1.0", "4.2.0", "4.2.1"]),  # what nobody can read means nothing for sure
    ],
)
def test_versions_that_nobody_spoke_of_are_left_over(said: list[str], left: list[str]) -> None:
    assert left_over(NAMES, said) == left


def test_a_version_that_cannot_be_read_is_left_over_until_it_is_named() -> None:
    assert left_over(("Spring", "Autumn"), ["< 4.2.1"]) == ["Spring", "Autumn"]
    assert left_over(("Spring", "Autumn"), ["Spring"]) == ["Autumn"]


@pytest.mark.parametrize(
    ("some", "text"),
    [
        (["4.2.1"], "4.2.1"),
        (["4.2.0", "4.2.1"], ">= 4.2.0"),
        (["4.0", "4.1.0"], "<= 4.1.0"),
        (["4.1.0", "4.2.0"], ">= 4.1.0, <= 4.2.0"),
        (["4.0", "4.2.0"], "4.0 | 4.2.0"),
        (list(NAMES), "4.0 | 4.1.0 | 4.2.0 | 4.2.1"),
    ],
)
def test_what_is_left_over_is_written_as_a_person_would(some: list[str], text: str) -> None:
    assert picked(NAMES, some) == text
