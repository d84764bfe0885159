"""Rooms of a case by programs and pages: who is told that it reads, reads it, and nobody else."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.parties.models import Member
from tests.api.programs import Program, Programs, open_a_case, party_id, program_of, programs_of
from tests.cases.test_embargo_terms import party
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db

SCAN = b"PID|1||48291^^^ELO^MR||MARROW^ILSE||19621103|F\r"


@dataclass
class Talking:
    """A case with the agency, Karst and Northlea, which have signed; everybody's program, and Eve's."""

    cast: Cast
    programs: Programs
    northlea: Member
    other: Program
    case: str

    @property
    def base(self) -> str:
        return f"/cases/{self.case}"

    @property
    def inside(self) -> dict[str, Program]:
        """The program of each party of the case, by the party's name."""
        return {
            "National Coordination Centre": self.programs.coordinator,
            "Device Safety Agency": self.programs.regulator,
            "Karst Respiratory": self.programs.manufacturer,
            "Northlea Works": self.other,
        }

    def say(self, who: Program, body: str, **more: Any) -> Any:
        return who.post(f"{self.base}/messages", {"body": body} | more, status=201)["message"]

    def bodies(self, who: Program, **query: Any) -> list[str]:
        return [one["body"] for one in who.get(f"{self.base}/messages", limit=200, **query)["items"]]


@pytest.fixture
def talking(cast: Cast) -> Talking:
    programs, northlea = programs_of(cast), party("Northlea", role=Role.MANUFACTURER)
    talking = Talking(cast, programs, northlea, program_of(northlea), open_a_case(programs))
    invited = {"party": str(northlea.organisation_id)}
    programs.coordinator.post(f"{talking.base}/parties", invited, status=201)
    for maker in (programs.manufacturer, talking.other):
        maker.post(f"{talking.base}/terms/answers", {"answer": "accept"})
    return talking


def test_will_be_read_by_is_who_reads_it_in_every_room_marking_and_class(talking: Talking) -> None:
    owner, maker, base = talking.programs.coordinator, talking.programs.manufacturer, talking.base
    breva = maker.post("/products", {"name": "Breva V2", "versions": ["4.1.0"]}, status=201)["id"]
    thread = maker.post(f"{base}/rooms", {"product": breva}, status=201)
    side = {"title": "Embargo date", "parties": [party_id(talking.programs, "Northlea Works")]}
    room = maker.post(f"{base}/rooms", side, status=201)
    assert (thread["kind"], thread["parties"], room["kind"], len(room["parties"])) == ("product", [], "side", 3)
    shown: dict[str, set[str]] = {}
    for where, tlp, klass in product(
        (None, thread["id"], room["id"]),
        ("CLEAR", "AMBER", "RED"),
        ("none", "trade-secret", "privacy", "deliberative"),
    ):
        marking = {"tlp": tlp, "confidentiality": klass} | ({"room": where} if where else {})
        reach = maker.get(f"{base}/readers", **marking)
        body = f"{where} {tlp} {klass}"
        sent = maker.post(f"{base}/messages", marking | {"body": body, "shown": reach["shown"]}, status=201)
        shown[body] = {one["name"] for one in reach["readers"]}
        assert {one["name"] for one in sent["readers"]} == shown[body]
    for name, program in talking.inside.items():
        assert set(talking.bodies(program)) == {body for body, readers in shown.items() if name in readers}, name
    # A class and a marking narrow it, each in its own way; the words on the page are the same.
    assert shown["None AMBER none"] == set(talking.inside)
    assert shown[f"{thread['id']} CLEAR none"] == set(talking.inside)
    assert shown[f"{room['id']} AMBER none"] == set(talking.inside) - {"Device Safety Agency"}
    assert shown["None AMBER trade-secret"] == {"National Coordination Centre", "Karst Respiratory"}
    assert shown["None RED none"] == {"National Coordination Centre", "Karst Respiratory"}
    page = browser_of(talking.cast.manufacturer).get(f"{base}/readers", {"tlp": "RED", "confidentiality": "none"})
    assert "Will be read by 2 people" in page.content.decode()
    # For the agency the side room does not exist; for Eve the case does not.
    assert [one["id"] for one in talking.programs.regulator.get(f"{base}/rooms")["items"]] == [thread["id"]]
    assert owner.get(f"{base}/rooms")["count"] == 2
    assert talking.programs.eve.send("GET", f"{base}/rooms").status_code == 404
    assert ledger.breaks() == []


def test_nothing_new_is_missed_when_many_write_in_the_same_instant(talking: Talking) -> None:
    agency, base = talking.programs.regulator, talking.base
    writers = [talking.programs.coordinator, talking.programs.manufacturer, talking.other]
    instant, met, last = clock.now(), list[str](), dict[str, str]()
    with clock.at(instant):
        for number in range(9):
            talking.say(writers[number % 3], f"Word {number}.")
            found = agency.get(f"{base}/messages", **last)["items"]
            met += [one["body"] for one in found]
            last = {"after": found[-1]["id"]}
        assert met == [f"Word {number}." for number in range(9)]
        # The same on the page: what was shown is not new any more, and of two that came at once none is lost.
        every = [one["id"] for one in agency.get(f"{base}/messages")["items"]]
        assert agency.post(f"{base}/read", {"messages": every[:4] + every[5:]}) == {"unread": 1}
        talking.say(writers[0], "Word 9.")
        board = browser_of(talking.cast.regulator).get("/board").content.decode()
        assert "2 new</a>" in board
        unread = browser_of(talking.cast.regulator).get(f"{base}?only=unread").content.decode()
        shown = re.findall(r"Word (\d)\.", unread.split('<section class="panel" id="write"')[0])
        assert {"4", "9"} <= set(shown)
        assert {"3", "5"} & set(shown) == set()
        assert agency.post(f"{base}/read", {}) == {"unread": 0}


def test_words_are_changed_pinned_and_called_to_and_only_readers_notice(talking: Talking) -> None:
    maker, other, agency, base = (
        talking.programs.manufacturer, talking.other, talking.programs.regulator, talking.base,
    )  # fmt: skip
    room = maker.post(
        f"{base}/rooms", {"title": "Date", "parties": [str(talking.northlea.organisation_id)]}, status=201
    )
    said = talking.say(maker, "Fixed in 4.2.0, @Northlea?", room=room["id"])
    assert said["mentions"] == [str(talking.northlea.organisation_id)]
    refused = maker.post(f"{base}/messages", {"body": "And you, @DSA?", "room": room["id"]}, status=422)
    assert "DSA would not read this" in refused["sentence"]
    assert "DSA" not in other.get(f"{base}/names", room=room["id"])["names"]
    changed = {"body": "Fixed in 4.2.1, @Northlea?", "expected_version": said["version"]}
    maker.put(f"{base}/messages/{said['id']}", changed)
    assert other.put(f"{base}/messages/{said['id']}", changed, status=403)["code"] == "not-allowed"
    talking.programs.coordinator.put(f"{base}/messages/{said['id']}/pin", {"pinned": True})
    whole = other.get(f"{base}/messages/{said['id']}")
    assert [one["body"] for one in whole["before"]] == ["Fixed in 4.2.0, @Northlea?"]
    assert (whole["body"], whole["pinned"]) == ("Fixed in 4.2.1, @Northlea?", True)
    reader = browser_of(talking.northlea)
    for only in ("?only=me", "?only=pinned"):
        assert f"m-{said['id']}" in reader.get(base + only).content.decode()
        assert "4.2.1" not in browser_of(talking.cast.regulator).get(base + only).content.decode()
    # Who does not read it gets for it what it gets for nothing, whatever it tries.
    nothing = said["id"][::-1].replace("-", "")
    nothing = f"{nothing[:8]}-{nothing[8:12]}-4{nothing[13:16]}-8{nothing[17:20]}-{nothing[20:]}"
    for method, tail, given in (("GET", "", None), ("PUT", "", changed), ("PUT", "/pin", {"pinned": True})):
        for outsider in (agency, talking.programs.eve):
            one = outsider.send(method, f"{base}/messages/{said['id']}{tail}", given)
            two = outsider.send(method, f"{base}/messages/{nothing}{tail}", given)
            assert (one.status_code, one.content) == (404, two.content)
    # By search each meets the words that it reads, those of now and not those of before.
    worker.drain()
    assert "4.2.1" in reader.get("/search?q=%224.2.1%22").content.decode().split("</form>", 1)[1]
    for who in (talking.cast.regulator, talking.cast.eve):
        assert talking.case not in browser_of(who).get("/search?q=Fixed").content.decode()


def test_files_go_with_their_message_and_are_never_shown_inline(talking: Talking) -> None:
    maker, base = talking.programs.manufacturer, talking.base
    browser = browser_of(talking.cast.manufacturer)
    # Before anything is kept: patient data does not belong here, and where it looks like some.
    assert "patient data" in browser.get(base).content.decode().lower()
    looked = browser.post(f"{base}/uploads", {"attached": SimpleUploadedFile("adt.hl7", SCAN)})
    assert (looked.status_code, "HL7 message of a patient" in looked.content.decode()) == (422, True)
    assert maker.get(f"{base}/uploads") == []
    page = SimpleUploadedFile('note"; x=.html', b"<script>alert(1)</script>", content_type="text/html")
    assert browser.post(f"{base}/uploads", {"attached": page, "as_it_is": "on"}).status_code == 302
    (kept,) = maker.get(f"{base}/uploads")
    assert talking.programs.coordinator.get(f"{base}/uploads") == []
    message = talking.say(maker, "See the note.", files=[kept["id"]], tlp="RED")
    (file,) = talking.programs.coordinator.get(f"{base}/files")["items"]
    assert file["message"] == message["id"]
    for path in (f"{base}/files/{file['id']}", f"/api/v1{base}/files/{file['id']}"):
        answer = browser_of(talking.cast.coordinator).get(path)
        assert answer.getvalue() == b"<script>alert(1)</script>"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["Content-Disposition"].count('"') == 2
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] in ("application/octet-stream", "text/plain")
        assert "no-store" in answer.headers["Cache-Control"]
        # TLP:RED: between the author and the coordinator. The others do not get its file either, nor its name.
        for who in (talking.cast.regulator, talking.northlea, talking.cast.eve, talking.cast.hospital):
            assert browser_of(who).get(path).status_code == 404
    for program in (talking.programs.regulator, talking.other):
        assert program.get(f"{base}/files")["count"] == 0


def test_each_party_s_own_number_is_shown_to_those_who_read_and_found_by_them(talking: Talking) -> None:
    numbers = {"Karst Respiratory": "KR-SEC-88", "Northlea Works": "NL/2026/7", "Device Safety Agency": "DSA-55 x"}
    for name, number in numbers.items():
        talking.inside[name].put(f"{talking.base}/our-number", {"number": number})
    worker.drain()
    people = {
        "National Coordination Centre": talking.cast.coordinator,
        "Karst Respiratory": talking.cast.manufacturer,
        "Northlea Works": talking.northlea,
        "Device Safety Agency": talking.cast.regulator,
    }
    for name, program in talking.inside.items():
        entry = program.get(f"/cases/{talking.case}")
        assert {one["party"]: one["number"] for one in entry["numbers"]} == numbers
        assert entry["our_number"] == numbers.get(name, "")
        browser = browser_of(people[name])
        for number in numbers.values():
            assert [one["reference"] for one in program.get("/cases", q=number)["items"]] == [talking.case], number
            assert talking.case in browser.get(f"/search?q={quote(number)}").content.decode(), (name, number)
            assert talking.case in browser.get(f"/board?q={quote(number)}").content.decode(), (name, number)
    for number in (*numbers.values(), "KR"):
        assert talking.programs.eve.get("/cases", q=number) == talking.programs.eve.get("/cases", q="zq")
        assert talking.case not in browser_of(talking.cast.eve).get(f"/search?q={quote(number)}").content.decode()
    # A party that was invited and has not signed meets no number, neither its own old one nor others'.
    eve = {"party": str(talking.cast.eve.organisation_id)}
    talking.programs.coordinator.post(f"{talking.base}/parties", eve, status=201)
    assert talking.programs.eve.get("/cases", q="KR-SEC-88")["count"] == 0
    told = json.dumps(talking.programs.eve.get("/invitations"))
    assert [number for number in numbers.values() if number in told] == []


def test_who_can_see_this_and_why_is_what_each_of_them_meets(talking: Talking) -> None:
    """The coordinator's page names a reason for each party, and each party's program answers by it."""
    owner, base = talking.programs.coordinator, talking.base
    asked = {"declines": "Merrin Works", "invited": "Tarn Works", "removed": "Sedge Works"}
    people = {name: party(name.split()[0]) for name in asked.values()}
    for who in people.values():
        owner.post(f"{base}/parties", {"party": str(who.organisation_id)}, status=201)
    programs = talking.inside | {name: program_of(who) for name, who in people.items()}
    programs["Merrin Works"].post(f"{base}/terms/answers", {"answer": "decline", "reason": "Not ours."})
    programs["Sedge Works"].post(f"{base}/terms/answers", {"answer": "accept"})
    removed = str(people["Sedge Works"].organisation_id)
    owner.post(f"{base}/parties/{removed}/removal", {"reason": "It spoke to the press."})
    page = browser_of(talking.cast.coordinator).get(f"{base}/who").content.decode()
    rows = re.findall(r'<th scope="row">([^<]+)<.*?</svg>\s*(Yes|No)</span></td><td>(.*?)</td>', page, re.DOTALL)
    told = {name: (reads == "Yes", because) for name, reads, because in rows}
    for name, (reads, _) in told.items():
        answer = programs[name].send("GET", f"{base}/messages").status_code
        assert (name, answer == 200) == (name, reads)
    assert told == {
        "National Coordination Centre": (True, "It coordinates this case."),
        "Device Safety Agency": (True, "It takes part by statute: no embargo locks it out."),
        "Karst Respiratory": (True, "It has signed the terms."),
        "Northlea Works": (True, "It has signed the terms."),
        "Tarn Works": (False, "It is invited: it sees the terms, and the content opens when it has signed."),
        "Merrin Works": (False, "It declined."),
        "Sedge Works": (False, "It was removed, or has left."),
    }
    for who in (talking.cast.manufacturer, talking.cast.regulator, talking.cast.eve):
        assert browser_of(who).get(f"{base}/who").status_code == 404
