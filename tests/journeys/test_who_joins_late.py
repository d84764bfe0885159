"""Who comes late, watches, lapses, leaves, is removed and comes back: what each reads at each step, on every face."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from medcord.gateways import clock
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.parties.models import Member
from tests.api.programs import Programs, open_a_case, program_of, programs_of
from tests.cases.test_embargo_terms import party
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db

WORD = re.compile(r"\bword-[a-z]+\b")


@dataclass
class Joining:
    """A case of the agency and Karst, and Tarn, which comes later. Each message is one word."""

    cast: Cast
    programs: Programs
    tarn: Member
    case: str

    def __post_init__(self) -> None:
        self.base, self.late = f"/cases/{self.case}", program_of(self.tarn)

    def say(self, word: str) -> None:
        self.programs.coordinator.post(f"{self.base}/messages", {"body": f"word-{word}"}, status=201)
        worker.drain()

    def invite(self, **more: Any) -> None:
        given = {"party": str(self.tarn.organisation_id)} | more
        self.programs.coordinator.post(f"{self.base}/parties", given, status=201)

    def why(self) -> str:
        """What the coordinator's page says of Tarn."""
        page = browser_of(self.cast.coordinator).get(f"{self.base}/who").content.decode()
        row = page.split('<th scope="row">Tarn Works')[1].split("</tr>")[0]
        return re.sub(r"<[^>]+>", " ", re.split(r"<td[^>]*>", row)[2]).strip()

    def reads(self, who: Member | None = None) -> set[str]:
        """The words a member meets; the page, the program, the timeline and the search must agree."""
        who = who or self.tarn
        browser, program = browser_of(who), program_of(who)
        room = browser.get(self.base).content.decode()
        page = {word.removeprefix("word-") for word in words_of(room)}
        answer = program.send("GET", f"{self.base}/messages")
        by_api = (
            {one["body"].removeprefix("word-") for one in answer.json()["items"]} if answer.status_code == 200 else None
        )
        found = set(
            words_of(browser.get("/search?q=word").content.decode().replace("<mark>", "").replace("</mark>", ""))
        )
        assert {word.removeprefix("word-") for word in found} == page, "search and page differ"
        if by_api is None:
            assert (answer.status_code, page) == (404, set())
            return set()
        assert by_api == page, "program and page differ"
        facts = program.get(f"{self.base}/timeline", limit=200)["items"]
        assert sum(one["kind"] == "MessageSent" for one in facts) == len(page)
        return page


def words_of(text: str) -> list[str]:
    return WORD.findall(text)


@pytest.fixture
def joining(cast: Cast) -> Joining:
    programs = programs_of(cast)
    joining = Joining(cast, programs, party("Tarn"), open_a_case(programs))
    programs.manufacturer.post(f"{joining.base}/terms/answers", {"answer": "accept"})
    return joining


def test_a_late_joiner_reads_from_the_chosen_point_on_leaves_and_comes_back(joining: Joining) -> None:
    joining.say("one")
    point = clock.now()
    joining.say("two")
    joining.invite(sees_from=f"{point:%Y-%m-%dT%H:%M:%S.%fZ}")
    # Invited: terms, and nothing of the content, not even that there is any.
    assert joining.reads() == set()
    assert joining.late.get(f"{joining.base}/terms")["embargo"] == "active"
    assert joining.why() == "It is invited: it sees the terms, and the content opens when it has signed."
    joining.late.post(f"{joining.base}/terms/answers", {"answer": "accept"})
    assert joining.reads() == {"two"}
    assert joining.why() == f"It has signed the terms. It reads nothing from before {point:%-d %B %Y, %H:%M} UTC."
    joining.say("three")
    assert joining.reads() == {"two", "three"}
    assert joining.reads(joining.cast.manufacturer) == {"one", "two", "three"}
    # The report is older than the point: no way leads to it, while the others have one.
    tab = f'href="{joining.base}/report"'
    assert tab not in browser_of(joining.tarn).get(joining.base).content.decode()
    assert tab in browser_of(joining.cast.manufacturer).get(joining.base).content.decode()
    assert browser_of(joining.tarn).get(f"{joining.base}/report").status_code == 404
    # It leaves by itself and reads nothing more; the owner asks it in again, and it declines, then signs.
    joining.late.post(f"{joining.base}/leaving", {"reason": "Sold."})
    assert joining.reads() == set()
    assert joining.late.send("GET", f"{joining.base}/terms").status_code == 404
    assert joining.why() == "It was removed, or has left."
    joining.say("four")
    joining.invite()
    joining.late.post(f"{joining.base}/terms/answers", {"answer": "decline", "reason": "Not ours."})
    assert (joining.reads(), joining.why()) == (set(), "It declined.")
    joining.invite()
    joining.late.post(f"{joining.base}/terms/answers", {"answer": "accept"})
    assert joining.reads() == {"one", "two", "three", "four"}  # the second time no point was chosen
    # Removed with a reason that the coordinator reads and the others do not.
    path = f"{joining.base}/parties/{joining.tarn.organisation_id}/remove"
    lead = browser_of(joining.cast.coordinator)
    assert lead.post(path, {"reason": ""}).status_code == 422
    assert lead.post(path, {"reason": "It spoke to the press."}).status_code == 302
    worker.drain()
    assert joining.reads() == set()
    assert "It spoke to the press." not in browser_of(joining.cast.manufacturer).get(joining.base).content.decode()
    absent = browser_of(joining.tarn).get("/cases/MC-2222-2222")
    assert browser_of(joining.tarn).get(joining.base).content == absent.content
    assert ledger.breaks() == []


def test_an_observer_reads_and_does_not_act(joining: Joining) -> None:
    joining.say("one")
    joining.invite(observer=True)
    joining.late.post(f"{joining.base}/terms/answers", {"answer": "accept"})
    assert joining.reads() == {"one"}
    assert joining.why() == "It watches: it has signed the terms, reads, and does not act."
    refused = [
        joining.late.send("POST", f"{joining.base}/messages", {"body": "Hello."}),
        joining.late.send("PUT", f"{joining.base}/report-state", {"state": "accepted"}),
        joining.late.send("POST", f"{joining.base}/rooms", {"title": "x", "parties": []}),
        joining.late.send("POST", f"{joining.base}/marks", {"event": "V", "evidence": "x"}),
    ]
    assert [one.status_code for one in refused] == [403] * 4
    assert all("does not act in it" in one.json()["sentence"] for one in refused)  # type: ignore[attr-defined]
    page = browser_of(joining.tarn).get(joining.base).content.decode()
    assert 'action="' + joining.base + '/send"' not in page
    joining.late.post(f"{joining.base}/claims", {"event": "P", "evidence": "On a list."}, status=201)


def test_who_lapsed_keeps_what_was_there_and_the_agency_is_never_locked_out(joining: Joining) -> None:
    maker, agency = joining.programs.manufacturer, joining.programs.regulator
    joining.invite()
    joining.late.post(f"{joining.base}/terms/answers", {"answer": "accept"})
    joining.say("one")
    agency.post(f"{joining.base}/terms/acknowledgement")
    soon = {"ends_at": f"{clock.now() + timedelta(days=20):%Y-%m-%dT%H:%M:%SZ}", "zone": "UTC"}
    (offer,) = maker.post(f"{joining.base}/terms/proposals", soon)["proposals"]
    joining.say("two")  # a revision that is open binds nobody: all read on
    assert joining.reads() == {"one", "two"}
    joining.programs.coordinator.post(f"{joining.base}/terms/answers", {"answer": "accept", "proposal": offer["id"]})
    joining.say("three")
    assert joining.reads() == {"one", "two"}
    assert re.fullmatch(
        r"It has not signed the terms as they are now\. It reads what was there before \d+ \w+ \d{4}, \d\d:\d\d UTC\.",
        joining.why(),
    )
    assert joining.late.send("POST", f"{joining.base}/messages", {"body": "Still here."}).status_code == 403
    assert joining.reads(joining.cast.regulator) == {"one", "two", "three"}
    agency.post(f"{joining.base}/messages", {"body": "word-agency"}, status=201)
    worker.drain()
    # Nobody removes an agency's rights by terms: what it acknowledged has changed, and it reads on.
    told = browser_of(joining.cast.regulator).get(f"{joining.base}/terms").content.decode()
    assert "have changed since" in told
    joining.late.post(f"{joining.base}/terms/answers", {"answer": "accept"})
    assert joining.reads() == {"one", "two", "three", "agency"}


def test_eve_meets_nobody_coming_or_going(joining: Joining) -> None:
    eve = browser_of(joining.cast.eve)
    before = [eve.get(path).content for path in ("/cases/MC-2222-2222", "/api/v1/cases", "/api/v1/invitations")]
    joining.invite()
    joining.late.post(f"{joining.base}/terms/answers", {"answer": "accept"})
    joining.say("one")
    assert [eve.get(path).content for path in (joining.base, "/api/v1/cases", "/api/v1/invitations")] == before
    assert joining.reads(joining.cast.eve) == set()
