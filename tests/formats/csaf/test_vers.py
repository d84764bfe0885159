"""Which version texts become a range that machines read (CSAF 2.1, 3.1.2.3.2), and which stay what they are."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.device.expression import Interval
from medcord.core.device.reading import parse_expression
from medcord.formats.csaf import read_advisory
from medcord.formats.csaf.vers import Kind, normalise
from tests.formats.csaf.documents import icsma_files, needs_icsma

RANGES = {
    "< 8.2.2": "vers:intdot/<8.2.2",
    "<= 9.33": "vers:intdot/<=9.33",
    "prior to 3.1": "vers:intdot/<3.1",
    "3.1 and prior": "vers:intdot/<=3.1",
    ">= 4.0 | <= 4.6": "vers:intdot/>=4.0|<=4.6",
    "2.5 through 3.11": "vers:intdot/>=2.5|<=3.11",
    # 4.01 may count as a decimal, a letter has no registered order, 8 may be a family: no scheme is named
    ">= 4.01 | <= 4.34": ">=4.01|<=4.34",
    "<=R4.1L1": "<=R4.1L1",
    "<= v2.0": "<=v2.0",
    "<= 8": "<=8",
    "vers:all/*": "vers:all/*",
    "*": "vers:all/*",
    "all versions": "vers:all/*",
    "vers:intdot/<8.2.2": "vers:intdot/<8.2.2",
}
TEXTS = [
    "",
    ">= 1.31 | <= 1.4",  # empty: 31 is more than 4
    "< 2.0 | > 3.0",  # two ranges
    "<= U61 |<= L81",
    "<= 11.x",
    "2.X",
    "8",  # called a range: one version, or all of 8?
    "<= 2.01 (end-of-life Nov 2017)",
    "* (end-of-life 2011)",
    "<= S4 A.07.107",
    "<= 3.0 D15",
    "<=11.2 on Windows 8.1 with IIS 7.5",
    "<May 2018",
    "1.1 | 1.2 | 1.4",
    "!= 3.2",
    "units sold before the recall",
    "see the manufacturer's page",
]


@pytest.mark.parametrize(("text", "expected"), RANGES.items())
def test_a_range_of_certain_meaning_is_written_as_the_standard_asks(text: str, expected: str) -> None:
    done = normalise(text)
    assert (done.kind, done.text, done.reason) == (Kind.RANGE, expected, "")


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_not_certain_keeps_its_text_and_says_why(text: str) -> None:
    done = normalise(text)
    assert (done.kind, done.text) == (Kind.TEXT, text)
    assert done.reason


def test_one_version_is_no_range_whatever_its_document_calls_it() -> None:
    assert normalise("1.2.3").kind is Kind.VERSION
    assert normalise("1.2.3", claimed_range=False).kind is Kind.VERSION
    assert normalise("Rev C", claimed_range=False).text == "Rev C"


def test_a_range_called_a_version_is_a_range_all_the_same() -> None:
    assert normalise("<= 9.33", claimed_range=False).text == "vers:intdot/<=9.33"
    assert normalise("14.x", claimed_range=False).kind is Kind.TEXT


def test_a_name_that_says_another_range_is_a_reason_to_decide_nothing() -> None:
    done = normalise("<= 3.01.1744", full_name="Tasy EMR Versions: 3.02.1744 and prior")
    assert (done.kind, done.reason) == (Kind.TEXT, "The name of the product says another range")


def test_a_text_without_end_is_not_read() -> None:
    for text in ("a" * 100_000, "1." * 50_000, "<" + "9" * 5_000, "< " * 50_000):
        for claimed in (True, False):
            done = normalise(text, claimed_range=claimed, full_name=text)
            assert (done.kind, done.text, done.reason) == (Kind.TEXT, text, "It is too long to be a range")
    assert normalise("<= 1.2", full_name="9" * 100_000).text == "vers:intdot/<=1.2"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789.<>=| abxRrLv*,-/()", max_size=24), st.booleans())
def test_nothing_is_invented_and_a_normal_form_is_normal(text: str, claimed: bool) -> None:
    done = normalise(text, claimed_range=claimed)
    if done.kind is Kind.RANGE:
        assert re.fullmatch(r"vers:all/\*|(vers:intdot/)?[<>]=?[^\s|<>=]+(\|<=?[^\s|<>=]+)?", done.text)
        assert normalise(done.text) == done
        assert set(re.findall(r"\w+", done.text.removeprefix("vers:"))) - {"intdot", "all"} <= set(
            re.findall(r"\w+", text)
        )
    else:
        assert done.text in text
        assert bool(done.reason) == (done.kind is Kind.TEXT)


@needs_icsma
def test_four_in_five_of_the_version_texts_of_cisa_have_a_certain_meaning() -> None:
    kinds: Counter[Kind] = Counter()
    for file in icsma_files():
        for product in read_advisory(file.read_bytes()).advisory.products:
            claimed = product.version_is_range
            kinds[normalise(product.version, claimed_range=claimed, full_name=product.full_name).kind] += 1
    assert 0.75 <= (kinds[Kind.RANGE] + kinds[Kind.VERSION]) / kinds.total() <= 0.85


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=2, max_size=4), st.sampled_from(["<", "<=", ">", ">="]))
def test_the_normal_form_means_what_the_text_meant(parts: list[int], sign: str) -> None:
    number = ".".join(map(str, parts))
    done = normalise(f"{sign} {number}")
    assert done.text == f"vers:intdot/{sign}{number}"
    ours, theirs = parse_expression(f"{sign} {number}"), parse_expression(done.text)
    assert isinstance(ours, Interval)
    assert isinstance(theirs, Interval)
    assert (ours.low, ours.high) == (theirs.low, theirs.high)
