"""Two reports look alike because of a number, a product by any of its names, or the words they use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.cvd.likeness import ENOUGH, Reader, Subject, likeness, telling
from medcord.data import load_aliases

READER = Reader(load_aliases())
TEXT = "The alarm service takes a mute command without sign-in on port 5011 of the bedside network."


def subject(maker: str = "", model: str = "", text: str = "", *flaws: str) -> Subject:
    return READER.subject(maker=maker, model=model, flaws=flaws, text=text)


def because(one: Subject, other: Subject) -> str:
    found = likeness(one, other)
    return "; ".join(found.because) if found else ""


def test_the_same_cve_is_enough_whatever_the_rest_says() -> None:
    one, other = subject("Karst", "Breva", "", "CVE-2026-1234"), subject("Unknown", "thing", "", "cve-2026-1234")
    assert because(one, other) == "the same number: CVE-2026-1234"


@pytest.mark.parametrize(
    ("maker", "model"), [("Karst Respiratory Inc.", "BREVA V2"), ("karst", "Breva-V2 ventilator"), ("Karst", "Breva")]
)
def test_the_same_product_however_it_is_written(maker: str, model: str) -> None:
    assert "the same product" in because(subject("Karst", "Breva V2"), subject(maker, model))


def test_makers_are_known_by_their_other_names() -> None:
    one, other = subject("Becton Dickinson", "Alaris PCU"), subject("BD", "Alaris PCU")
    assert "the same product" in because(one, other)


def test_the_same_maker_alone_is_not_enough_and_with_words_it_is() -> None:
    one, other = subject("Karst", "Breva V2", TEXT), subject("Karst", "Lumen 9", "Names are shown on a screen.")
    assert likeness(one, other) is None
    told_alike = subject("Karst", "Lumen 9", "A mute command without sign-in silences the alarm service of the network")
    assert "telling words in common" in because(one, told_alike)


def test_words_that_stand_in_every_report_tell_nothing() -> None:
    assert telling("The attacker could send data to the device without being the user") == frozenset()
    assert (
        likeness(subject("A", "x", "device patient attacker could"), subject("B", "y", "device patient could")) is None
    )


words = st.text(alphabet="abcdef ", max_size=60)
subjects = st.builds(subject, words, words, words, st.sampled_from(["", "CVE-2026-1", "VU#1"]))


@given(subjects, subjects)
def test_likeness_is_the_same_from_both_sides_and_never_without_a_because(one: Subject, other: Subject) -> None:
    there, back = likeness(one, other), likeness(other, one)
    assert (there and there.score) == (back and back.score)
    if there:
        assert there.because
        assert there.score >= ENOUGH
