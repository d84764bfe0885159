"""An embargo from the first date to its end, on the pages and by programs, as its parties and its finder live it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from medcord.cases.reactions import embargoes_run_out
from medcord.gateways import clock
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from tests.api.programs import Programs, finder_with, open_a_case, party_id, programs_of
from tests.cases.test_embargo_terms import party
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db

REPORT = {
    "device_maker": "Karst Respiratory", "device_model": "Breva V2", "device_version": "4.1.0",
    "how_tested": "On two units.", "patient_impact": "An alarm stays silent.", "description": "No sign-in.",
    "identity": "anonymous", "read_policy": "on",
}  # fmt: skip


def day(number: float) -> str:
    return f"{clock.now() + timedelta(days=number):%Y-%m-%dT%H:%M}"


def page(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def proposal_on(browser: Client, reference: str) -> str:
    """The id of the one proposal on the page of terms that can be answered."""
    found = re.findall(r'name="proposal" value="([0-9a-f-]+)"', page(browser, f"/cases/{reference}/terms"))
    assert len(set(found)) == 1
    return str(found[0])


def filed(cast: Cast, **more: str) -> tuple[str, Client]:
    """A case opened on the pages from a report filed on the pages; its reference and the finder's browser."""
    finder, lead = Client(), browser_of(cast.coordinator)
    assert finder.post("/report", REPORT | more).status_code == 302
    report = re.findall(r"/reports/(R-[A-Z0-9-]+)", page(lead, "/reports"))[0]
    form = {"version": re.findall(r'name="version" value="(\d+)"', page(lead, f"/reports/{report}"))[0]}
    lead.post(f"/reports/{report}/triage", form | {"medical_device": "yes", "outcome": "accept"})
    where = lead.post(f"/reports/{report}/open-case", {"title": "Breva V2: alarms can be silenced"})
    assert where.status_code == 302
    reference = where.headers["Location"].rsplit("/", 1)[-1]
    party_of = {"party": str(cast.manufacturer.organisation_id), "channel": "mail", "sees": "all"}
    assert lead.post(f"/cases/{reference}/invite", party_of).status_code == 302
    worker.drain()
    return reference, finder


def test_a_date_is_agreed_moved_and_comes_on_the_pages(cast: Cast) -> None:
    reference, finder = filed(cast)
    lead, maker, agency = (browser_of(who) for who in (cast.coordinator, cast.manufacturer, cast.regulator))
    terms = f"/cases/{reference}/terms"
    assert "Sign or decline" in page(maker, terms)
    assert maker.post(f"{terms}/answer", {"answer": "accept"}).status_code == 302
    assert "Breva V2" in page(maker, f"/cases/{reference}")
    assert agency.post(f"{terms}/acknowledge").status_code == 302
    # The finder would like it sooner, and the maker accepts.
    assert "keep it to themselves until" in page(finder, "/my-report")
    assert finder.post("/my-report/date", {"ends_at": day(20), "zone": "Europe/Prague"}).status_code == 302
    assert "You propose" in page(finder, "/my-report")
    assert "The finder</b> proposes" in page(maker, terms)
    answer = {"answer": "accept", "proposal": proposal_on(maker, reference)}
    assert maker.post(f"{terms}/answer", answer).status_code == 302
    assert "19 d left" in page(finder, "/my-report")
    assert "have changed since" in page(agency, terms)
    assert re.search(r"Terms so far.*>2.*in force.*>1", page(lead, terms), re.DOTALL)
    # Its instant comes.
    with clock.at(clock.now() + timedelta(days=20)):
        embargoes_run_out()  # not all ticks: after twenty days they would end the finder's session too
    worker.drain()
    assert "The embargo has ended: the agreed date has come" in page(finder, "/my-report")
    assert "Ended" in page(maker, terms)
    assert ledger.breaks() == []
    eve = browser_of(cast.eve)
    assert eve.get(terms).content == eve.get("/cases/MC-2222-2222/terms").content


def test_counter_terms_before_signing_on_the_pages(cast: Cast) -> None:
    reference, _finder = filed(cast, already_public="on")
    lead, maker = browser_of(cast.coordinator), browser_of(cast.manufacturer)
    terms = f"/cases/{reference}/terms"
    assert lead.post(f"{terms}/propose", {"ends_at": day(60), "zone": "UTC"}).status_code == 302
    assert "propose other terms" in page(maker, terms)
    assert "Breva" not in page(maker, terms)
    early = maker.post(f"{terms}/propose", {"ends_at": day(3), "zone": "Europe/Prague"})
    assert (early.status_code, "published floor is 14 days" in early.content.decode()) == (422, True)
    assert maker.post(f"{terms}/propose", {"ends_at": day(30), "zone": "Europe/Prague"}).status_code == 302
    theirs = re.findall(
        r'value="([0-9a-f-]{36})"><input[^>]*><button class="usa-button" name="answer"', page(lead, terms)
    )
    assert lead.post(f"{terms}/answer", {"answer": "accept", "proposal": theirs[0]}).status_code == 302
    assert "29 d left" in page(maker, terms)
    assert "Breva" in page(maker, f"/cases/{reference}")
    assert browser_of(cast.eve).post(f"{terms}/propose", {"ends_at": day(30), "zone": "UTC"}).status_code == 404


def test_a_finder_warns_and_the_embargo_ends_for_all_at_once(cast: Cast) -> None:
    reference, finder = filed(cast)
    lead, maker = browser_of(cast.coordinator), browser_of(cast.manufacturer)
    maker.post(f"/cases/{reference}/terms/answer", {"answer": "accept"})
    form = {"claim-event": "X", "claim-evidence": "A video shows it."}
    assert finder.post("/my-report/claim", {"claim-event": "X", "claim-evidence": ""}).status_code == 422
    assert finder.post("/my-report/claim", form).status_code == 302
    assert "The coordinator has not decided yet" in page(finder, "/my-report")
    assert "The finder claims in" in page(lead, "/board")
    assert "A video shows it." not in page(maker, f"/cases/{reference}/state")
    claim = re.findall(r'name="decide-claim" value="([0-9a-f-]+)"', page(lead, f"/cases/{reference}/state"))[0]
    verdict = {"act": "decide", "decide-claim": claim, "decide-decision": "confirm", "decide-because": "We saw it."}
    assert lead.post(f"/cases/{reference}/state", verdict).status_code == 302
    assert "Ended" in page(maker, f"/cases/{reference}/terms")
    assert "Confirmed: We saw it." in page(finder, "/my-report")
    assert browser_of(cast.eve).get(f"/cases/{reference}/state").status_code == 404


@pytest.fixture
def programs(cast: Cast) -> Programs:
    return programs_of(cast)


def test_the_same_by_programs(cast: Cast, programs: Programs) -> None:
    tarn = party("Tarn")
    case = open_a_case(programs)
    owner, maker, agency = programs.coordinator, programs.manufacturer, programs.regulator
    maker.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
    late = {"party": str(tarn.organisation_id), "sees_from": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}", "observer": True}
    assert owner.post(f"/cases/{case}/parties", late, status=201)["observer"]
    terms = maker.get(f"/cases/{case}/terms")
    assert (terms["embargo"], terms["number"], terms["ending"]) == ("active", 1, "none")
    soon = {"ends_at": f"{clock.now() + timedelta(days=20):%Y-%m-%dT%H:%M:%SZ}", "zone": "Europe/Prague"}
    (offer,) = maker.post(f"/cases/{case}/terms/proposals", soon | {"seen": terms["seen"]})["proposals"]
    stale = owner.post(f"/cases/{case}/terms/proposals", soon | {"seen": terms["seen"]}, status=409)
    assert stale["code"] == "edited-meanwhile"
    accepted = owner.post(f"/cases/{case}/terms/answers", {"answer": "accept", "proposal": offer["id"]})
    assert (accepted["number"], accepted["embargo_until"]) == (2, soon["ends_at"])
    history = owner.get(f"/cases/{case}/terms/history")["items"]
    assert [(one["number"], [who["party"] for who in one["signed"]]) for one in history] == [
        (2, ["Karst Respiratory"]),
        (1, ["Karst Respiratory"]),
    ]
    agency.post(f"/cases/{case}/terms/acknowledgement")
    assert maker.put(f"/cases/{case}/report-state", {"state": "accepted"})["report_state"] == "accepted"
    claim = agency.post(f"/cases/{case}/claims", {"event": "A", "evidence": "Two hospitals."}, status=201)
    assert maker.get(f"/cases/{case}/claims")["count"] == 0
    said = owner.post(f"/cases/{case}/claims/{claim['id']}/decision", {"confirmed": True, "because": "Called them."})
    assert (said["confirmed"], said["decided_by"]) == (True, "M. Tarrow")
    assert maker.get(f"/cases/{case}/terms")["ending"] == "proposed"
    assert owner.post(f"/cases/{case}/terms/keeping", {"reason": "Fix tomorrow."})["ending"] == "kept"
    assert owner.post(f"/cases/{case}/terms/end", {"reason": "Fix is out."})["embargo"] == "exited"
    stands = {one["party"]: one["stands"] for one in owner.get(f"/cases/{case}/terms")["parties"]}
    assert stands == {
        "National Coordination Centre": "standing",
        "Device Safety Agency": "acknowledged",
        "Karst Respiratory": "signatory",
        "Tarn Works": "invited",
    }
    owner.post(f"/cases/{case}/parties/{tarn.organisation_id}/removal", {"reason": "A test."})
    assert maker.post(f"/cases/{case}/leaving", {"reason": "Sold."}) == {"reference": case}
    assert maker.send("GET", f"/cases/{case}/terms").status_code == 404
    assert programs.eve.send("GET", f"/cases/{case}/terms").status_code == 404


def test_a_finders_program_proposes_withdraws_and_claims(cast: Cast, programs: Programs) -> None:
    receipt = programs.stranger.post("/reports", {k: v for k, v in REPORT.items() if k != "read_policy"}, status=201)
    finder = finder_with(receipt["code"])
    assert finder.send("GET", "/my-report/case").status_code == 404  # there is none yet
    owner = programs.coordinator
    owner.post(f"/reports/{receipt['reference']}/triage", {"medical_device": "yes", "outcome": "accept"})
    case = owner.post(f"/reports/{receipt['reference']}/case", {"title": "Breva V2"}, status=201)["reference"]
    owner.post(f"/cases/{case}/parties", {"party": party_id(programs, "Karst Respiratory")}, status=201)
    soon = {"ends_at": f"{clock.now() + timedelta(days=20):%Y-%m-%dT%H:%M:%SZ}", "zone": "UTC"}
    mine = finder.post("/my-report/case/proposals", soon)
    assert [one["party"] for one in mine["my_proposals"]] == ["Your side"]
    assert owner.get(f"/cases/{case}/terms")["proposals"][0]["party"] == "The finder"
    withdrawn = finder.send("DELETE", "/my-report/case/proposals")
    assert withdrawn.status_code == 200
    assert owner.get(f"/cases/{case}/terms")["proposals"] == []
    finder.post("/my-report/case/claims", {"event": "P", "evidence": "On a list."}, status=201)
    (claim,) = owner.get(f"/cases/{case}/claims")["items"]
    assert (claim["by_finder"], claim["party"], claim["evidence"]) == (True, "", "On a list.")
    owner.post(f"/cases/{case}/claims/{claim['id']}/decision", {"confirmed": False, "because": "An old one."})
    assert finder.get("/my-report/case/claims")["items"][0]["because"] == "An old one."
    assert programs.eve.send("GET", f"/cases/{case}/claims").status_code == 404
