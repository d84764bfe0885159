"""A passage that was quoted is found again, or is said to have changed: never another passage in its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.crossing.changes import Kind, changes
from medcord.core.crossing.passages import Found, Passage, Whereabouts, found_again, put_in, quoted
from medcord.core.refusals import InputRefusal

words = st.lists(st.sampled_from(["alarm", "may", "stay", "silent.", "4.2", "4.2.1", "no", "the"]), max_size=12)
other_words = st.lists(st.sampled_from(["Pump", "Wait", "then", "call", "5.0"]), max_size=8)


def line(*parts: list[str]) -> str:
    return " ".join(word for part in parts for word in part)


@given(words, words.filter(bool), words, other_words)
@settings(max_examples=60, deadline=None)
def test_a_passage_survives_every_edit_on_one_side_of_it(
    before: list[str], passage: list[str], after: list[str], new: list[str]
) -> None:
    old = line(before, passage, after)
    one = Passage(line(passage), len(line(before)) + bool(before))
    for now, place in (
        (line(new, passage, after), len(line(new)) + bool(new)),
        (line(before, passage, new), one.start),
    ):
        found = found_again(one, old, now)
        assert found.start is not None
        assert now[found.start :].startswith(one.quote)
        assert found.start == place or now.count(one.quote) > 1


@given(other_words, other_words, other_words, other_words)
@settings(max_examples=60, deadline=None)
def test_a_passage_that_stands_once_survives_edits_on_both_sides(
    before: list[str], after: list[str], new_before: list[str], new_after: list[str]
) -> None:
    quote = "alarm may stay silent"
    old, now = line(before, [quote], after), line(new_before, [quote], new_after)
    found = found_again(Passage(quote, old.index(quote)), old, now)
    assert found.start == now.index(quote)
    assert found.stand is (Whereabouts.SAME if found.start == old.index(quote) else Whereabouts.MOVED)


@given(words, words.filter(bool), words, other_words)
@settings(max_examples=60, deadline=None)
def test_a_passage_whose_words_are_gone_is_changed(
    before: list[str], passage: list[str], after: list[str], new: list[str]
) -> None:
    one = Passage(line(passage), len(line(before)) + bool(before))
    now = line(["Something"], new)
    assert found_again(one, line(before, passage, after), now) == Found(Whereabouts.CHANGED)


@pytest.mark.parametrize(
    ("old", "quote", "now", "stand"),
    [
        ("An alarm may stay silent.", "alarm may stay", "An alarm may not stay silent.", Whereabouts.CHANGED),
        ("Install 4.2.", "4.2", "Install 4.2.1.", Whereabouts.CHANGED),  # a version that grew is another one
        ("Install 4.2.", "4.2", "Please install 4.2!", Whereabouts.MOVED),
        ("The alarm fails.", "alarm", "The alarms fail.", Whereabouts.CHANGED),
        ("One. Two.", "Two.", "Two. One.", Whereabouts.MOVED),
        ("", "", "", Whereabouts.SAME),
        ("", "", "Now there is something.", Whereabouts.CHANGED),
    ],
)
def test_what_becomes_of_a_passage(old: str, quote: str, now: str, stand: Whereabouts) -> None:
    assert found_again(Passage(quote, old.index(quote)), old, now).stand is stand


def test_another_place_with_the_same_words_is_not_taken_for_the_passage() -> None:
    old = "Isolate the pump. Patch it. Later, isolate the pump again."
    passage = quoted(old, "the pump", start=old.index("the pump"))
    now = "Isolate the gateway. Patch it. Later, isolate the pump again."
    assert found_again(passage, old, now) == Found(Whereabouts.CHANGED)
    second = quoted(old, "the pump", start=old.rindex("the pump"))
    assert found_again(second, old, now) == Found(Whereabouts.MOVED, now.index("the pump"))


def test_a_passage_of_a_destroyed_version_is_never_found() -> None:
    assert found_again(Passage("alarm", 3), "", "An alarm.") == Found(Whereabouts.CHANGED)


def test_a_quote_names_one_place_or_is_refused_with_what_to_do() -> None:
    text = "An alarm\nmay stay silent. An alarm."
    assert quoted(text, "alarm may") == Passage("alarm\nmay", 3)
    assert quoted(text, "") == Passage(text, 0)
    with pytest.raises(InputRefusal, match="stand 2 times") as refused:
        quoted(text, "An alarm")
    assert refused.value.code == "passage-unclear"
    assert quoted(text, "An alarm", start=26).start == 26
    with pytest.raises(InputRefusal, match="do not stand") as absent:
        quoted(text, "the alarm")
    assert absent.value.code == "passage-absent"


def test_words_are_put_in_where_the_passage_stands_now() -> None:
    old, now = "It may stop. Wait.", "Note: it may stop. Wait."
    passage = quoted(old, "may stop")
    assert put_in(now, passage, found_again(passage, old, now), "can stop") == "Note: it can stop. Wait."
    with pytest.raises(InputRefusal) as refused:
        put_in("Gone.", passage, found_again(passage, old, "Gone."), "can stop")
    assert refused.value.code == "passage-changed"


@given(words, words)
@settings(max_examples=60, deadline=None)
def test_a_diff_gives_both_texts_back(old: list[str], new: list[str]) -> None:
    runs = changes(line(old), line(new))
    assert "".join(run.words for run in runs if run.kind is not Kind.ADDED) == line(old)
    assert "".join(run.words for run in runs if run.kind is not Kind.REMOVED) == line(new)
