"""A case comes from a report, a mail or file, a manufacturer's own request, or something public."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.cases import actions, queries
from medcord.cases.models import Case, Participant
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound
from medcord.formats.reports import read_report
from medcord.intake import actions as intake
from medcord.intake import queries as reports
from medcord.intake.actions import MailWords, RequestWords, SignalWords
from medcord.intake.models import Report, ReportFile
from medcord.ledger import worker
from medcord.ledger.models import FactRow
from medcord.parties.models import Member
from tests.cast import STRANGER, Cast, browser_of

pytestmark = pytest.mark.django_db

REQUEST = RequestWords(
    device_model="Breva V2", description="Our own test muted the alarm, CVE-2026-90533.", how_found="our own tests"
)


def mail() -> bytes:
    message = EmailMessage()
    message["From"] = "Ines Finder <ines@secret.example>"
    message["To"] = "box@ncc.example"
    message["Subject"] = "VRF#25-11-ABCDE: alarms of the Breva"
    message.set_content("The mute command needs no sign-in. See VU#123456 and CVE-2026-90533.")
    message.add_attachment(b"a trace in words", maintype="text", subtype="plain", filename="trace.txt")
    return message.as_bytes()


def case_from(report: Report, cast: Cast) -> Case:
    owner = cast.coordinator.viewer
    intake.triage(report.reference, medical_device=intake.MedicalDevice.YES, outcome=intake.Outcome.ACCEPT, actor=owner)
    case = actions.open_case(report.reference, title="Breva V2: alarms", actor=owner)
    worker.drain()
    return case


def found(who: Member, words: str) -> str:
    worker.drain()
    page = browser_of(who).get("/search", {"q": words}).content.decode()
    return page[page.index("<main") :]


def test_a_mail_becomes_a_report_with_its_numbers_and_files_and_without_its_sender(cast: Cast) -> None:
    words = MailWords(device_maker="Karst", device_model="Breva V2")
    report, code = intake.take_in_mail(read_report("m.eml", mail()), words, actor=cast.coordinator.viewer)
    assert (report.origin, report.cves) == ("mail", ["CVE-2026-90533"])
    assert set(report.numbers) == {"VRF#25-11-ABCDE", "VU#123456"}
    assert [row.name for row in ReportFile.objects.filter(report=report)] == ["trace.txt"]
    assert "ines" not in f"{report.description}{report.finder_name}".lower()
    assert reports.report_by_code(code) == report.pk
    fact = FactRow.objects.get(kind="ReportArrived")
    assert fact.data == {"report": str(report.pk), "origin": "mail", "numbers": 3, "party": None}


def test_foreign_numbers_are_shown_in_the_case_and_found(cast: Cast) -> None:
    words = MailWords(device_maker="Karst", device_model="Breva V2")
    report, _ = intake.take_in_mail(read_report("m.eml", mail()), words, actor=cast.coordinator.viewer)
    case = case_from(report, cast)
    assert (case.origin, case.cves) == ("mail", ["CVE-2026-90533"])
    assert "VU#123456" in browser_of(cast.regulator).get(f"/cases/{case.reference}").content.decode()
    for number in ("VU#123456", "vrf#25-11-abcde", "CVE-2026-90533"):
        assert f"/cases/{case.reference}" in found(cast.coordinator, number)
    assert case.reference not in found(cast.eve, "VU#123456")


def test_a_mail_is_uploaded_or_pasted_on_the_page(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    sent = {"act": "mail", "mail-device_maker": "Karst", "mail-device_model": "Breva"}
    file = SimpleUploadedFile("m.eml", mail())
    page = browser.post("/reports/new", {**sent, "mail-file": file}).content.decode()
    assert "VU#123456" in page
    assert "pass this code on" in page
    pasted = browser.post("/reports/new", {**sent, "mail-pasted": "Mute without sign-in, VU#777777"})
    assert "VU#777777" in pasted.content.decode()
    assert Report.objects.filter(origin="mail").count() == 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "There is nothing to read yet"),
        ({"mail-pasted": "words"}, "who makes the device"),
        ({"mail-file": SimpleUploadedFile("x.json", b"{")}, "broken JSON"),
    ],
)
def test_what_cannot_be_taken_in_says_why_and_keeps_what_was_typed(
    cast: Cast, sent: dict[str, object], said: str
) -> None:
    answer = browser_of(cast.coordinator).post("/reports/new", {"act": "mail", "mail-device_model": "Breva", **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="Breva"' in answer.content.decode()
    assert Report.objects.count() == 0


def test_a_public_signal_becomes_a_case_without_an_embargo(cast: Cast) -> None:
    sent = {
        "act": "signal",
        "signal-device_maker": "Karst",
        "signal-device_model": "Breva",
        "signal-description": "CVE-2026-90533 is in the list of exploited ones.",
        "signal-link": "https://kev.example/90533",
    }
    assert browser_of(cast.coordinator).post("/reports/new", sent).status_code == 302
    report = Report.objects.get()
    assert (report.origin, report.already_public, report.cves) == ("signal", True, ["CVE-2026-90533"])
    case = case_from(report, cast)
    assert (case.origin, case.embargo) == ("signal", "none")


def test_a_manufacturers_request_makes_it_a_participant_from_the_start(cast: Cast) -> None:
    maker = browser_of(cast.manufacturer)
    sent = {"device_model": "Breva V2", "description": "Our own test muted the alarm."}
    where = maker.post("/requests/new", sent).headers["Location"]
    report = Report.objects.get()
    assert where == f"/requests/{report.reference}"
    assert "Nobody has opened it yet" in maker.get(where).content.decode()
    case = case_from(report, cast)
    assert case.origin == "request"
    row = Participant.objects.get(case=case, party=cast.manufacturer.organisation)
    assert (row.consent, row.maker_aware_at) == ("signatory", report.received_at)
    assert queries.case_for(cast.manufacturer.viewer, case.reference) == case
    assert f"/cases/{case.reference}" in maker.get(where).content.decode()


def test_a_manufacturer_keeps_its_request_and_writes_about_it(cast: Cast) -> None:
    report = intake.request(REQUEST, actor=cast.manufacturer.viewer)
    assert (report.device_maker, report.cves) == ("Karst Respiratory", ["CVE-2026-90533"])
    maker = browser_of(cast.manufacturer)
    assert maker.post(f"/requests/{report.reference}/write", {"body": "We have a fix."}).status_code == 302
    intake.write_to(report.reference, "Thank you.", actor=cast.coordinator.viewer)
    assert [row.author for row in reports.thread(cast.manufacturer.viewer, report)] == ["finder", "coordinator"]
    case = case_from(report, cast)
    Participant.objects.get(case=case, party=cast.manufacturer.organisation)
    actions.end_embargo(case.reference, reason="over", actor=cast.coordinator.viewer)
    actions.close(case.reference, reason="over", actor=cast.coordinator.viewer)
    page = maker.get(f"/requests/{report.reference}").content.decode()
    assert "Our own test muted the alarm" in page
    assert "We have a fix." in page


def test_only_a_manufacturer_asks_and_only_a_coordinator_takes_in(cast: Cast) -> None:
    arrived, words = read_report("m.eml", mail()), MailWords("Karst", "Breva")
    for who in (cast.regulator.viewer, cast.hospital.viewer, STRANGER):
        with pytest.raises(NotAllowed):
            intake.request(REQUEST, actor=who)
    for who in (cast.manufacturer.viewer, cast.regulator.viewer, STRANGER):
        with pytest.raises((NotFound, NotAllowed)):
            intake.take_in_mail(arrived, words, actor=who)
        with pytest.raises((NotFound, NotAllowed)):
            intake.note_signal(SignalWords("Karst", "Breva", "text"), actor=who)
    with pytest.raises(InputRefusal, match="who makes"):
        intake.take_in_mail(arrived, MailWords(), actor=cast.coordinator.viewer)
    assert Report.objects.count() == 0


def test_eve_meets_no_request_of_another_manufacturer(cast: Cast) -> None:
    report = intake.request(REQUEST, actor=cast.manufacturer.viewer)
    eve = browser_of(cast.eve)
    assert eve.get(f"/requests/{report.reference}").status_code == 404
    assert eve.post(f"/requests/{report.reference}/write", {"body": "hello"}).status_code == 404
    assert report.reference not in eve.get("/requests").content.decode()
    assert reports.requests(cast.eve.viewer) == []
    assert report.reference not in found(cast.eve, "muted")
