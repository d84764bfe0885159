"""The rules of confidentiality as data: consultation, PCII, legal bases, what is derived, and long runs of words.

The tables below are written by hand from docs/adr and policy.md (47 to 50), not from the code.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.confidentiality import (
    BASES,
    RULES,
    Answered,
    Claim,
    Giver,
    Handling,
    Holds,
    Move,
    Step,
    ancestors,
    for_publishing,
    for_regulator,
    holding,
    longest_runs,
    move,
    period_on,
    step,
    strictest,
    strictest_tlp,
)
from medcord.core.refusals import RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Tlp

CCI, SECRET, PCII = ConfidentialityClass.CCI, ConfidentialityClass.TRADE_SECRET, ConfidentialityClass.PCII
READER = frozenset({UUID(int=1)})
BOTH = frozenset(Giver)

# class -> the answers that open it for the regulator
OPENS = {CCI: {"agreed", "silent", "conferred"}, SECRET: {"agreed", "silent"}}


@pytest.mark.parametrize(("klass", "asked"), list(product((CCI, SECRET), [None, *Answered])))
def test_the_consultation_that_opens_cci_and_a_trade_secret(
    klass: ConfidentialityClass, asked: Answered | None
) -> None:
    found = for_regulator(Handling(klass, asked))
    assert found.met is (asked is not None and asked.value in OPENS[klass])
    assert found.because.endswith(".")


@given(st.sampled_from(Claim), st.sets(st.sampled_from(Giver)), st.booleans(), st.sampled_from([None, *Answered]))
def test_pcii_opens_by_a_claim_that_stands_both_consents_and_named_readers_and_by_nothing_else(
    claim: Claim, consents: set[Giver], readers: bool, asked: Answered | None
) -> None:
    item = Handling(PCII, asked, asked, claim, frozenset(consents), READER if readers else frozenset())
    whole = claim.value in ("claimed", "presumed", "validated") and consents == {"submitter", "programme"} and readers
    assert for_regulator(item).met is whole
    assert not for_publishing(item).met


def test_every_class_has_its_rule_and_its_source() -> None:
    assert set(RULES) == set(ConfidentialityClass)
    assert all(rule.source for rule in RULES.values())
    assert [rule.klass.value for rule in RULES.values() if rule.limit] == ["pcii"]


# class, marking, agreed to publish, the publisher's own -> may be published
PUBLISHED = [
    ("none", "CLEAR", False, False, True),
    ("none", "GREEN", False, False, False),
    ("none", "AMBER", False, True, True),
    ("none", "RED", True, False, True),
    ("cci", "CLEAR", False, False, False),
    ("cci", "AMBER", True, False, True),
    ("cci", "CLEAR", False, True, False),
    ("trade-secret", "CLEAR", False, True, False),
    ("trade-secret", "RED", True, False, True),
    ("pcii", "CLEAR", True, True, False),
    ("deliberative", "CLEAR", True, True, False),
    ("privacy", "CLEAR", True, True, False),
]


@pytest.mark.parametrize(("klass", "tlp", "agreed", "own", "yes"), PUBLISHED)
def test_what_a_published_text_may_quote(klass: str, tlp: str, agreed: bool, own: bool, yes: bool) -> None:
    item = Handling(
        ConfidentialityClass(klass), to_publish=Answered.AGREED if agreed else None, tlp=Tlp(tlp), publishers=own
    )
    assert for_publishing(item).met is yes
    assert not for_publishing(replace(item, stopped=True)).met


# state -> what may follow, by trigger
CONSULTATION = {
    "asked": {"agree": "agreed", "object": "objected", "run_out": "silent"},
    "agreed": {"object": "objected"},
    "objected": {"agree": "agreed", "confer": "conferred"},
    "silent": {"agree": "agreed", "object": "objected"},
    "conferred": {"agree": "agreed"},
}
PROTECTION = {
    "none": {"claim": "claimed"},
    "claimed": {"presume": "presumed", "validate": "validated", "reject": "rejected", "withdraw": "none"},
    "presumed": {"validate": "validated", "reject": "rejected", "withdraw": "none"},
    "validated": {"reject": "rejected", "withdraw": "none"},
    "rejected": {"claim": "claimed"},
}


@pytest.mark.parametrize(("state", "trigger"), list(product(Answered, Step)))
def test_the_states_of_a_consultation(state: Answered, trigger: Step) -> None:
    after = CONSULTATION[state.value].get(trigger.value)
    if after is None:
        with pytest.raises(RuleRefusal, match="so nobody can"):
            step(state, trigger)
    else:
        assert step(state, trigger).value == after


@pytest.mark.parametrize(("state", "trigger"), list(product(Claim, Move)))
def test_the_states_of_a_claim_of_pcii(state: Claim, trigger: Move) -> None:
    after = PROTECTION[state.value].get(trigger.value)
    if after is None:
        with pytest.raises(RuleRefusal, match="claim of PCII"):
            move(state, trigger)
    else:
        assert move(state, trigger).value == after


def test_a_shield_that_lapsed_says_so_and_its_extension_has_an_end() -> None:
    act = BASES["cisa-2015"]
    assert period_on(act, date(2025, 9, 30)).valid_to == date(2025, 9, 30)
    assert period_on(act, date(2026, 3, 1)).valid_to == date(2026, 9, 30)
    assert period_on(act, date(2026, 11, 26)).valid_to == date(2026, 9, 30)
    end = datetime(2026, 10, 1, tzinfo=UTC)
    assert holding(None, end, end - timedelta(seconds=1)) is Holds.HOLDS
    assert holding(None, end, end) is Holds.LAPSED
    assert holding(end, None, end - timedelta(seconds=1)) is Holds.NOT_YET
    assert holding(None, None, end) is Holds.HOLDS


def test_the_strictest_of_classes_and_markings() -> None:
    assert strictest([CCI, ConfidentialityClass.NONE, PCII, SECRET]) is PCII
    assert strictest([]) is ConfidentialityClass.NONE
    assert strictest_tlp([Tlp.GREEN, Tlp.AMBER_STRICT, Tlp.AMBER]) is Tlp.AMBER_STRICT


def test_ancestors_are_found_over_any_number_of_steps_and_round_a_circle() -> None:
    one, two, three, four = (UUID(int=n) for n in range(1, 5))
    assert ancestors(three, {three: [two], two: [one]}) == {one, two}
    assert ancestors(four, {three: [two]}) == frozenset()
    assert ancestors(one, {one: [two], two: [three, one]}) == {two, three}


# --- long runs of words ----------------------------------------------------------------------------------------------

ITEM = "The flash key of the Breva is derived from its serial number and a constant of the plant."


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("It is said: the FLASH key, of the Breva is derived\nfrom its serial – and so on.", 11),
        ("the flash key of the breva is", None),
        ("its serial number and a constant of the plant", 9),
        ("number serial its from derived is Breva the of key flash the", None),
    ],
)
def test_eight_words_in_a_row_are_found_whatever_stands_between_them(text: str, length: int | None) -> None:
    found = longest_runs(text, [("item", ITEM)])
    assert [one.length for one in found] == ([length] if length else [])


def test_a_short_item_counts_when_all_of_it_stands_there() -> None:
    assert [one.key for one in longest_runs("Then: we stop making it. So.", [("short", "We stop making it.")])] == [
        "short"
    ]
    assert longest_runs("We stop making.", [("short", "We stop making it.")]) == []
    assert longest_runs("Yes.", [("word", "Yes.")]) == []


@given(st.lists(st.sampled_from("abcdef"), max_size=30), st.lists(st.sampled_from("abcdef"), max_size=30))
def test_the_longest_run_is_the_one_a_plain_search_finds(text: list[str], item: list[str]) -> None:
    plain = max(
        (
            size
            for start in range(len(item))
            for size in range(1, len(item) - start + 1)
            if any(text[at : at + size] == item[start : start + size] for at in range(len(text)))
        ),
        default=0,
    )
    enough = min(8, len(item)) if len(item) >= 4 else 8
    found = [one.length for one in longest_runs(" ".join(text), [("item", " ".join(item))])]
    assert found == ([plain] if plain >= enough else [])
