"""Two texts on one vulnerability: what differs is a sentence with both sides, what cannot be judged is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.crossing.comparison import ACTIONS, Advice, Content, DiffersIn, ProductLine, compare
from medcord.core.crossing.ranges import Sameness, sameness
from medcord.core.vocabulary import ProductStatus

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)
PUMP = ProductLine("p", "Breva V2", "< 4.2.1")
OTHER = ProductLine("o", "Tidewater", "3.0")
BOTH = Content((PUMP,), NOON, frozenset({Advice.PATCH}), "Install 4.2.1. Call your clinic.")


def differences(advisory: Content, communication: Content) -> list[tuple[str, str, str]]:
    return [(one.about.value, one.advisory, one.communication) for one in compare(advisory, communication).differences]


def test_two_texts_that_say_the_same_agree() -> None:
    other = replace(BOTH, products=(replace(PUMP, versions="before 4.2.1"),), advice="call your clinic!\nInstall 4.2.1")
    assert compare(BOTH, other).differences == ()
    assert compare(BOTH, other).unjudged == ()


def test_a_product_in_one_text_only() -> None:
    assert differences(BOTH, replace(BOTH, products=(PUMP, OTHER))) == [("product", "", "Tidewater 3.0")]
    assert differences(replace(BOTH, products=(PUMP, OTHER)), BOTH) == [("product", "Tidewater 3.0", "")]
    found = compare(replace(BOTH, products=(PUMP, replace(OTHER, status=ProductStatus.NOT_AFFECTED))), BOTH)
    assert found.differences == ()  # a product that is not affected need not stand in the other text


def test_a_product_that_the_advisory_clears_and_the_communication_names() -> None:
    cleared = replace(PUMP, status=ProductStatus.NOT_AFFECTED)
    [one] = compare(replace(BOTH, products=(cleared,)), BOTH).differences
    assert one.sentence == "Breva V2 stands in the safety communication; the advisory says that it is not concerned."
    assert (one.advisory, one.communication) == ("Breva V2 < 4.2.1 not affected", "Breva V2 < 4.2.1")


def test_versions_that_differ_and_versions_that_cannot_be_read() -> None:
    [one] = compare(BOTH, replace(BOTH, products=(replace(PUMP, versions="<= 4.2.1"),))).differences
    assert one.about is DiffersIn.VERSIONS
    assert one.sentence == (
        "The versions of Breva V2 differ: “< 4.2.1” in the advisory, “<= 4.2.1” in the safety communication."
    )
    found = compare(BOTH, replace(BOTH, products=(replace(PUMP, versions="the build of last June"),)))
    assert found.differences == ()
    assert "cannot be read from the words: “< 4.2.1”" in found.unjudged[0]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("4.1 | 4.2", "4.2, 4.1.0", Sameness.SAME),
        ("all", "vers:all/*", Sameness.SAME),
        (">= 4.0 < 4.2", ">= 4.0 <= 4.2", Sameness.OTHER),
        ("4.1", "4.1 | 4.2", Sameness.OTHER),
        ("  < 4.2", "< 4.2", Sameness.SAME),
        ("whatever we shipped", "Whatever we  shipped", Sameness.SAME),
        ("whatever we shipped", "< 4.2", Sameness.UNREADABLE),
    ],
)
def test_whether_two_texts_of_versions_mean_the_same(one: str, other: str, same: Sameness) -> None:
    assert (sameness(one, other), sameness(other, one)) == (same, same)


def test_products_in_words_only_are_not_judged() -> None:
    found = compare(BOTH, replace(BOTH, products=(), about="Some pumps."))
    assert found.differences == ()
    assert "“Some pumps.”" in found.unjudged[0]
    assert differences(BOTH, replace(BOTH, products=())) == [("product", "Breva V2 < 4.2.1", "")]


def test_planned_dates() -> None:
    later = NOON.replace(hour=15)
    assert differences(BOTH, replace(BOTH, planned=later)) == [
        ("date", "3 December 2026, 12:00 UTC", "3 December 2026, 15:00 UTC")
    ]
    assert differences(BOTH, replace(BOTH, planned=None)) == [("date", "3 December 2026, 12:00 UTC", "")]
    neither = compare(replace(BOTH, planned=None), replace(BOTH, planned=None))
    assert neither.differences == ()
    assert "dates were not compared" in neither.unjudged[0]


def test_advice_by_choice_and_by_words() -> None:
    stop = replace(BOTH, actions=frozenset({Advice.STOP_USE}))
    assert differences(BOTH, stop) == [("advice", "Install an update", ""), ("advice", "", "Stop using it")]
    assert differences(BOTH, replace(BOTH, advice="Install 4.2.2. Call your clinic.")) == [
        ("advice", "Install 4.2.1.", "Install 4.2.2.")
    ]
    unchosen = compare(BOTH, replace(BOTH, actions=frozenset()))
    assert unchosen.differences == ()
    assert "not chosen from the list" in unchosen.unjudged[0]
    assert "patients and clinicians" in compare(BOTH, replace(BOTH, own="Sit down first.")).unjudged[0]


def test_every_action_has_its_words() -> None:
    assert list(ACTIONS) == list(Advice)


contents = st.builds(
    Content,
    st.lists(
        st.builds(
            ProductLine,
            st.sampled_from("abc"),
            st.just("Breva"),
            st.sampled_from(["< 4.2", "<= 4.2", "4.0", "all", "some"]),
            st.sampled_from(ProductStatus),
        ),
        max_size=4,
    ).map(tuple),
    st.sampled_from([None, NOON, NOON.replace(day=4)]),
    st.frozensets(st.sampled_from(Advice), max_size=3),
    st.sampled_from(["", "Install 4.2.", "Stop. Install 4.2."]),
)


@given(contents, contents)
@settings(max_examples=60, deadline=None)
def test_a_text_agrees_with_itself_and_every_difference_quotes_a_side(one: Content, other: Content) -> None:
    concerned = tuple(line for line in one.products if line.status is ProductStatus.AFFECTED)
    own = replace(one, products=concerned)
    assert compare(own, own).differences == ()
    for found in compare(one, other).differences:
        assert found.sentence.endswith(".")
        assert found.advisory or found.communication
