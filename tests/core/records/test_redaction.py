"""Passages out of a text: what is left, what still stands elsewhere, what looks like something to withhold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.records import exemptions, schedule
from medcord.core.records.redaction import (
    Cut,
    Segment,
    left_of,
    lines_of,
    passages,
    segments,
    still_readable,
    suggestions,
)
from medcord.core.vocabulary import ConfidentialityClass

TEXT = "The valve is made by Orrin & Sons. The valve leaks."


def test_each_cut_leaves_a_block_that_names_its_exemption() -> None:
    cuts = [Cut(21, 33, "b4"), Cut(0, 3, "b6")]
    assert segments(TEXT, cuts) == [
        Segment(exemption="b6"),
        Segment(" valve is made by "),
        Segment(exemption="b4"),
        Segment(". The valve leaks."),
    ]
    assert segments(TEXT, []) == [Segment(TEXT)]


def test_of_cuts_that_overlap_nothing_is_left() -> None:
    assert segments("abcdef", [Cut(1, 4, "b4"), Cut(3, 5, "b6")]) == [
        Segment("a"),
        Segment(exemption="b4"),
        Segment(exemption="b6"),
        Segment("f"),
    ]
    assert left_of("abcdef", [Cut(0, 99, "b4")]) == " "


@settings(max_examples=60)
@given(st.text("abc \n", max_size=30), st.lists(st.tuples(st.integers(0, 35), st.integers(0, 35)), max_size=5))
def test_a_letter_stays_exactly_when_no_cut_covers_it(text: str, spans: list[tuple[int, int]]) -> None:
    cuts = [Cut(start, end, "b4") for start, end in spans]
    stays = "".join(sign for at, sign in enumerate(text) if not any(cut.start <= at < cut.end for cut in cuts))
    assert "".join(one.text for one in segments(text, cuts)) == stays


@pytest.mark.parametrize(
    ("begins", "ends", "found"),
    [
        ("Orrin & Sons", "", ["Orrin & Sons"]),
        ("The valve", "", ["The valve", "The valve"]),
        ("The  valve\nis", "Sons", ["The valve is made by Orrin & Sons"]),  # spaces and line ends count as alike
        ("The valve", "leaks", [TEXT[:-1]]),
        ("Sons", "made", []),  # the end does not come after the beginning
        ("pump", "", []),
        (" ", "", []),
    ],
)
def test_a_passage_is_found_by_how_it_begins_and_ends(begins: str, ends: str, found: list[str]) -> None:
    assert [TEXT[start:end] for start, end in passages(TEXT, begins, ends)] == found


def test_withheld_words_are_found_elsewhere_in_any_case_and_over_line_ends() -> None:
    left = {"a": "We quote: ORRIN &\n Sons.", "b": "Nothing here."}
    assert still_readable(["Orrin & Sons", "is"], left) == [("a", "orrin & sons")]  # two letters stand everywhere
    assert lines_of("Scenario: The pump stops without any alarm.\nHazard: none") == [
        "The pump stops without any alarm."
    ]


def test_serial_numbers_and_the_finders_name_are_pointed_at() -> None:
    text = "Implant S/N KR-4471-09 and serial number: AB12345; model KR-BV2. Ada Kestrel found it, ada kestrel said so."
    found = {one.passage: one.exemption for one in suggestions(text, ["Ada Kestrel"])}
    assert found == {"S/N KR-4471-09": "b6-serial", "serial number: AB12345": "b6-serial", "Ada Kestrel": "b6"}
    assert suggestions("A series of snapshots, version 4.1.0.") == []


def test_a_class_proposes_an_exemption_and_protection_by_statute_is_no_choice() -> None:
    klass = ConfidentialityClass
    assert {one: exemptions.proposed(one) for one in klass} == {
        klass.NONE: "",
        klass.CCI: "b4",
        klass.TRADE_SECRET: "b4",
        klass.PCII: "b3-pcii",
        klass.DELIBERATIVE: "b5",
        klass.PRIVACY: "b6",
    }
    assert "b3-pcii" not in {one.code for one in exemptions.TO_CHOOSE}
    assert all(one.source for one in exemptions.EXEMPTIONS)


def test_how_long_a_case_is_kept() -> None:
    rule, leap = schedule.BY_CODE["incident-3y"], datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert schedule.until(rule, leap) == datetime(2031, 3, 1, 12, tzinfo=UTC)
    assert schedule.until(rule, datetime(2026, 5, 4, tzinfo=UTC)) == datetime(2029, 5, 4, tzinfo=UTC)
    assert schedule.until(rule, None) is None
    assert schedule.until(schedule.BY_CODE["permanent"], leap) is None
    assert [one.code for one in schedule.SCHEDULE if not one.settable] == ["clk-13"]  # a maker's own duty
