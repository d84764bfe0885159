"""The address names one case and the id a thing of another, both open to whoever asks: it answers as for nothing."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.gateways import clock
from tests.api.programs import open_a_case, programs_of
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db


def test_an_id_of_another_case_opens_and_changes_nothing_here(cast: Cast) -> None:
    """The same people are in both cases: only the address and the id do not belong together."""
    programs = programs_of(cast)
    owner, maker = programs.coordinator, programs.manufacturer
    here, there = open_a_case(programs), open_a_case(programs)
    karst, agency = str(cast.manufacturer.organisation_id), str(cast.regulator.organisation_id)
    soon = {"ends_at": f"{clock.now() + timedelta(days=20):%Y-%m-%dT%H:%M:%SZ}", "zone": "UTC"}
    for case in (here, there):
        maker.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
        (offer,) = maker.post(f"/cases/{case}/terms/proposals", soon)["proposals"]
    base, other = f"/cases/{here}", f"/cases/{there}"
    room = owner.post(f"{other}/rooms", {"title": "zq-room", "parties": [karst]}, status=201)["id"]
    put = [
        maker.upload(f"{other}/uploads", {"file": SimpleUploadedFile(f"{n}.txt", b"zq-file")}, status=201)["id"]
        for n in range(2)
    ]
    message = maker.post(f"{other}/messages", {"body": "zq-said", "files": put[:1]}, status=201)["message"]["id"]
    file = maker.get(f"{other}/files")["items"][0]["id"]
    claim = maker.post(f"{other}/claims", {"event": "P", "evidence": "zq-claim"}, status=201)["id"]
    spill = {"reason": "x", "typed": here}
    before = [
        program.get(f"{other}{tail}") for program in (owner, maker) for tail in ("", "/messages", "/rooms", "/terms")
    ]
    asked = [
        (maker, "GET", "/messages/{}", message, None),
        (maker, "PUT", "/messages/{}", message, {"body": "x", "expected_version": 1}),
        (maker, "PUT", "/messages/{}/pin", message, {"pinned": True}),
        (maker, "GET", "/messages?after={}", message, None),
        (maker, "GET", "/messages?room={}", room, None),
        (maker, "GET", "/readers?room={}", room, None),
        (maker, "GET", "/names?room={}", room, None),
        (maker, "GET", "/files/{}", file, None),
        (maker, "POST", "/uploads/{}/drop", put[1], {}),
        (owner, "POST", "/rooms/{}/closing", room, {}),
        (maker, "POST", "/rooms/{}/leaving", room, {}),
        (owner, "POST", "/claims/{}/decision", claim, {"confirmed": True, "because": "x"}),
        (owner, "POST", "/terms/answers", "", {"answer": "accept", "proposal": offer["id"]}),
        (maker, "POST", "/messages", "", {"body": "x", "room": room}),
        (maker, "POST", "/messages", "", {"body": "x", "files": [put[1]]}),
        (owner, "POST", "/spill", "", {"things": [{"what": "message", "id": message}], **spill}),
        (owner, "POST", "/spill", "", {"things": [{"what": "claim", "id": claim}], **spill}),
    ]
    absent = "3f0c1d52-8a5e-4c1b-9d8e-0a1b2c3d4e5f"
    for program, method, tail, key, body in asked:
        given = json.dumps(body) if body is not None else None
        nothing = given
        for one in (message, room, file, claim, offer["id"], *put):
            nothing = nothing.replace(one, absent) if nothing else nothing
        mixed = program.send(method, base + tail.format(key), given)
        empty = program.send(method, base + tail.format(absent), nothing)
        assert (tail, mixed.status_code >= 400, mixed.status_code) == (tail, True, empty.status_code)
        assert mixed.content.replace(key.encode() or b"\0", b"") == empty.content.replace(absent.encode(), b""), tail
    pages = [
        (cast.manufacturer, "GET", f"/messages/{message}", {}),
        (cast.manufacturer, "POST", f"/messages/{message}", {"version": "1", "body": "x"}),
        (cast.manufacturer, "POST", f"/messages/{message}/pin", {"pinned": "yes"}),
        (cast.manufacturer, "GET", f"/files/{file}", {}),
        (cast.manufacturer, "POST", f"/uploads/{put[1]}/drop", {}),
        (cast.manufacturer, "GET", f"?thread={room}", {}),
        (cast.coordinator, "GET", f"/report/files/{file}", {}),
        (cast.coordinator, "POST", f"/rooms/{room}/close", {}),
        (cast.manufacturer, "POST", f"/rooms/{room}/leave", {}),
        (cast.coordinator, "POST", "/purge", {"message": message, "reason": "x"}),
    ]
    for who, method, tail, form in pages:
        browser = browser_of(who)
        answer = browser.post(base + tail, form) if method == "POST" else browser.get(base + tail)
        assert (tail, answer.status_code) == (tail, 404)
        assert b"zq-" not in answer.content
    # What was read there is not marked by an address here, and whoever sent it is told nothing of it.
    maker.send("POST", f"{base}/read", {"messages": [message]})
    assert [
        program.get(f"{other}{tail}") for program in (owner, maker) for tail in ("", "/messages", "/rooms", "/terms")
    ] == before
    assert owner.get(f"{other}/rooms")["count"] == 1
    assert agency in {one["party"]["id"] for one in owner.get(other)["parties"]}
