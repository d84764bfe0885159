"""A party of a case takes it along as a CSAF 2.1 vulnerability report: what that party reads, rightly labelled, nothing
that is protected, and the finder's name by the finder's choice. Elsewhere it becomes the same report again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from typer.testing import CliRunner

from medcord.cases import actions as cases
from medcord.cases import queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.models import Participant
from medcord.cli.main import app
from medcord.core.access import Viewer
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.formats.csaf.vulnerability_report import read_vulnerability_report
from medcord.formats.reports import Arrived, numbers_in
from medcord.gateways import clock
from medcord.intake import actions as intake
from medcord.intake.models import Report
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.ledger.rows import writing
from medcord.parties import actions as parties
from tests.api.programs import Program, program_of
from tests.cases.road import WORDS, joined, opened, reported, stated
from tests.cast import STRANGER, Cast, browser_of
from tests.formats.csaf.draft_profile import breaches, errors_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def _drafts(settings: Settings) -> None:
    settings.MEDCORD_DRAFT_STANDARDS = True


on = pytest.mark.usefixtures("_drafts")


def taken(viewer: Viewer, case: str) -> bytes:
    return queries.as_csaf(viewer, case).data


def document(viewer: Viewer, case: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(taken(viewer, case))
    return found


# --- off, and who must see nothing ---------------------------------------------------------------------------------


def test_where_drafts_are_off_nobody_finds_a_trace_of_it(cast: Cast) -> None:
    case = joined(cast)
    for member in (cast.coordinator, cast.manufacturer):
        browser = browser_of(member)
        absent = browser.get("/no-such-page").content
        answer = browser.post(f"/cases/{case}/vulnerability-report.json")
        assert (answer.status_code, answer.content) == (404, absent)
        assert "vulnerability-report" not in browser.get(f"/cases/{case}/report").content.decode()
        assert program_of(member).send("POST", f"/cases/{case}/vulnerability-report").status_code == 404
    with pytest.raises(NotFound):
        queries.as_csaf(cast.coordinator.viewer, case)
    assert "export" not in CliRunner().invoke(app, ["report", "--help"]).output


@on
def test_eve_and_all_who_are_in_no_case_get_what_an_absent_case_gives(cast: Cast) -> None:
    case = joined(cast)
    for member in (cast.eve, cast.hospital, cast.isao):
        hidden = browser_of(member).post(f"/cases/{case}/vulnerability-report.json")
        absent = browser_of(member).post("/cases/MC-2222-2222/vulnerability-report.json")
        assert (hidden.status_code, hidden.content) == (404, absent.content)
        by_api = program_of(member).send("POST", f"/cases/{case}/vulnerability-report")
        no_case = program_of(member).send("POST", "/cases/MC-2222-2222/vulnerability-report")
        assert (by_api.status_code, by_api.content) == (404, no_case.content)
        with pytest.raises(NotFound):
            queries.as_csaf(member.viewer, case)
    assert browser_of(None).post(f"/cases/{case}/vulnerability-report.json").status_code == 302
    assert Program().send("POST", f"/cases/{case}/vulnerability-report").status_code == 401


@on
def test_a_manufacturer_that_has_not_signed_takes_nothing(cast: Cast) -> None:
    case = opened(cast)
    cases.invite(case, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    assert browser_of(cast.manufacturer).post(f"/cases/{case}/vulnerability-report.json").status_code == 404
    cases.answer_terms(case, TermsAnswer.ACCEPT, actor=cast.manufacturer.viewer)
    assert browser_of(cast.manufacturer).post(f"/cases/{case}/vulnerability-report.json").status_code == 200


# --- what is in it -------------------------------------------------------------------------------------------------


@on
def test_every_party_takes_along_a_valid_document(cast: Cast, shared: Path) -> None:
    case = joined(cast)
    stated(cast, case)
    for member in (cast.coordinator, cast.regulator, cast.manufacturer):
        data = taken(member.viewer, case)
        assert breaches(shared, data) == []
        assert errors_of(data) == []


@on
def test_it_says_who_made_it_which_device_what_is_wrong_and_what_the_maker_states(cast: Cast) -> None:
    case = joined(cast)
    stated(cast, case)
    found = document(cast.manufacturer.viewer, case)
    assert found["document"]["publisher"]["name"] == "Karst Respiratory"
    assert found["document"]["publisher"]["category"] == "vendor"
    assert found["document"]["tracking"]["id"].startswith(case)
    flaw = found["vulnerabilities"][0]
    assert flaw["ids"][0]["text"] == case
    assert WORDS.description in flaw["notes"][0]["text"]
    assert flaw["threats"] == [{"category": "impact", "details": WORDS.patient_impact}]
    assert flaw["product_status"] == {
        "under_investigation": ["MEDCORD-REPORTED"],
        "known_affected": ["MEDCORD-STATED-1"],
    }
    acts = [(one["category"], one["summary"]) for one in found["document"]["involvement"]["actions"]]
    assert ("notification", "It was reported.") in acts
    assert ("embargo", "It signed the terms of the case.") in acts


@on
def test_confirmed_and_public_cases_say_so(cast: Cast) -> None:
    case = joined(cast)
    cases.confirm(case, evidence="Seen on two units.", actor=cast.coordinator.viewer)
    cases.mark(case, CaseEvent.PUBLIC_AWARE, evidence="A talk.", actor=cast.coordinator.viewer)
    flaw = document(cast.coordinator.viewer, case)["vulnerabilities"][0]
    assert flaw["product_status"] == {"known_affected": ["MEDCORD-REPORTED"]}
    assert flaw["disclosure_date"]


@on
def test_the_label_follows_the_embargo(cast: Cast) -> None:
    case = joined(cast)
    assert document(cast.manufacturer.viewer, case)["document"]["distribution"]["tlp"]["label"] == "AMBER+STRICT"
    said = document(cast.manufacturer.viewer, case)["document"]["distribution"]["text"]
    until = queries.case_for(cast.coordinator.viewer, case).embargo_until
    assert until is not None
    assert f"Under an embargo until {until.day} {until:%B %Y}" in said
    planned = document(cast.manufacturer.viewer, case)["document"]["involvement"]["actions"][-1]
    assert (planned["category"], planned["status"], planned["summary"]) == ("embargo", "planned", "The embargo ends.")
    cases.mark(case, CaseEvent.PUBLIC_AWARE, evidence="A talk.", actor=cast.coordinator.viewer)
    worker.drain()
    after = document(cast.manufacturer.viewer, case)["document"]
    assert after["distribution"]["tlp"]["label"] == "AMBER"
    assert "embargo" not in after["distribution"]["text"]
    assert all(one["status"] == "completed" for one in after["involvement"]["actions"])


@on
def test_nothing_that_was_said_or_is_protected_is_in_it(cast: Cast) -> None:
    case = joined(cast)
    lead, maker = cast.coordinator.viewer, cast.manufacturer.viewer
    said = (
        (lead, Tlp.AMBER, ConfidentialityClass.NONE),
        (lead, Tlp.RED, ConfidentialityClass.NONE),
        (maker, Tlp.AMBER, ConfidentialityClass.PCII),
        (maker, Tlp.AMBER, ConfidentialityClass.TRADE_SECRET),
        (cast.regulator.viewer, Tlp.AMBER, ConfidentialityClass.DELIBERATIVE),
    )
    for who, tlp, klass in said:
        cases.send_message(case, f"zebra {tlp} {klass}", tlp=tlp, confidentiality=klass, actor=who)
    words = cases.ContactWords(channel="mail", note="zebra")
    cases.log_contact(case, cast.manufacturer.organisation_id, words, actor=lead)
    worker.drain()
    for member in (cast.coordinator, cast.regulator, cast.manufacturer):
        assert b"zebra" not in taken(member.viewer, case)


@on
def test_the_finders_name_goes_along_only_where_the_finder_let_it(cast: Cast) -> None:
    named = {"identity": intake.FinderIdentity.PSEUDONYMOUS, "finder_name": "Kestrel-9"}
    silent = joined(cast, **named, credit=True)
    open_ = opened(cast, **named, credit=True, may_pass_name=True)
    for member in (cast.coordinator, cast.regulator, cast.manufacturer):
        assert b"Kestrel-9" not in taken(member.viewer, silent)
    found = document(cast.coordinator.viewer, open_)["document"]
    assert found["acknowledgments"][0]["names"] == ["Kestrel-9"]
    assert "Kestrel-9" in [one.get("name") for one in found["involvement"]["entities"]]


@on
def test_who_joined_late_takes_along_nothing_that_is_older(cast: Cast) -> None:
    case = opened(cast)
    lead = cast.coordinator.viewer
    cases.invite(case, cast.manufacturer.organisation_id, sees_from=clock.now(), actor=lead)
    cases.answer_terms(case, TermsAnswer.ACCEPT, actor=cast.manufacturer.viewer)
    worker.drain()
    told = taken(cast.manufacturer.viewer, case)
    assert WORDS.description.encode() not in told
    assert b"What was reported is not open" in told
    assert errors_of(told) == []
    assert WORDS.description.encode() in taken(lead, case)


@on
def test_the_words_of_a_destroyed_report_are_in_no_file(cast: Cast) -> None:
    case = opened(cast)
    report = Report.objects.get()
    typed = report.reference
    intake.purge_report(typed, reason="It named a patient.", typed=typed, actor=cast.coordinator.viewer)
    told = taken(cast.coordinator.viewer, case)
    assert WORDS.description.encode() not in told
    assert errors_of(told) == []


@on
def test_a_party_that_lapsed_takes_along_what_was_there_before(cast: Cast) -> None:
    case = joined(cast)
    rows = Participant.objects.filter(party=cast.manufacturer.organisation_id)
    with writing():
        rows.update(consent="lapsed", lapsed_at=clock.now())
    cases.confirm(case, evidence="Seen on two units.", actor=cast.coordinator.viewer)
    cases.invite(case, cast.other_manufacturer.organisation_id, actor=cast.coordinator.viewer)
    worker.drain()
    told, whole = taken(cast.manufacturer.viewer, case), taken(cast.coordinator.viewer, case)
    assert WORDS.description.encode() in told
    for news in (b"It was confirmed.", b"Eveline Devices"):
        assert (news in told, news in whole) == (False, True)


@on
def test_cases_from_a_mail_a_request_and_a_signal_are_valid_documents(cast: Cast, shared: Path) -> None:
    lead, maker = cast.coordinator.viewer, cast.manufacturer.viewer
    mail = Arrived("mail", "T", "The pump answers. VU#123456", numbers_in("VU#123456"), "Karst", "Breva")
    came = [intake.take_in_mail(mail, intake.MailWords(), actor=lead)[0]]
    came += [intake.request(intake.RequestWords("Breva V3", "The server takes any image."), actor=maker)]
    came += [intake.note_signal(intake.SignalWords("Karst", "Breva", "A talk, CVE-2026-90533."), actor=lead)]
    first = []
    for report in came:
        yes, accept = intake.MedicalDevice.YES, intake.Outcome.ACCEPT
        intake.triage(report.reference, medical_device=yes, outcome=accept, actor=lead)
        data = taken(lead, cases.open_case(report.reference, title="Breva", actor=lead).reference)
        assert (breaches(shared, data), errors_of(data)) == ([], [])
        first.append(json.loads(data))
    acts = [one["document"].get("involvement", {"actions": []})["actions"] for one in first]
    told = [[one["acting_entity_refs"][0] for one in each if one["summary"] == "It was reported."] for each in acts]
    vendors = [one for one in first[1]["document"]["involvement"]["entities"] if one["category"] == "vendor"]
    assert told == [["EID-DISCOVERER"], [vendors[0]["entity_id"]], []]
    assert {"system_name": "Numbers of others", "text": "VU#123456"} in first[0]["vulnerabilities"][0]["ids"]


@on
def test_a_further_report_of_the_case_is_told_after_the_first(cast: Cast) -> None:
    case, lead = joined(cast), cast.coordinator.viewer
    more = reported(description="It also fails when the clock is set.")
    intake.triage(more, medical_device=intake.MedicalDevice.YES, outcome=intake.Outcome.ACCEPT, actor=lead)
    cases.join_report(case, more, reason="the same service", actor=lead)
    notes = document(lead, case)["vulnerabilities"][0]["notes"]
    assert (notes[-1]["category"], notes[-1]["title"]) == ("details", f"A further report, {more}")
    assert "It also fails when the clock is set." in notes[-1]["text"]


# --- page, program, command ----------------------------------------------------------------------------------------


@on
def test_it_is_offered_on_the_page_of_the_report_and_comes_as_a_download(cast: Cast) -> None:
    case = joined(cast)
    browser = browser_of(cast.manufacturer)
    assert f"/cases/{case}/vulnerability-report.json" in browser.get(f"/cases/{case}/report").content.decode()
    answer = browser.post(f"/cases/{case}/vulnerability-report.json")
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{case.lower()}-')
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(answer.content)["document"]["category"] == "csaf_vulnerability_report"


@on
def test_who_took_a_case_along_and_which_bytes_stands_in_its_ledger(cast: Cast) -> None:
    case = joined(cast)
    before = len(ledger.facts_of_kinds(["CaseTakenAlong"]))
    data = browser_of(cast.manufacturer).post(f"/cases/{case}/vulnerability-report.json").content
    [fact] = ledger.facts_of_kinds(["CaseTakenAlong"])[before:]
    assert fact.party == cast.manufacturer.organisation_id
    assert fact.data["document"] == hashlib.sha256(data).hexdigest()
    for member in (cast.eve, cast.hospital):
        browser_of(member).post(f"/cases/{case}/vulnerability-report.json")
        program_of(member).send("POST", f"/cases/{case}/vulnerability-report")
    assert browser_of(cast.manufacturer).get(f"/cases/{case}/vulnerability-report.json").status_code == 405
    assert len(ledger.facts_of_kinds(["CaseTakenAlong"])) == before + 1, "who got nothing left nothing"
    shown = browser_of(cast.coordinator).get(f"/cases/{case}/facts").content.decode()
    assert "CaseTakenAlong" in shown


@on
def test_a_program_and_the_command_give_the_same_document(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = joined(cast)
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at)
    by_api = program_of(cast.manufacturer).send("POST", f"/cases/{case}/vulnerability-report")
    assert by_api.status_code == 200
    monkeypatch.setenv("MEDCORD_DRAFT_STANDARDS", "1")
    monkeypatch.setattr("medcord.cli.report.open_home", lambda _home: None)
    _, secret = parties.issue_token(label="cli", days=30, actor=cast.manufacturer.viewer)
    out = tmp_path / "case.json"
    done = CliRunner().invoke(app, ["report", "export", case, "--out", str(out), "--token", secret])
    assert done.exit_code == 0, done.output
    assert out.read_bytes() == by_api.content
    shown = CliRunner().invoke(app, ["report", "export", case, "--token", secret])
    assert shown.output.encode() == by_api.content
    _, eves = parties.issue_token(label="cli", days=30, actor=cast.eve.viewer)
    refused = CliRunner().invoke(app, ["report", "export", case, "--token", eves])
    assert (refused.exit_code, "Karst" in refused.output) == (2, False)
    assert CliRunner().invoke(app, ["report", "export", case]).exit_code == 2


# --- there and back ------------------------------------------------------------------------------------------------

PEN = intake.FinderIdentity
SAME = (
    "device_maker", "device_model", "device_version", "how_tested", "patient_impact", "description", "already_public",
    "identity", "finder_name", "may_pass_name", "credit", "cves",
)  # fmt: skip


@on
@pytest.mark.parametrize(
    "choice",
    [
        {},
        {"identity": PEN.NAMED, "finder_name": "Ines Finder", "may_pass_name": True},
        {"identity": PEN.PSEUDONYMOUS, "finder_name": "Kestrel-9", "may_pass_name": True, "credit": True},
        {"device_version": "", "already_public": True, "description": "First, CVE-2026-90533.\n\n- one\n- VU#123456"},
        {"device_version": "all before 4.2.1", "how_tested": "Not said.", "device_maker": "Karst, Respiratory & Co"},
    ],
    ids=["anonymous", "named", "pseudonym with credit", "public, lists", "odd words"],
)
def test_what_was_taken_along_becomes_the_same_report_elsewhere(cast: Cast, choice: dict[str, Any]) -> None:
    case = opened(cast, **choice)
    here = Report.objects.get()
    elsewhere, _code = intake.hand_in_csaf("case.json", taken(cast.coordinator.viewer, case), actor=STRANGER)
    assert {name: getattr(elsewhere, name) for name in SAME if name != "cves"} == {
        name: getattr(here, name) for name in SAME if name != "cves"
    }
    assert case in elsewhere.numbers
    again = read_vulnerability_report("x", taken(cast.coordinator.viewer, case), now=clock.now())
    assert set(again.cves) >= set(here.cves)
