"""A week in a case room, by the programs and pages of those in it: nobody learns of what was not said to them."""

from __future__ import annotations

import re

import pytest

from medcord.ledger import queries as ledger
from medcord.ledger import worker
from tests.api.conftest import programs  # noqa: F401 - a fixture
from tests.api.programs import Programs, open_a_case
from tests.cast import Cast, browser_of


def reads_what_is_new(cast: Cast, case: str, room: str) -> None:
    """The maker's pages: one new message on the board, none after it was shown."""
    page = browser_of(cast.manufacturer)
    assert "1 new</a>" in page.get("/board").content.decode()
    shown = page.get(f"/cases/{case}?thread={room}").content.decode()
    keys = re.findall(r'name="message" value="([0-9a-f-]{36})"', shown.split('id="seen"')[1].split("</form>")[0])
    page.post(f"/cases/{case}/read", {"message": keys})
    assert "1 new</a>" not in page.get("/board").content.decode()


@pytest.mark.django_db
def test_a_date_is_agreed_in_a_side_room_while_the_case_goes_on(programs: Programs, cast: Cast) -> None:  # noqa: F811
    owner, maker, agency, eve = programs.coordinator, programs.manufacturer, programs.regulator, programs.eve
    case = open_a_case(programs)
    maker.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
    base = f"/cases/{case}"

    # The coordinator opens a room with the maker; its readers stand there before anything is sent.
    inside = str(cast.manufacturer.organisation_id)
    room = owner.post(f"{base}/rooms", {"title": "Embargo date", "parties": [inside]}, status=201)["id"]
    reach = owner.get(f"{base}/readers", room=room)
    assert [one["name"] for one in reach["readers"]] == ["National Coordination Centre", "Karst Respiratory"]
    assert {one["why"] for one in reach["not_readers"]} == {"not in this room"}
    first = {"body": "Can you move to 3 December?", "room": room, "shown": reach["shown"]}
    asked = owner.post(f"{base}/messages", first, status=201)["message"]

    # The regulator and Eve learn of nothing: not by list, number, search or ledger.
    assert agency.get(f"{base}/rooms")["count"] == agency.get(f"{base}/messages")["count"] == 0
    kinds = {one["kind"] for one in agency.get(f"{base}/timeline", limit=200)["items"]}
    assert not {kind for kind in kinds if kind.startswith(("Room", "Message"))}
    for path in (f"{base}/messages/{asked['id']}", f"{base}/messages?room={room}"):
        assert agency.send("GET", path).status_code == 404
        assert eve.send("GET", path).status_code == 404

    # The maker sees one new message on its board, reads it on the page, quotes it, corrects itself.
    reads_what_is_new(cast, case, room)
    answer = {"body": f"#{asked['code']}: yes, the 4th.", "room": room}
    said = maker.post(f"{base}/messages", answer, status=201)["message"]
    words = {"body": f"#{asked['code']}: yes, the 3rd.", "expected_version": said["version"]}
    maker.put(f"{base}/messages/{said['id']}", words)
    late = maker.send("PUT", f"{base}/messages/{said['id']}", words)
    assert late.status_code == 409
    kept = owner.get(f"{base}/messages/{said['id']}")
    assert (kept["body"][-8:], kept["before"][0]["body"][-8:]) == ("the 3rd.", "the 4th.")

    # What the owner has not read yet comes after the last one it has.
    after = owner.get(f"{base}/messages", after=asked["id"])["items"]
    assert [one["id"] for one in after] == [said["id"]]
    assert owner.get(f"{base}/rooms")["items"][0]["unread"] == 1
    assert owner.post(f"{base}/read", {"messages": [said["id"]]}) == {"unread": 0}

    # It is agreed and pinned; the room is closed; the case goes on where all read it.
    owner.put(f"{base}/messages/{said['id']}/pin", {"pinned": True})
    owner.post(f"{base}/rooms/{room}/closing")
    assert maker.send("POST", f"{base}/messages", answer).status_code == 403
    maker.post(f"{base}/messages", {"body": "@DSA: the date is agreed."}, status=201)
    assert [one["body"] for one in agency.get(f"{base}/messages")["items"]] == ["@DSA: the date is agreed."]
    assert "For us 1" in browser_of(cast.regulator).get(f"/cases/{case}").content.decode()
    worker.drain()
    assert ledger.breaks() == []
