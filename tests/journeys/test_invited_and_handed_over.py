"""A party of the directory and one that is not here yet are asked in; a case goes to another coordinator."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.ledger.models import OutgoingLetter
from medcord.parties.models import Member
from tests.api.programs import Programs, open_a_case, party_id, program_of, programs_of
from tests.cast import Cast, browser_of, party_with
from tests.journeys.steps import absent, decided, invited, opened, page, refused, reported, send

pytestmark = pytest.mark.django_db

NEW = {"organisation": "Oddment Pumps", "role": "manufacturer", "email": "psirt@oddment.example"}
JOINING = {"organisation": "Oddment Pumps", "name": "N. Ewer", "password": "a long enough phrase"}


@pytest.fixture
def programs(cast: Cast) -> Programs:
    return programs_of(cast)


@pytest.fixture
def second(cast: Cast) -> Member:
    """A member of another coordinator."""
    return party_with("Second Centre", "SC", Role.COORDINATOR, "S. Econd")


def mailed(email: str) -> tuple[str, str]:
    """The path of the link in the newest mail to this address, and the words of the mail, before it is sent."""
    letter = OutgoingLetter.objects.filter(to=email, subject__contains="invited").order_by("-pk")[0]
    found = re.search(r"/join/\S+", letter.body)
    assert found is not None
    worker.drain()
    return found.group(), letter.subject + letter.body


def a_case(lead: Client) -> str:
    report, _ = reported(lead)
    decided(lead, report)
    return opened(lead, report)


def test_a_party_of_the_directory_signs_before_it_reads(cast: Cast) -> None:
    lead, maker, eve = (browser_of(who) for who in (cast.coordinator, cast.manufacturer, cast.eve))
    case = a_case(lead)
    shown = page(lead, f"/cases/{case}/invite")
    assert "Karst Respiratory (manufacturer)" in shown
    assert f"/cases/{case}/invite/link" in shown
    assert "Saint Elowen Hospital" not in shown  # a hospital is told by the advisory
    invited(lead, case, cast.manufacturer.organisation_id)
    inbox = page(maker, "/board")
    assert f"/cases/{case}/terms" in inbox
    assert "Breva" not in inbox
    assert maker.get(f"/cases/{case}").status_code == 404
    send(maker, f"/cases/{case}/terms/answer", answer="accept")
    assert "Breva V2: alarms can be silenced" in page(maker, f"/cases/{case}")
    assert "Karst Respiratory (manufacturer)" not in page(lead, f"/cases/{case}/invite")
    assert absent(eve, f"/cases/{case}/invite")


def test_a_new_organisation_comes_by_a_link_that_shows_nothing(cast: Cast) -> None:
    lead, eve = browser_of(cast.coordinator), browser_of(cast.eve)
    case = a_case(lead)
    links = f"/cases/{case}/invite/link"
    assert "No link has been sent from this case." in page(lead, links)
    assert "mail address" in refused(lead, links, **NEW | {"email": "nobody"})
    send(lead, links, **NEW)
    assert "Waiting" in page(lead, links)
    path, mail = mailed(NEW["email"])
    # Neither the mail nor the page behind the link says what it is about, to whoever holds it.
    for words in (mail, page(Client(), path), page(eve, path)):
        assert "National Coordination Centre" in words
        assert case not in words
        assert "Breva" not in words
    assert "Oddment" not in page(eve, "/directory")
    # A wrong password keeps what was typed and does not use the link up.
    assert "N. Ewer" in refused(Client(), path, **JOINING | {"password": "short"})
    browser = Client()
    assert send(browser, path, **JOINING) == "/sign-in"
    send(browser, "/sign-in", email=NEW["email"], password=JOINING["password"])
    # Inside it sees an invitation and its terms, and the content after signing.
    assert f"/cases/{case}/terms" in page(browser, "/board")
    assert browser.get(f"/cases/{case}").status_code == 404
    send(browser, f"/cases/{case}/terms/answer", answer="accept")
    assert "Breva V2: alarms can be silenced" in page(browser, f"/cases/{case}")
    assert "Accepted" in page(lead, links)
    assert "Oddment" in page(eve, "/directory")
    assert absent(eve, f"/cases/{case}")


def test_a_wrong_used_withdrawn_or_old_link_is_no_link(cast: Cast, programs: Programs) -> None:
    owner, lead = programs.coordinator, browser_of(cast.coordinator)
    case = open_a_case(programs)
    wrong = Client().get("/join/nothing-of-the-kind")
    row = owner.post(f"/cases/{case}/links", NEW, status=201)
    assert set(row) == {"id", "organisation", "email", "made_at", "expires_at", "accepted_at", "withdrawn_at"}
    path, _ = mailed(NEW["email"])
    with clock.at(clock.now() + timedelta(days=15)):
        old = Client().get(path)
        assert "Run out" in page(lead, f"/cases/{case}/invite/link")
    withdrawn_at = owner.post(f"/cases/{case}/links/{row['id']}/withdrawal")["withdrawn_at"]
    assert withdrawn_at is not None
    assert owner.post(f"/cases/{case}/links/{row['id']}/withdrawal", status=409)["code"] == "link-over"
    withdrawn = Client().get(path)
    assert "Taken back" in page(lead, f"/cases/{case}/invite/link")
    assert "Oddment Pumps" not in {one["party"]["name"] for one in owner.get(f"/cases/{case}")["parties"]}
    other = NEW | {"organisation": "Sundry Monitors", "email": "psirt@sundry.example"}
    owner.post(f"/cases/{case}/links", other, status=201)
    second, _ = mailed(other["email"])
    send(Client(), second, **JOINING | {"organisation": "Sundry Monitors"})
    used = Client().get(second)
    for answer in (wrong, old, withdrawn, used):
        assert (answer.status_code, answer.content) == (404, wrong.content)
    assert programs.eve.send("POST", f"/cases/{case}/links", NEW).status_code == 404
    assert programs.eve.send("GET", f"/cases/{case}/links").status_code == 404


def test_a_case_is_offered_declined_offered_again_and_taken_with_its_history(
    cast: Cast, programs: Programs, second: Member
) -> None:
    lead, other, eve = browser_of(cast.coordinator), browser_of(second), browser_of(cast.eve)
    report, finder = reported(lead)
    decided(lead, report)
    case = opened(lead, report)
    maker = browser_of(cast.manufacturer)
    invited(lead, case, cast.manufacturer.organisation_id, maker)
    programs.manufacturer.post(f"/cases/{case}/messages", {"body": "Said before."}, status=201)
    over = f"/cases/{case}/hand-over"
    assert "Invite" in page(lead, over)  # nobody is there to take it
    invited(lead, case, second.organisation_id)
    offer = {"act": "offer", "party": str(second.organisation_id), "reason": "It is in their country."}
    assert "has not signed the terms yet" in refused(lead, over, **offer)
    send(other, f"/cases/{case}/terms/answer", answer="accept")
    assert "Say why the case changes hands" in refused(lead, over, **offer | {"reason": ""})
    send(lead, over, **offer)
    # The one that is asked reads why; the others learn of no offer.
    assert "It is in their country." in page(other, over)
    assert "It is in their country." not in page(maker, f"/cases/{case}")
    send(other, over, act="decline")
    assert "not offered to your party" in refused(other, over, act="take")
    send(lead, over, **offer)
    send(other, over, act="take")
    worker.drain()
    # The new owner has everything: the room, the report and its finder; the one before reads on and decides nothing.
    assert "Said before." in page(other, f"/cases/{case}")
    send(other, f"/reports/{report}/reply", body="I look after this now.")
    assert "I look after this now." in page(finder, "/my-report")
    assert lead.get(f"/reports/{report}").status_code == 404
    assert "Said before." in page(lead, f"/cases/{case}")
    wanted = {"party": str(cast.eve.organisation_id), "channel": "mail", "sees": "all"}
    assert lead.post(f"/cases/{case}/invite", wanted).status_code == 403
    assert "Second Centre took the case over" in page(maker, f"/cases/{case}")
    assert absent(eve, over)
    assert ledger.breaks() == []


def test_the_same_by_programs(cast: Cast, programs: Programs, second: Member) -> None:
    owner, other = programs.coordinator, program_of(second)
    case, party = open_a_case(programs), party_id(programs, "Second Centre")
    over, given = f"/cases/{case}/hand-over", {"party": party, "reason": "It is in their country."}
    assert owner.post(f"{over}/offer", given, status=409)["code"] == "no-such-coordinator"
    owner.post(f"/cases/{case}/parties", {"party": party}, status=201)
    other.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
    assert owner.post(f"{over}/offer", given)["offered_to"] == party
    assert other.post(f"{over}/refusal")["offered_to"] is None
    owner.post(f"{over}/offer", given)
    assert owner.post(f"{over}/refusal")["offered_to"] is None  # taken back
    assert other.post(f"{over}/acceptance", status=409)["code"] == "no-offer"
    owner.post(f"{over}/offer", given)
    assert other.post(f"{over}/acceptance")["owner"] == party
    worker.drain()
    assert other.get(f"/cases/{case}/answers")["count"] == 1
    assert owner.send("GET", f"/cases/{case}/answers").status_code == 403
    assert owner.get(f"/cases/{case}")["coordinator"] == "Second Centre"
    for verb in ("offer", "acceptance", "refusal"):
        assert programs.eve.send("POST", f"{over}/{verb}", given if verb == "offer" else {}).status_code == 404
