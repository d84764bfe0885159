"""Taking part in calls is a duty of both agencies, and what shows it is who joined."""

from __future__ import annotations

from datetime import timedelta

import pytest

from medcord.agreements import queries
from medcord.calls import actions as calls
from medcord.calls.models import Call
from medcord.core.agreement import Duty, State
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.parties import actions as parties
from medcord.parties.models import Member
from tests.agreements.test_agreement import overall
from tests.calls.test_calls import guest_coordinator, words
from tests.cast import SYSTEM, Cast, browser_of

pytestmark = pytest.mark.django_db


def both(cast: Cast) -> tuple[Duty, Duty]:
    [coordinator], [regulator] = overall(cast.coordinator, "C2"), overall(cast.coordinator, "R7")
    return coordinator, regulator


def test_each_agency_owes_joining_a_call_within_the_hour(cast: Cast) -> None:
    call = calls.convene(words(cast), actor=cast.coordinator.viewer)
    for duty in both(cast):
        assert (duty.state, duty.due) == (State.DUE, call.starts + timedelta(minutes=60))
    with clock.at(call.starts + timedelta(minutes=4)):
        calls.join(call.reference, actor=cast.regulator.viewer)
    with clock.at(call.starts + timedelta(minutes=61)):
        coordinator, regulator = both(cast)
    assert (coordinator.state, regulator.state) == (State.LATE, State.DONE)
    assert regulator.done is not None
    assert regulator.done.kind == "CallJoined"


def test_a_call_that_was_moved_is_owed_at_its_new_time_and_a_cancelled_one_no_longer(cast: Cast) -> None:
    call = calls.convene(words(cast), actor=cast.coordinator.viewer)
    moved = call.starts + timedelta(days=2)
    calls.move(call.reference, moved, actor=cast.coordinator.viewer)
    assert {duty.due for duty in both(cast)} == {moved + timedelta(minutes=60)}
    calls.cancel(call.reference, "Nothing to say.", actor=cast.coordinator.viewer)
    assert {duty.state for duty in both(cast)} == {State.VOID}


def test_a_call_without_the_other_agency_is_no_duty_of_it(cast: Cast) -> None:
    calls.convene(words(cast, guest_coordinator()), actor=cast.coordinator.viewer)
    assert overall(cast.coordinator, "C2") == overall(cast.coordinator, "R7") == []


def test_a_call_of_others_is_nowhere_in_the_duties_of_an_agency_that_is_not_asked(cast: Cast) -> None:
    call = calls.convene(words(cast), actor=cast.coordinator.viewer)
    other = _another_regulator()
    for who in (guest_coordinator(), other):
        assert overall(who, "C2") == overall(who, "R7") == []
        page = browser_of(who).get("/duties/R7")
        assert page.status_code == 200
        assert call.reference not in page.content.decode()
    assert browser_of(cast.eve).get("/duties/R7").status_code == 404


def test_the_duty_leads_to_its_call(cast: Cast) -> None:
    call: Call = calls.convene(words(cast), actor=cast.coordinator.viewer)
    page = browser_of(cast.regulator).get("/duties/R7").content.decode()
    assert f'href="/calls/{call.reference}"' in page
    place = queries.references(cast.regulator.viewer)[f"call:{call.pk}"]
    assert (place.call, place.case) == (call.reference, "")


def _another_regulator() -> Member:
    party = parties.register_organisation(
        name="Northern Device Office", short_name="NDO", role=Role.REGULATOR, actor=SYSTEM
    )
    return parties.add_member(
        party, email="office@ndo.example", name="N. Office", password="a long enough phrase", actor=SYSTEM
    )
