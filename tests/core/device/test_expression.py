"""The version field of an advisory, read once; what cannot be read stays in doubt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.device.dates import find_dates
from medcord.core.device.expression import (
    All,
    DateBound,
    Exact,
    Expression,
    State,
    Unknown,
    contains,
    contains_date,
    union,
)
from medcord.core.device.reading import parse_expression, read_version_field, said_in_name
from medcord.core.device.version import parse_version


def state(text: str, version: str, *, context: str = "") -> State:
    found = parse_version(version)
    assert found is not None, version
    return contains(parse_expression(text, context=context), found).state


IN, OUT, DOUBT, OTHER = State.INSIDE, State.OUTSIDE, State.UNCERTAIN, State.OTHER_LINE


@pytest.mark.parametrize(
    ("text", "version", "expected"),
    [
        ("vers:all/*", "1.0", IN),
        ("*", "1.0", IN),
        ("* (end-of-life 2011)", "1.0", IN),
        ("<= 9.33", "9.12.40", IN),
        ("<= 9.33", "12.1.2", OUT),
        ("<= 9.33", "9.33.1", DOUBT),
        ("<= 9.33.1", "9.33.1", IN),
        ("< 8.2.2", "8.2.2", OUT),
        ("9.7", "9.7", IN),
        ("9.7", "9.5", OUT),
        ("1.X", "1.4.2", IN),
        ("2.X", "3.0.2", OUT),
        ("<= 12.2.x.x", "12.2.8.410", IN),
        ("8", "8.5", IN),
        ("8", "9.1", OUT),
        ("<= N", "N.01.00", IN),
        ("<= N", "P.00.10", OUT),
        ("C.02", "C.02.15", IN),
        ("Rev B-M", "M.04.01", IN),
        ("Rev B-M", "A.20.31", OUT),
        ("Rev J-M | (X3/MX100 for Rev M only)", "L.0", IN),
        ("A.01 <= C.0x | 4.0", "4.0", IN),
        ("A.01 <= C.0x | 4.0", "B.02.1", IN),
        ("A10 | A11", "A12", OUT),
        ("A10 < A11", "A11", DOUBT),
        ("A10 < A11", "A12", OUT),
        ("F.0.G.0 | J.3", "G.0", IN),
        ("F.0.G.0 | J.3", "L.0", OUT),
        ("<= U61 |<= L81", "012U000061", IN),
        ("<= U61 |<= L81", "012U000093", OUT),
        ("<= U61 |<= L81", "65", DOUBT),
        ("<= L81", "012U000093", OTHER),
        ("HD 16 | HD23", "HD23", IN),
        (">=BT02 | <= BT06", "BT10", OUT),
        (">= 4.01 | <= 4.34", "4.2", IN),
        (">= 2.0", "1.30", OUT),
        (">= 2.0", "2.10", IN),
        ("(Release 1.3.2 1.4.0 1.4.1)", "1.4.0", IN),
        ("(Release 1.3.2 1.4.0 1.4.1)", "1.6.0", OUT),
        ("< 1.8.4 Service Pack 01", "1.8.4", IN),
        ("<= R4.1L1", "R4.1", DOUBT),
        ("2nd Edition", "2nd Ed", IN),
        ("1.1.7.333 | 2.1.1.3069", "2.2.1", OUT),
        ("version 2.3.6 and prior", "2.3.1", IN),
        ("versions prior to 3.0", "3.0", OUT),
        ("1.1 through 1.3.2", "1.4", OUT),
        ("All versions < V4.10.111", "4.9", IN),
        ("vers:intdot/>=1.0|<2.0", "1.5", IN),
        ("v9.x (with Wireless Battery Module >= v22D19 | <= v22D28)", "9.02.01", IN),
    ],
)
def test_ranges_are_read_as_an_engineer_reads_them(text: str, version: str, expected: State) -> None:
    assert state(text, version) is expected


@pytest.mark.parametrize("text", [">= 1.31 | <= 1.4", "latest service releases", "see the bulletin", "!= 2.0"])
@pytest.mark.parametrize("version", ["1.0", "1.31", "1.35", "1.4", "9"])
def test_an_empty_range_and_prose_leave_every_version_in_doubt(text: str, version: str) -> None:
    assert state(text, version) is DOUBT
    assert isinstance(parse_expression(text), Unknown)


def test_a_condition_is_kept_beside_the_range() -> None:
    reading = read_version_field("<=11.2 on Windows 8.1 with IIS 7.5")
    assert reading.conditions == ("on windows 8.1 with iis 7.5",)
    assert read_version_field("All Windows XP-based versions").conditions == ("windows xp",)
    assert isinstance(read_version_field("All Windows XP-based versions").expression, All)


def test_numbers_that_are_models_are_not_read_as_versions() -> None:
    assert read_version_field("MMT-1715 | MMT-1754").models == (frozenset({"mmt1715"}), frozenset({"mmt1754"}))
    beds = read_version_field("3002", "Secure II Bed: Model 3002")
    assert beds.models == (frozenset({"3002"}),)
    assert read_version_field("2018-1").models == ()


def test_a_zero_lost_by_a_spreadsheet_is_found_in_the_display_name() -> None:
    assert state("2.2", "2.20", context="CardioMessenger II-S: 2.20") is IN
    assert state("2.2", "2.2", context="CardioMessenger II-S: 2.2") is IN


def test_the_display_name_is_read_too() -> None:
    said = said_in_name("Tasy EMR Versions: 3.02.1744 and prior")
    found = parse_version("3.02.1744")
    assert said is not None
    assert found is not None
    assert contains(said, found).state is IN
    assert said_in_name("PeerVue Web Server: all versions up to 7.6.2") is None
    assert said_in_name("BD BodyGuard") is None


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("< august 28", "mfg 2018-03", OUT),
        ("< august 28", "mfg 2017-07", IN),
        ("< august 28", "mfg 2017-08", DOUBT),
        ("distributed  < april 1, 2018", "2019-02", OUT),
        ("<May 2018", "release Feb 2019", OUT),
        ("<8/30/2024", "2024-06", IN),
        ("with wireless option (shipped between 26-June-2017 through 07-August 2018)", "shipped 2014-02", OUT),
        ("with wireless option (shipped between 26-June-2017 through 07-August 2018)", "shipped 1 May 2018", IN),
    ],
)
def test_a_date_bound_is_answered_by_a_date(text: str, said: str, expected: State) -> None:
    bound = parse_expression(text, year=2017)
    assert isinstance(bound, DateBound)
    assert contains_date(bound, find_dates(said)[0]).state is expected


def test_a_date_bound_leaves_a_version_in_doubt() -> None:
    assert state("<May 2018", "A.07.07.23") is DOUBT


NUMBERS = st.lists(st.integers(0, 30), min_size=1, max_size=3).map(lambda parts: ".".join(map(str, parts)))
RANGES = st.one_of(NUMBERS, NUMBERS.map("<= {}".format), NUMBERS.map("< {}".format), NUMBERS.map(">= {}".format))


@given(st.lists(RANGES.map(parse_expression), min_size=1, max_size=3), RANGES.map(parse_expression), NUMBERS)
def test_one_more_entry_never_takes_a_version_out(members: list[Expression], more: Expression, text: str) -> None:
    version = parse_version(text)
    assert version is not None
    before = contains(union(tuple(members), ""), version).state
    after = contains(union((*members, more), ""), version).state
    if before is IN:
        assert after is IN
    if after is OUT:
        assert before in {OUT, OTHER}


@given(NUMBERS)
def test_a_version_is_in_its_own_bounds(text: str) -> None:
    version = parse_version(text)
    assert version is not None
    assert isinstance(parse_expression(text), Exact)
    assert state(text, text) is IN
    assert state(f"<= {text}", text) is IN
    assert state(f">= {text}", text) is IN
    assert state(f"< {text}", text) is OUT


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    version = parse_version("1.2.3")
    assert version is not None
    assert contains(parse_expression(text), version).why


def test_a_version_field_of_a_whole_page_is_unknown_and_costs_nothing() -> None:
    """Never a guess, and no advisory that is taken in holds matching up."""
    for text in ("a" * 100_000, "1.2 | " * 20_000, "9" * 100_000):
        found = read_version_field(text, "a name " * 20_000).expression
        assert isinstance(found, Unknown)
        assert found.reason == f"{len(text)} characters are too long for a version"
