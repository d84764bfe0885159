"""The review of what one person released is a duty and a clock: seen, escalated when missed, closed by the review."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from medcord.agreements import queries as agreements
from medcord.cases import queries as cases
from medcord.clocks import queries as clocks
from medcord.clocks.reactions import tell_holders
from medcord.core.advisory.emergency import ReviewOutcome
from medcord.core.agreement import Duty, State
from medcord.core.clocks import Clock
from medcord.drafting import actions
from medcord.drafting.reactions import reviews_overdue
from medcord.gateways import clock
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.measures import queries as measures
from medcord.parties.models import Member
from tests.cases.road import second_reader
from tests.cast import Cast, browser_of
from tests.drafting.test_break_glass import WHY, seen
from tests.notices.people import forget_letters, letters_to, told

pytestmark = pytest.mark.django_db
TITLE = "Review the release in an emergency"
LEG = "Emergency to review"


def alone(cast: Cast) -> tuple[str, datetime]:
    """A case whose short form one person released, and when."""
    case = seen(cast)
    second_reader(cast.coordinator)
    now = clock.now()
    with clock.at(now):
        actions.release_alone(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    worker.drain()
    return case, now


def clock_of(member: Member, case: str) -> Clock | None:
    found = clocks.of_case(member.viewer, cases.case_for(member.viewer, case))
    return next((one for one in found if one.rule == "C15"), None)


def duty_of(member: Member, case: str) -> Duty | None:
    found = agreements.of_case(member.viewer, cases.case_for(member.viewer, case))
    return next((one for one in found if one.clause.code == "C15"), None)


def reviewed(cast: Cast, case: str) -> None:
    verb, second = actions.review_emergency, second_reader(cast.coordinator)
    verb(case, ReviewOutcome.STANDS, "It was right.", actor=second.viewer)
    worker.drain()


def leg_of(member: Member) -> tuple[int, int] | None:
    found = next((one for one in measures.road(member.viewer) if one.name == LEG), None)
    return None if found is None else (found.count, found.under_way)


def test_both_agencies_see_the_clock_and_the_duty_and_no_maker_does(cast: Cast) -> None:
    case, at = alone(cast)
    for member in (cast.coordinator, cast.regulator):
        running, owed = clock_of(member, case), duty_of(member, case)
        assert running is not None
        assert owed is not None
        assert (running.due, running.running) == (at + timedelta(hours=24), True)
        assert (owed.due, owed.state) == (at + timedelta(hours=24), State.DUE)
        assert TITLE in browser_of(member).get(f"/cases/{case}").content.decode()
        assert "Review a release in an emergency" in browser_of(member).get("/duties").content.decode()
        assert leg_of(member) == (0, 1)
    assert clock_of(cast.manufacturer, case) is None
    assert TITLE not in browser_of(cast.manufacturer).get(f"/cases/{case}").content.decode()
    assert leg_of(cast.manufacturer) is None
    assert browser_of(cast.eve).get(f"/cases/{case}").status_code == 404


def test_it_stands_on_the_board_and_leads_to_the_case(cast: Cast) -> None:
    case, at = alone(cast)
    with clock.at(at + timedelta(hours=20)):
        shown = browser_of(cast.coordinator).get("/board").content.decode()
    assert TITLE in shown
    assert case in shown
    room = browser_of(second_reader(cast.coordinator)).get(f"/cases/{case}").content.decode()
    assert f'href="/cases/{case}/emergency">Say what you found' in room


def test_the_review_stops_the_clock_does_the_duty_and_is_counted(cast: Cast) -> None:
    case, at = alone(cast)
    with clock.at(at + timedelta(hours=3)):
        reviewed(cast, case)
        for member in (cast.coordinator, cast.regulator):
            stopped, done = clock_of(member, case), duty_of(member, case)
            assert stopped is not None
            assert done is not None
            assert (stopped.met, done.state, done.took) == (
                at + timedelta(hours=3),
                State.DONE,
                timedelta(hours=3),
            )
        assert leg_of(cast.coordinator) == (1, 0)


def test_a_review_that_is_missed_is_told_to_both_agencies_and_stays_late_when_it_comes(cast: Cast) -> None:
    case, at = alone(cast)
    forget_letters()
    with clock.at(at + timedelta(hours=24, minutes=1)):
        tell_holders()
        reviews_overdue()
        assert cast.manufacturer.email not in told()
        for member in (cast.coordinator, second_reader(cast.coordinator), cast.regulator):
            assert letters_to(member) != [], member
        steps = [one.data["step"] for one in ledger.facts_of_kinds(["ClockReached"]) if one.data["rule"] == "C15"]
        assert steps[-1] == "due"
        late = duty_of(cast.regulator, case)
        assert late is not None
        assert late.state is State.LATE
        reviewed(cast, case)
        done = duty_of(cast.regulator, case)
        assert done is not None
        assert done.state is State.DONE_LATE


def test_two_persons_owe_no_review(cast: Cast) -> None:
    case, second = seen(cast), second_reader(cast.coordinator)
    actions.ask_emergency(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    actions.second_emergency(case, confirmed=case, actor=second.viewer)
    worker.drain()
    assert clock_of(cast.coordinator, case) is None
    assert duty_of(cast.coordinator, case) is None
    assert leg_of(cast.coordinator) == (0, 0)


def test_who_must_review_is_told_so_at_once(cast: Cast) -> None:
    case = seen(cast)
    second = second_reader(cast.coordinator)
    worker.drain()
    forget_letters()
    actions.release_alone(case, reason=WHY, confirmed=case, actor=cast.coordinator.viewer)
    worker.drain()
    (asked,) = [one for one in letters_to(second) if "review" in one.body]
    assert WHY not in asked.body
    assert [one for one in letters_to(cast.coordinator) if "review" in one.body] == []
