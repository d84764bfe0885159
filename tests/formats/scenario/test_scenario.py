"""Scenario files: what is read, and each fault named by its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.refusals import UnreadableFile
from medcord.core.vocabulary import Role
from medcord.formats.scenario import read_scenario
from tests.formats.scenario.files import GOOD

VERBS = {"report", "triage", "tell"}


def test_a_scenario_says_who_plays_and_what_happens_when() -> None:
    found = read_scenario(GOOD.encode(), verbs=VERBS)
    assert (found.code, found.version, found.title) == ("small", 1, "A small one")
    assert found.start.astimezone(UTC) == datetime(2027, 2, 8, 14, 0, tzinfo=UTC)
    assert [(one.key, one.role) for one in found.players] == [
        ("ncc", Role.COORDINATOR), ("dsa", Role.REGULATOR), ("hanlow", Role.MANUFACTURER),
    ]  # fmt: skip
    assert [(one.do, one.after, one.inject) for one in found.steps] == [
        ("report", timedelta(minutes=20), True),
        ("triage", timedelta(hours=2), False),
        ("tell", timedelta(days=2, hours=3), False),
    ]
    assert found.end - found.start == timedelta(days=4)
    assert found.products[0].versions == ("1", "2")


@pytest.mark.parametrize(
    ("old", "new", "where", "why"),
    [
        ('do = "triage"', 'do = "trriage"', "step 2, do", "nothing that can be done"),
        ('who = "adeyemi"\ndo = "triage"', 'who = "eve"\ndo = "triage"', "step 2, who", "nobody here"),
        ('after = "2h"', 'after = "two hours"', "step 2, after", "no length"),
        ('after = "2h"', 'after = "1m"', "step 2, after", "earlier than the step before"),
        ('role = "regulator"', 'role = "judge"', "party 2, role", "is no role"),
        ('role = "regulator"', 'role = "isao"', "party", "there must be one regulator"),
        ('zone = "America/New_York"', 'zone = "Mars/Olympus"', "party 1, zone", "no time zone"),
        ('maker = "hanlow"', 'maker = "ncc"', "product 1, maker", "no manufacturer"),
        ("-05:00", "", "start", "has no zone"),
        ('ends_after = "4d"', 'ends_after = "1d"', "ends_after", "before the last step"),
        ('code = "small"', 'code = "Small One"', "code", "no short word"),
        ('title = "A small one"', "", "the file, title", "must be a text"),
        ('title = "A small one"', 'titel = "A small one"', "the file, titel", "not known here"),
        ('key = "dsa"', 'key = "ncc"', "party", "same key"),
        ("version = 1", "version = true", "the file, version", "a whole number"),
    ],
)
def test_a_fault_is_named_by_its_place(old: str, new: str, where: str, why: str) -> None:
    assert old in GOOD
    with pytest.raises(UnreadableFile) as refused:
        read_scenario(GOOD.replace(old, new, 1).encode(), name="mine.toml", verbs=VERBS)
    assert refused.value.where == where
    assert why.replace("no short word", "not a short word") in refused.value.sentence
    assert refused.value.sentence.startswith("mine.toml")


@pytest.mark.parametrize("data", [b"\xff\xfe", b"[[", b"x" * 1_000_001, b"party = 3", b""])
def test_what_is_no_scenario_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_scenario(data, verbs=VERBS)


@given(st.integers(0, len(GOOD) - 1), st.sampled_from("x\"'=[]{}\n0"))
def test_a_file_with_any_one_character_changed_is_read_or_refused_by_name(at: int, sign: str) -> None:
    text = GOOD[:at] + sign + GOOD[at + 1 :]
    refused: UnreadableFile | None = None
    try:
        found = read_scenario(text.encode(), verbs=VERBS)
    except UnreadableFile as fault:
        refused = fault
    assert refused.sentence if refused else found.end >= found.start
