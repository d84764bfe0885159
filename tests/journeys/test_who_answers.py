"""Who was asked, who has it, who answers, who is silent and what is tried next, on the pages and by programs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from medcord.gateways import clock
from medcord.ledger import worker
from tests.api.programs import Programs, open_a_case, party_id, program_of, programs_of
from tests.cast import Cast, browser_of
from tests.journeys.steps import absent, decided, invited, opened, page, product_of, refused, reported, send, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def programs(cast: Cast) -> Programs:
    return programs_of(cast)


def stands(programs: Programs, case: str) -> dict[tuple[str, str], str]:
    """How far the one maker is: product and versions to the word for it."""
    (one,) = programs.coordinator.get(f"/cases/{case}/answers")["items"]
    return {(line["product_name"], line["versions"]): line["stand"] for line in one["lines"]}


def test_the_first_attempt_starts_the_45_days_and_every_one_is_kept(cast: Cast) -> None:
    lead, eve = browser_of(cast.coordinator), browser_of(cast.eve)
    report, _ = reported(lead)
    decided(lead, report)
    case = opened(lead, report)
    answers, party = f"/cases/{case}/answers", str(cast.manufacturer.organisation_id)
    assert "No manufacturer takes part yet." in page(lead, answers)
    assert "May publish, 45 days" not in page(lead, f"/cases/{case}")
    invited(lead, case, party)
    room = page(lead, f"/cases/{case}")
    assert "May publish, 45 days" in room
    assert "1 contact noted" in page(lead, answers)
    # A call from two days before is noted afterwards: the clock starts with it.
    called = f"{clock.now() - timedelta(days=2):%Y-%m-%dT%H:%M}"
    future = f"{clock.now() + timedelta(days=2):%Y-%m-%dT%H:%M}"
    form = {"party": party, "channel": "telephone", "note": "The line was busy.", "at": future}
    assert "after it was made" in refused(lead, f"{answers}/contact", **form)
    send(lead, f"{answers}/contact", **form | {"at": called})
    shown = page(lead, answers)
    assert "2 contacts noted" in shown
    assert "telephone: The line was busy." in shown
    due = clock.now() + timedelta(days=43)
    assert f"{due:%-d %b %Y}" in page(lead, f"/cases/{case}")
    # The note is the coordinator's own; the maker is told of no attempt, and Eve of no case.
    maker = browser_of(cast.manufacturer)
    send(maker, f"/cases/{case}/terms/answer", answer="accept")
    for tab in ("", "/facts", "/statements"):
        assert "The line was busy." not in page(maker, f"/cases/{case}{tab}")
    assert absent(maker, answers)
    assert absent(eve, answers)


def test_from_not_asked_to_fixed_for_each_product_and_version(cast: Cast, programs: Programs) -> None:
    owner, maker, lead = programs.coordinator, programs.manufacturer, browser_of(cast.coordinator)
    case = open_a_case(programs)
    party = party_id(programs, "Karst Respiratory")
    assert stands(programs, case) == {("", ""): "asked"}
    worker.drain()  # the letter with the invitation is taken by the mail server
    assert stands(programs, case) == {("", ""): "delivered"}
    maker.get(f"/cases/{case}/terms")
    browser = browser_of(cast.manufacturer)
    assert "Sign or decline" in page(browser, f"/cases/{case}/terms")
    send(browser, f"/cases/{case}/terms/answer", answer="accept")
    assert stands(programs, case) == {("", ""): "opened"}
    v2, v3 = product_of(maker, "Breva V2"), product_of(maker, "Breva V3")
    # One product is asked about by the page, one by a program, each for its versions.
    send(lead, f"/cases/{case}/answers/ask", product=f"{party}:{v2}", versions="< 4.2.1")
    owner.post(f"/cases/{case}/questions", {"party": party, "product": v3}, status=201)
    assert "asked this already" in refused(lead, f"/cases/{case}/answers/ask", product=f"{party}:{v3}", versions="")
    maker.put(f"/cases/{case}/report-state", {"state": "received"})
    assert stands(programs, case) == {("Breva V2", "< 4.2.1"): "acknowledged", ("Breva V3", ""): "acknowledged"}
    maker.put(f"/cases/{case}/report-state", {"state": "accepted"})
    assert set(stands(programs, case).values()) == {"investigating"}
    states(maker, case, v2, "< 4.2.1", "affected", remediation_category="vendor_fix", remediation="Install 4.2.1.")
    states(maker, case, v2, ">= 4.2.1", "fixed")
    unjustified = {"product": v3, "versions": "vers:all/*", "status": "not_affected"}
    assert maker.post(f"/cases/{case}/statements", unjustified, status=422)["fields"]["field"] == "justification"
    states(maker, case, v3, "vers:all/*", "not_affected", justification="component_not_present")
    assert stands(programs, case) == {
        ("Breva V2", "< 4.2.1"): "affected",
        ("Breva V2", ">= 4.2.1"): "fixed",
        ("Breva V3", "vers:all/*"): "not_affected",
    }
    shown = page(lead, f"/cases/{case}/answers")
    assert "owes nothing" in shown
    assert "component not present" in shown
    assert programs.eve.send("GET", f"/cases/{case}/answers").status_code == 404
    assert maker.send("GET", f"/cases/{case}/answers").status_code == 404


def test_what_nobody_was_asked_about_stands_there_and_is_asked_with_one_press(cast: Cast, programs: Programs) -> None:
    owner, maker, other, lead = programs.coordinator, programs.manufacturer, programs.eve, browser_of(cast.coordinator)
    case = open_a_case(programs)
    party, eveline = party_id(programs, "Karst Respiratory"), party_id(programs, "Eveline Devices")
    maker.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
    versions = [{"name": "4.1.0"}, {"name": "4.2.1"}, {"name": "4.3.0"}]
    breva = str(maker.post("/products", {"name": "Breva V2", "versions": versions}, status=201)["id"])
    # Karst says that Eveline sells the Breva under a name of its own.
    sold = {"other_maker": eveline, "relation": "relabelled", "other_name": "Eveline Air"}
    maker.post(f"/products/{breva}/siblings", sold, status=201)
    states(maker, case, breva, "< 4.2.1", "affected")
    assert stands(programs, case) == {("Breva V2", "< 4.2.1"): "affected", ("Breva V2", ">= 4.2.1"): "not_asked"}
    shown = page(lead, f"/cases/{case}/answers")
    assert "Not asked" in shown
    assert "owes nothing" in shown  # it was not asked about the others, so it owes no answer about them
    assert "<b>Eveline Air</b> of Eveline Devices" in shown
    assert f"/cases/{case}/invite?party={eveline}" in shown
    assert f'value="{eveline}" selected' in page(lead, f"/cases/{case}/invite", party=eveline)
    (beside,) = owner.get(f"/cases/{case}/answers/beside")["items"]
    assert (beside["name"], beside["confirmed"]) == ("Eveline Air", False)
    # Asked with the button of its line; from then on it stands where its maker is with the case.
    send(lead, f"/cases/{case}/answers/ask", product=f"{party}:{breva}", versions=">= 4.2.1")
    assert stands(programs, case)[("Breva V2", ">= 4.2.1")] == "opened"
    for stranger in (other, maker):
        assert stranger.send("GET", f"/cases/{case}/answers/beside").status_code == 404


def test_a_question_about_every_version_stays_open_for_those_nothing_was_said_of(programs: Programs) -> None:
    owner, maker = programs.coordinator, programs.manufacturer
    case = open_a_case(programs)
    maker.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
    versions = [{"name": "4.1.0"}, {"name": "4.2.1"}]
    breva = str(maker.post("/products", {"name": "Breva V2", "versions": versions}, status=201)["id"])
    question = {"party": party_id(programs, "Karst Respiratory"), "product": breva}
    owner.post(f"/cases/{case}/questions", question, status=201)
    states(maker, case, breva, "< 4.2.1", "affected")
    assert stands(programs, case) == {("Breva V2", "< 4.2.1"): "affected", ("Breva V2", "4.2.1"): "opened"}
    states(maker, case, breva, "4.2.1", "fixed")
    assert set(stands(programs, case).values()) == {"affected", "fixed"}
    assert programs.eve.send("GET", f"/cases/{case}/answers").status_code == 404


def test_silent_for_17_days_and_the_next_rung_is_offered_and_taken(cast: Cast, programs: Programs) -> None:
    owner, lead, start = programs.coordinator, browser_of(cast.coordinator), clock.now()
    case = open_a_case(programs)
    answers, party = f"/cases/{case}/answers", str(cast.manufacturer.organisation_id)
    with clock.at(start + timedelta(days=7, hours=1)):
        offered = page(lead, answers)
        assert "Silent for 7 days" in offered
        assert "Write once more" in offered
        step = re.findall(rf"\?party={party}&amp;rung=([\w-]+)#contact", offered)[0]
        form = page(lead, answers, party=party, rung=step)
        assert f'value="{step}" selected' in form
        send(lead, f"{answers}/contact", party=party, channel="mail", rung=step)
        assert "from day 14 of silence" in page(lead, answers)
    with clock.at(start + timedelta(days=17, hours=1)):
        (one,) = owner.get(answers)["items"]
        assert (one["silent_days"], one["unresponsive"]) == (17, False)
        assert (one["next_step"], one["next_step_now"]) == ("other-channel", True)
        shown = page(lead, answers, show="silent")
        assert "Silent for 17 days" in shown
        assert "not six weeks old" in shown
        taken = {"party": party, "channel": "telephone", "step": "other-channel"}
        owner.post(f"/cases/{case}/contacts", taken, status=201)
        assert owner.get(answers)["items"][0]["next_step"] == "distributor"
    with clock.at(start + timedelta(days=43)):
        owner = program_of(cast.coordinator)  # a token lives for thirty days
        (one,) = owner.get(answers)["items"]
        assert (one["silent_days"], one["unresponsive"]) == (42, True)
        assert "Unresponsive 1" in page(lead, answers, show="unresponsive")
        # Somebody answers the telephone: nothing is owed any more.
        owner.post(f"/cases/{case}/contacts", {"party": party, "channel": "telephone", "reached": True}, status=201)
        assert owner.get(answers)["items"][0]["silent_days"] == 0
        assert "No party stands there now." in page(lead, answers, show="silent")
    assert programs.eve.send("POST", f"/cases/{case}/contacts", taken).status_code == 404
