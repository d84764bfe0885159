"""Device versions: what is before what, and what cannot be said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.device.version import Order, Version, compare, in_family, parse_version, refines


def version(text: str) -> Version:
    found = parse_version(text)
    assert found is not None, text
    return found


def order(a: str, b: str) -> Order:
    return compare(version(a), version(b))


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("9.7", "9.33"),
        ("4.1.6", "4.1.10"),
        ("v2.3.5", "2.3.6"),
        ("Rev B.06.12", "B.06.18"),
        ("L.0", "M.00.03"),
        ("SW 8.01", "8.2"),
        ("R8.0.3", "8.0.4"),
        ("2.4A", "2.5B"),
        ("BT06", "BT10"),
        ("U61", "012U000093"),
        ("1.8.4", "1.8.4 Service Pack 01"),
        ("V14 SP1", "V14 SP1 Update 10"),
        ("2nd Edition", "3rd Ed"),
        ("VA48A", "VB20"),
        ("2018-1", "2021-1"),
        ("3.0 D15", "3.0 D16"),
    ],
)
def test_versions_are_ordered_part_by_part(lower: str, higher: str) -> None:
    assert order(lower, higher) is Order.LESS
    assert order(higher, lower) is Order.GREATER


@pytest.mark.parametrize(
    ("a", "b"),
    [("2.3.6.0", "v2.3.6"), ("HD 16", "HD16"), ("012U000061", "U61"), ("Rev M", "m"), ("2.20 (2014)", "FW2.20")],
)
def test_the_same_version_written_otherwise_is_equal(a: str, b: str) -> None:
    assert order(a, b) is Order.EQUAL


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("U61", "L81"),  # two product lines, counted apart
        ("65", "U61"),  # the line is missing
        ("BT06", "SV20.1"),
        ("R4.1", "R4.1L1"),  # the level is missing
        ("2021-2", "3.11"),  # years against small numbers
        ("028U000061", "054U000091"),
        ("A.07.07.23", "4.2"),
    ],
)
def test_what_cannot_be_compared_is_said_to_be_incomparable(a: str, b: str) -> None:
    assert order(a, b) is Order.INCOMPARABLE
    assert order(b, a) is Order.INCOMPARABLE


@pytest.mark.parametrize("text", ["", "unknown", "N/A", "-", "see label", "Windows 10", "no version known here"])
def test_what_is_no_version_is_not_read_as_one(text: str) -> None:
    assert parse_version(text) is None


def test_a_family_takes_in_its_members_and_a_bound_is_refined_by_a_longer_version() -> None:
    assert in_family(version("M.04.01"), version("M"))
    assert not in_family(version("N.00"), version("M"))
    assert refines(version("9.33.1"), version("9.33"))
    assert not refines(version("9.33.0"), version("9.33"))
    assert not refines(version("3.0.1.0"), version("3.0.0.0"))


PARTS = st.lists(st.one_of(st.integers(0, 40), st.sampled_from("abcn")), min_size=1, max_size=4)
VERSIONS = st.builds(
    lambda parts, tail: Version("", tuple(parts), tuple(tail)),
    PARTS.filter(lambda parts: any(isinstance(part, int) for part in parts)),
    st.one_of(st.just([]), st.builds(lambda number: ["sp", number], st.integers(0, 5))),
).map(lambda v: Version(repr((v.parts, v.tail)), v.parts, v.tail))
OPPOSITE = {
    Order.LESS: Order.GREATER,
    Order.GREATER: Order.LESS,
    Order.EQUAL: Order.EQUAL,
    Order.INCOMPARABLE: Order.INCOMPARABLE,
}


@given(VERSIONS, VERSIONS)
def test_the_order_read_from_the_other_side_is_the_opposite(a: Version, b: Version) -> None:
    assert compare(b, a) is OPPOSITE[compare(a, b)]


@given(VERSIONS, VERSIONS, VERSIONS)
def test_the_order_is_transitive_where_it_answers(a: Version, b: Version, c: Version) -> None:
    steps = {compare(a, b), compare(b, c)}
    if steps <= {Order.LESS, Order.EQUAL}:
        expected = Order.LESS if Order.LESS in steps else Order.EQUAL
        assert compare(a, c) in {expected, Order.INCOMPARABLE}


@given(VERSIONS, st.integers(1, 3))
def test_trailing_zeros_change_nothing(a: Version, zeros: int) -> None:
    longer = Version("longer", a.parts + (0,) * zeros, a.tail)
    assert compare(a, longer) is Order.EQUAL
