"""The address names one case and the id a thing of another, both open to whoever asks: it answers as for nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.gateways import clock
from tests.api.programs import Program, Programs, open_a_case, programs_of
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db

ABSENT = "3f0c1d52-8a5e-4c1b-9d8e-0a1b2c3d4e5f"


@dataclass
class TwoCases:
    """Two cases of the same parties; ``ids`` are of things in the second."""

    programs: Programs
    here: str
    there: str
    ids: dict[str, str] = field(default_factory=dict)
    at: datetime = field(default_factory=clock.now)

    def now(self) -> list[object]:
        """The second case, as its coordinator and the maker see it at one instant: its clocks run on meanwhile."""
        both = (self.programs.coordinator, self.programs.manufacturer)
        with clock.at(self.at):
            return [one.get(self.there + tail) for one in both for tail in ("", "/messages", "/rooms", "/terms")]


@pytest.fixture
def two(cast: Cast) -> TwoCases:
    programs = programs_of(cast)
    owner, maker = programs.coordinator, programs.manufacturer
    two = TwoCases(programs, f"/cases/{open_a_case(programs)}", f"/cases/{open_a_case(programs)}")
    soon = {"ends_at": f"{clock.now() + timedelta(days=20):%Y-%m-%dT%H:%M:%SZ}", "zone": "UTC"}
    for case in (two.here, two.there):
        maker.post(f"{case}/terms/answers", {"answer": "accept"})
        (offer,) = maker.post(f"{case}/terms/proposals", soon)["proposals"]
    title = {"title": "zq-room", "parties": [str(cast.manufacturer.organisation_id)]}
    put = [
        maker.upload(f"{two.there}/uploads", {"file": SimpleUploadedFile("zq.txt", b"zq-file")}, status=201)["id"]
        for _ in range(2)
    ]
    said = maker.post(f"{two.there}/messages", {"body": "zq-said", "files": put[:1]}, status=201)
    two.ids = {
        "offer": offer["id"],
        "room": owner.post(f"{two.there}/rooms", title, status=201)["id"],
        "put": put[1],
        "message": said["message"]["id"],
        "file": maker.get(f"{two.there}/files")["items"][0]["id"],
        "claim": maker.post(f"{two.there}/claims", {"event": "P", "evidence": "zq-claim"}, status=201)["id"],
    }
    return two


BY_THE_MAKER = [
    ("GET", "/messages/<message>", None),
    ("PUT", "/messages/<message>", {"body": "x", "expected_version": 1}),
    ("PUT", "/messages/<message>/pin", {"pinned": True}),
    ("GET", "/messages?after=<message>", None),
    ("GET", "/messages?room=<room>", None),
    ("GET", "/readers?room=<room>", None),
    ("GET", "/names?room=<room>", None),
    ("GET", "/files/<file>", None),
    ("POST", "/uploads/<put>/drop", {}),
    ("POST", "/rooms/<room>/leaving", {}),
    ("POST", "/messages", {"body": "x", "room": "<room>"}),
    ("POST", "/messages", {"body": "x", "files": ["<put>"]}),
]
BY_THE_OWNER = [
    ("POST", "/rooms/<room>/closing", {}),
    ("POST", "/claims/<claim>/decision", {"confirmed": True, "because": "x"}),
    ("POST", "/terms/answers", {"answer": "accept", "proposal": "<offer>"}),
    ("POST", "/spill", {"things": [{"what": "message", "id": "<message>"}], "reason": "x", "typed": "<here>"}),
    ("POST", "/spill", {"things": [{"what": "claim", "id": "<claim>"}], "reason": "x", "typed": "<here>"}),
]


def test_a_program_that_mixes_them_gets_what_it_gets_for_nothing(two: TwoCases) -> None:
    before = two.now()
    both = [(two.programs.manufacturer, BY_THE_MAKER), (two.programs.coordinator, BY_THE_OWNER)]
    for program, asked in both:
        for method, tail, body in asked:
            mixed, empty = (_ask(program, two, method, tail, body, ids) for ids in (two.ids, {}))
            assert (tail, mixed[0] >= 400, mixed) == (tail, True, empty)
    two.programs.manufacturer.send("POST", f"{two.here}/read", {"messages": [two.ids["message"]]})
    assert two.now() == before


def _ask(program: Program, two: TwoCases, method: str, tail: str, body: object, ids: dict[str, str]) -> tuple[int, str]:
    """Status and body of the answer, without the id that was asked for; ids that are not given are of nothing."""
    given = tail + "\n" + (json.dumps(body) if body is not None else "")
    given = given.replace("<here>", two.here.removeprefix("/cases/"))
    for name in two.ids:
        given = given.replace(f"<{name}>", ids.get(name, ABSENT))
    path, _, words = given.partition("\n")
    answer = program.send(method, two.here + path, words or None)
    said = answer.content.decode()
    for one in (*two.ids.values(), ABSENT):
        said = said.replace(one, "…")
    return answer.status_code, said


def test_a_page_that_mixes_them_is_not_there(cast: Cast, two: TwoCases) -> None:
    before, ids = two.now(), two.ids
    pages = [
        (cast.manufacturer, "get", f"/messages/{ids['message']}", {}),
        (cast.manufacturer, "post", f"/messages/{ids['message']}", {"version": "1", "body": "x"}),
        (cast.manufacturer, "post", f"/messages/{ids['message']}/pin", {"pinned": "yes"}),
        (cast.manufacturer, "get", f"/files/{ids['file']}", {}),
        (cast.manufacturer, "post", f"/uploads/{ids['put']}/drop", {}),
        (cast.manufacturer, "get", f"?thread={ids['room']}", {}),
        (cast.coordinator, "get", f"/report/files/{ids['file']}", {}),
        (cast.coordinator, "post", f"/rooms/{ids['room']}/close", {}),
        (cast.manufacturer, "post", f"/rooms/{ids['room']}/leave", {}),
        (cast.coordinator, "post", "/purge", {"message": ids["message"], "reason": "x"}),
    ]
    for who, method, tail, form in pages:
        answer = getattr(browser_of(who), method)(two.here + tail, form or None)
        assert (tail, answer.status_code, b"zq-" in answer.content) == (tail, 404, False)
    for path in (two.here, two.there):
        assert browser_of(cast.eve).get(path).status_code == 404
    assert two.now() == before
