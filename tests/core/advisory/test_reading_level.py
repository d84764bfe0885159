"""How hard a text is to read: the formula by hand, what is pointed at, and what nobody can write more simply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.advisory.reading_level import (
    MOST_SHOWN,
    HardWord,
    LongSentence,
    grade_of,
    reading_level,
    syllables,
)


def test_the_grade_is_that_of_the_published_formula() -> None:
    # 0.39 * 10 + 11.8 * 1.4 - 15.59 = 3.9 + 16.52 - 15.59
    assert grade_of(words=100, sentences=10, syllables=140) == 4.8
    # 0.39 * 25 + 11.8 * 1.8 - 15.59 = 9.75 + 21.24 - 15.59
    assert grade_of(words=100, sentences=4, syllables=180) == 15.4
    assert grade_of(words=6, sentences=3, syllables=6) == 0.0  # -2.9 would be no school year


def test_a_text_is_counted_as_a_person_counts_it() -> None:
    # Ask (1) your (1) nurse (1). | She (1) can (1) set (1) the (1) pump (1) to (1) a (1) safe (1) rate (1).
    found = reading_level("Ask your nurse. She can set the pump to a safe rate.")
    assert (found.words, found.sentences, found.syllables) == (12, 2, 12)
    # 0.39 * 6 + 11.8 * 1 - 15.59 = -1.45
    assert found.grade == 0.0
    # An(1) a-larm(2) of(1) the(1) ven-ti-la-tor(4) may(1) stay(1) si-lent(2): 8 words, 13 syllables
    found = reading_level("An alarm of the ventilator may stay silent.")
    assert (found.words, found.sentences, found.syllables) == (8, 1, 13)
    assert found.grade == 6.7  # 3.12 + 19.175 - 15.59 = 6.705
    assert not found.above(8)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("pump", 1), ("used", 1), ("stopped", 1), ("makes", 1), ("changed", 1), ("breathe", 1), ("files", 1),
        ("device", 2), ("patient", 2), ("software", 2), ("little", 2), ("therefore", 2), ("nurses", 2), ("treated", 2),
        ("careful", 2), ("wireless", 2), ("people", 2), ("special", 2), ("fluid", 2), ("patient's", 2),
        ("clinician", 3), ("serious", 3), ("insulin", 3), ("radio", 3), ("video", 3), ("remotely", 3), ("updated", 3),
        ("ventilator", 4), ("medication", 4), ("situation", 4), ("evaluate", 4), ("unauthorized", 4),
        ("manufacturer", 5), ("immediately", 5), ("authentication", 5),
        ("vulnerability", 6), ("physiological", 6), ("sign-in", 2), ("x", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_by_the_spelling(word: str, count: int) -> None:
    assert syllables(word) == count


def test_long_sentences_and_hard_words_are_pointed_at_with_a_simpler_word() -> None:
    text = (
        "An unauthorized person who stands near the bed and has a laptop could turn off each of the alarms "
        "of the pump without any sign. Authentication was not needed. An authentication check helps."
    )
    found = reading_level(text)
    assert found.long_sentences == (LongSentence(25, text.split(". ")[0] + "."),)
    assert found.hard_words == (
        HardWord("authentication", 2, "sign-in"),
        HardWord("unauthorized", 1, "not allowed"),
    )


def test_names_of_devices_and_numbers_are_no_hard_words_and_one_syllable() -> None:
    text = "CVE-2026-90533 is in the Karst Interoperator 4.2.1 and in its MiniInteroperator."
    hard = reading_level(text)
    assert [one.word for one in hard.hard_words] == ["miniinteroperator", "interoperator"]
    named = reading_level(text, ["Interoperator", "MiniInteroperator", "Karst"])
    assert named.hard_words == ()
    assert named.words == hard.words == 11
    assert named.syllables == 11
    assert reading_level("The interoperator's alarm fails now.", ["Interoperator"]).hard_words == ()


def test_words_that_everybody_knows_in_a_hospital_are_not_pointed_at() -> None:
    assert reading_level("Ask a clinician of the hospital about your therapy and medicine.").hard_words == ()


def test_too_few_words_have_no_grade() -> None:
    assert reading_level("").grade is None
    assert reading_level("Breva V2, a ventilator.").grade is None
    assert not reading_level("Breva V2, a ventilator.").above(0)


def test_a_line_is_a_sentence_and_a_short_form_is_none() -> None:
    assert reading_level("Hospitals: install it\nPatients: ask your nurse").sentences == 2
    assert reading_level("Ask somebody, e.g. your nurse, or Dr. Lee at version 4.2.1 today.").sentences == 1


def test_a_hostile_text_takes_bounded_time_and_says_little() -> None:
    found = reading_level("internationalization " * 200_000, ["x"] * 10)
    assert found.words < 1_000  # of the 20,000 characters that are looked at
    assert len(
        reading_level(" ".join(f"communicat{letter}ability" for letter in "abcdefghijklmnopqrst")).hard_words
    ) == (MOST_SHOWN)


@given(st.text(max_size=300))
def test_any_text_is_counted_without_a_mistake(text: str) -> None:
    found = reading_level(text)
    assert found.words >= found.sentences
    assert found.syllables >= found.words or found.words == 0
    assert found.grade is None or found.grade >= 0
