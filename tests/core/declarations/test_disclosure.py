"""The decision beside the 45 days: when it is offered, when it is due, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from medcord.core.declarations.disclosure import FACTORS, DisclosureOutcome, Offer, Taken, check, offer
from medcord.core.refusals import InputRefusal, RuleRefusal

FIRST = datetime(2028, 1, 15, 12, tzinfo=UTC)  # February has 29 days: day 45 is 29 February
DAY_45 = datetime(2028, 2, 29, 12, tzinfo=UTC)
WHOLE = dict.fromkeys(FACTORS, "unknown")


def at(day: int, taken: Taken | None = None, *, published: bool = False) -> Offer | None:
    return offer(FIRST, taken, published=published, now=FIRST + timedelta(days=day))


def test_it_is_offered_from_the_30th_day_and_due_from_the_45th_over_a_leap_day() -> None:
    assert at(29) is None
    early, due = at(30), at(45)
    assert early is not None
    assert (early.due, early.publish_from) == (False, DAY_45)
    assert due is not None
    assert due.due
    assert at(45, published=True) is None
    assert offer(None, None, published=False, now=DAY_45) is None


def test_a_decision_to_wait_makes_it_due_again_when_its_day_is_over() -> None:
    waits = Taken(DisclosureOutcome.WAIT, FIRST + timedelta(days=60))
    during, after = at(50, waits), at(61, waits)
    assert during is not None
    assert after is not None
    assert (during.due, after.due) == (False, True)
    decided = at(90, Taken(DisclosureOutcome.PUBLISH, None))
    assert decided is not None
    assert not decided.due


def test_publication_cannot_be_decided_before_the_45th_day_nor_waiting_without_a_day() -> None:
    early, now = at(30), FIRST + timedelta(days=30)
    with pytest.raises(RuleRefusal, match="from 29 February 2028, 12:00 UTC"):
        check(DisclosureOutcome.PUBLISH, None, WHOLE, early, now)
    with pytest.raises(RuleRefusal, match="from the 30th day"):
        check(DisclosureOutcome.WAIT, now + timedelta(days=9), WHOLE, None, now)
    for until in (None, now - timedelta(days=1), now + timedelta(days=800)):
        with pytest.raises(InputRefusal, match="a coming one, within a year"):
            check(DisclosureOutcome.WAIT, until, WHOLE, early, now)
    check(DisclosureOutcome.WAIT, now + timedelta(days=9), WHOLE, early, now)
    with pytest.raises(InputRefusal, match="only with a decision to wait"):
        check(DisclosureOutcome.PUBLISH, DAY_45 + timedelta(days=9), WHOLE, at(45), DAY_45)


def test_each_factor_is_answered_and_nothing_else() -> None:
    with pytest.raises(InputRefusal, match="Answer yes, no or not known"):
        check(DisclosureOutcome.PUBLISH, None, {**WHOLE, "harm": ""}, at(45), DAY_45)
    with pytest.raises(InputRefusal, match="no such factor"):
        check(DisclosureOutcome.PUBLISH, None, {**WHOLE, "weather": "yes"}, at(45), DAY_45)
