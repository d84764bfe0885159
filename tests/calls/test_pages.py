"""Calls as people meet them: the page of calls, one call, convening, and the emergency call that says its effect."""

from __future__ import annotations

from datetime import timedelta

import pytest

from medcord.calls import actions, queries
from medcord.calls.models import Call
from medcord.gateways import clock
from medcord.ledger import worker
from tests.calls.test_calls import party, words
from tests.cases.road import joined
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db


def test_a_call_is_convened_from_the_board_and_its_form_keeps_what_was_typed(cast: Cast) -> None:
    case = joined(cast)
    lead = browser_of(cast.coordinator)
    assert "No call is planned" in lead.get("/calls").content.decode()
    form = {
        "starts": "2030-01-08T10:00",
        "zone": "UTC",
        "minutes": "45",
        "purpose": "",
        "parties": [party(cast.regulator)],
    }
    again = lead.post("/calls/new", {**form, "dial": "Bridge 4711"})
    assert again.status_code == 422
    assert "Say what the call is about." in again.content.decode()
    assert "Bridge 4711" in again.content.decode()
    sent = {**form, "purpose": "Both agencies", "every_days": "7", "agenda": [case], f"tlp-{case}": "RED"}
    done = lead.post("/calls/new", sent, follow=True).content.decode()
    assert "The invitations are on their way" in done
    assert "TLP:RED" in done
    assert "The others of the series" in done
    assert Call.objects.count() == 12
    listing = browser_of(cast.regulator).get("/calls").content.decode()
    assert listing.count("Both agencies") == 12


def test_the_emergency_call_says_whom_it_tells_before_it_is_made(cast: Cast) -> None:
    """NCC, DSA and Karst have one member each."""
    case = joined(cast)
    lead = browser_of(cast.coordinator)
    page = lead.get(f"/calls/emergency?case={case}").content.decode()
    assert "3 people of 3 parties will be told now" in page
    asked = [party(cast.regulator), party(cast.manufacturer)]
    done = lead.post(f"/calls/emergency?case={case}", {"purpose": "Attacks", "minutes_ahead": "0", "parties": asked})
    call = Call.objects.get()
    assert done.headers["Location"] == f"/calls/{call.reference}"
    for who, home in ((cast.manufacturer, "/board"), (cast.regulator, "/consultations"), (cast.regulator, "/calls")):
        assert "Join it now" in browser_of(who).get(home).content.decode()
    assert "Join it now" not in browser_of(cast.eve).get("/board").content.decode()
    worker.drain()
    assert call.reference in browser_of(cast.regulator).get("/notices").content.decode()
    with clock.at(call.convened_at + timedelta(minutes=9)):
        joined_page = browser_of(cast.regulator).post(f"/calls/{call.reference}", {"act": "join"}, follow=True)
    assert "After 9 min" in joined_page.content.decode()
    case_page = lead.get(f"/cases/{case}").content.decode()
    assert "put the case on the agenda of a call, an emergency" in case_page


def test_minutes_decisions_and_what_is_to_do_stand_on_the_page(cast: Cast) -> None:
    case = joined(cast)
    call = actions.convene(words(cast, agenda=(case,)), actor=cast.coordinator.viewer)
    lead, regulator = browser_of(cast.coordinator), browser_of(cast.regulator)
    page = f"/calls/{call.reference}"
    us = str(party(cast.coordinator))
    lead.post(page, {"act": "decide", "decide-words": "We wait", "decide-party": us, "decide-case": case})
    due = {"agree-due": "2030-01-09T10:00", "agree-zone": "UTC", "agree-party": str(party(cast.regulator))}
    lead.post(page, {"act": "agree", "agree-words": "Ask the maker", **due})
    early = lead.post(page, {"act": "hold", "hold-minutes": "Short."})
    assert early.status_code == 422
    assert "has not begun" in early.content.decode()
    with clock.at(call.starts + timedelta(minutes=5)):
        lead.post(page, {"act": "hold", "hold-minutes": "Short.", "hold-discussed": [case]})
        said = regulator.get(page).content.decode()
    assert all(one in said for one in ("We wait", "Ask the maker", "Short.", "spoken of"))
    todo = queries.open_actions(cast.regulator.viewer)[0]
    assert "Ask the maker" in regulator.get("/calls").content.decode()
    assert regulator.post(page, {"act": "done", "done-action": todo.pk, "done-proof": ""}).status_code == 422
    regulator.post(page, {"act": "done", "done-action": todo.pk, "done-proof": "Letter of Tuesday"})
    assert "Letter of Tuesday" in lead.get(page).content.decode()


def test_eve_meets_no_call_on_any_page(cast: Cast) -> None:
    case = joined(cast)
    call = actions.convene(words(cast, agenda=(case,)), actor=cast.coordinator.viewer)
    for who in (cast.eve, cast.manufacturer):
        browser = browser_of(who)
        assert "What needs both agencies" not in browser.get("/calls").content.decode()
        for path in (f"/calls/{call.reference}", f"/calls/{call.reference}/invitation.ics"):
            assert browser.get(path).status_code == 404
    assert browser_of(cast.hospital).get("/calls").status_code == 404
    file = browser_of(cast.regulator).get(f"/calls/{call.reference}/invitation.ics")
    assert file.headers["Content-Type"].startswith("text/calendar")
    assert b"What needs both agencies" not in file.content


def test_who_comes_too_late_is_told_so_and_keeps_what_was_typed(cast: Cast) -> None:
    """Two of an agency have the page open: one cancels, the other closes it with minutes. The page said nothing."""
    call = actions.convene(words(cast), actor=cast.coordinator.viewer)
    lead, page = browser_of(cast.coordinator), f"/calls/{call.reference}"
    assert lead.post(page, {"act": "cancel", "cancel-reason": "Nobody can."}).status_code == 302
    late = lead.post(page, {"act": "hold", "hold-minutes": "Long minutes \u202e\u05d0 \U0001f600."})
    said = late.content.decode()
    assert late.status_code == 422
    assert (
        "The call is cancelled, so nobody can close it now." in said,
        "Long minutes \u202e\u05d0 \U0001f600." in said,
    ) == (True, True)
    for act in ("decide", "want", "move", "cancel"):
        assert "This form is not open any more" in lead.post(page, {"act": act}).content.decode(), act


def test_a_form_with_ids_that_are_none_is_refused_in_words(cast: Cast) -> None:
    sent = {"purpose": "Attacks", "minutes_ahead": "0", "parties": ["zz"]}
    answer = browser_of(cast.coordinator).post("/calls/emergency", sent)
    assert (answer.status_code, "does not offer this any more" in answer.content.decode()) == (422, True)


def test_two_who_call_the_same_emergency_at_once_alarm_everybody_once(cast: Cast) -> None:
    sent = {"purpose": "Attacks", "minutes_ahead": "0", "parties": [party(cast.regulator)]}
    first = browser_of(cast.coordinator).post("/calls/emergency", sent)
    again = browser_of(cast.coordinator).post("/calls/emergency", sent)
    call = Call.objects.get()
    assert (first.status_code, again.status_code) == (302, 422)
    assert f"convened a moment ago: {call.reference}" in again.content.decode()
    with clock.at(call.convened_at + timedelta(minutes=3)):
        assert browser_of(cast.coordinator).post("/calls/emergency", sent).status_code == 302
