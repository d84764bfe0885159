"""Where a party stands with a product, and when its silence counts (cvd-protocol 4b; peers 5, point 6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.cvd.answers import Stand, Trail, stand_of
from medcord.core.cvd.report import ReportState
from medcord.core.cvd.silence import Rung, next_rung, silence_of
from medcord.core.vocabulary import ProductStatus

DAY = timedelta(days=1)
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
R = ReportState


@pytest.mark.parametrize(
    ("trail", "expected"),
    [
        (Trail(), Stand.NOT_ASKED),
        (Trail(asked=START), Stand.ASKED),
        (Trail(asked=START, delivered=START), Stand.DELIVERED),
        (Trail(asked=START, delivered=START, opened=START), Stand.OPENED),
        (Trail(asked=START, opened=START, acknowledged=START), Stand.ACKNOWLEDGED),
        (Trail(asked=START, report=R.RECEIVED), Stand.ACKNOWLEDGED),
        (Trail(asked=START, report=R.INVALID), Stand.ACKNOWLEDGED),
        (Trail(asked=START, report=R.DEFERRED), Stand.ACKNOWLEDGED),
        (Trail(asked=START, report=R.VALID), Stand.INVESTIGATING),
        (Trail(asked=START, report=R.ACCEPTED), Stand.INVESTIGATING),
        (Trail(asked=START, stated=ProductStatus.UNDER_INVESTIGATION), Stand.INVESTIGATING),
        (Trail(asked=START, stated=ProductStatus.AFFECTED), Stand.AFFECTED),
        (Trail(stated=ProductStatus.NOT_AFFECTED), Stand.NOT_AFFECTED),
        (Trail(stated=ProductStatus.FIXED, report=R.ACCEPTED), Stand.FIXED),
    ],
)
def test_a_party_stands_where_its_furthest_step_is(trail: Trail, expected: Stand) -> None:
    assert stand_of(trail) is expected


TIMES = st.none() | st.just(START)


@given(TIMES, TIMES, TIMES, TIMES, st.sampled_from(ReportState))
def test_silence_is_never_read_as_not_affected(
    asked: datetime | None, delivered: datetime | None, opened: datetime | None, known: datetime | None, report: R
) -> None:
    assert not stand_of(Trail(asked, delivered, opened, known, report, None)).answered


@pytest.mark.parametrize(
    ("quiet_days", "word_days", "agreed_days", "days", "unresponsive"),
    [
        (1, None, None, 1, False),
        (13, None, -1, 13, False),  # the date has passed, but two weeks have not
        (14, None, None, 14, False),  # two weeks, but neither a passed date nor six weeks
        (17, None, None, 17, False),
        (17, None, -1, 17, True),  # two weeks and the agreed date
        (17, None, 3, 17, False),
        (42, None, 3, 42, True),  # two weeks and six weeks since the first word to it
        (15, 42, None, 15, True),  # its last word is six weeks old
        (15, 41, None, 15, False),
    ],
)
def test_a_party_is_unresponsive_by_the_guide_s_rule(
    quiet_days: int, word_days: int | None, agreed_days: int | None, days: int, unresponsive: bool
) -> None:
    found = silence_of(
        contacts=[START - quiet_days * DAY],
        last_word=None if word_days is None else START - word_days * DAY,
        agreed=None if agreed_days is None else START + agreed_days * DAY,
        now=START,
    )
    assert found is not None
    assert (found.days, found.unresponsive) == (days, unresponsive)


def test_who_answered_after_being_asked_owes_nothing() -> None:
    assert silence_of(contacts=[START - 20 * DAY], last_word=START - 19 * DAY, agreed=None, now=START) is None


def test_who_was_never_asked_is_not_silent() -> None:
    assert silence_of(contacts=[], last_word=None, agreed=START - DAY, now=START) is None


def test_silence_counts_from_the_first_unanswered_contact_and_not_from_the_last_reminder() -> None:
    contacts = [START - 40 * DAY, START - 17 * DAY, START - 2 * DAY]
    found = silence_of(contacts=contacts, last_word=START - 30 * DAY, agreed=None, now=START)
    assert found is not None
    assert found.days == 17


def test_the_ladder_is_climbed_one_rung_after_the_other() -> None:
    quiet = silence_of(contacts=[START - 60 * DAY], last_word=None, agreed=None, now=START)
    taken: list[Rung] = []
    while (offer := next_rung(quiet, taken)) is not None:
        assert offer.now
        taken.append(offer.rung)
    assert taken == list(Rung)


def test_nothing_is_published_without_a_party_that_the_rule_does_not_call_unresponsive() -> None:
    quiet = silence_of(contacts=[START - 41 * DAY], last_word=None, agreed=START + DAY, now=START)
    offer = next_rung(quiet, [one for one in Rung if one not in (Rung.ANNOUNCE, Rung.PUBLISH)])
    assert offer is not None
    assert (offer.rung, offer.now) == (Rung.ANNOUNCE, False)


def test_no_rung_is_offered_for_a_party_that_owes_nothing() -> None:
    assert next_rung(None, []) is None


@given(st.integers(0, 200), st.integers(0, 200))
def test_more_silence_never_makes_a_party_responsive_again(first: int, more: int) -> None:
    def unresponsive(days: int) -> bool:
        found = silence_of(contacts=[START], last_word=None, agreed=None, now=START + days * DAY)
        return found is not None and found.unresponsive

    assert not unresponsive(first) or unresponsive(first + more)
