"""A finder or an ISAO hands in a CSAF 2.1 vulnerability report: it shows what is read, keeps what is not understood,
and becomes a report with everything filled. A draft of the standard: where it is off there is no such thing."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings
from typer.testing import CliRunner

from medcord.cases import actions as cases
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cli.main import app
from medcord.core.refusals import InputRefusal, NotFound, UnreadableFile
from medcord.formats.csaf.vulnerability_report import LARGEST, write_vulnerability_report
from medcord.intake import actions, queries
from medcord.intake.models import Report, ReportFile
from medcord.ledger import blobs, worker
from tests.api.programs import Program, program_of
from tests.cast import STRANGER, Cast, browser_of
from tests.formats.csaf.draft_profile import WHOLE

pytestmark = pytest.mark.django_db

REPORT = replace(WHOLE, finder="Kestrel of Lanternway", credit=True)


def document(**parts: Any) -> bytes:
    """A report as a tool of a finder writes it, with parts of its first vulnerability replaced."""
    written = json.loads(write_vulnerability_report(REPORT, engine_version="1.0"))
    written["vulnerabilities"][0].update({"x_lab": {"bench": {"rig": "7"}}} | parts)
    return json.dumps(written).encode()


@pytest.fixture
def _drafts(settings: Settings) -> None:
    settings.MEDCORD_DRAFT_STANDARDS = True


on = pytest.mark.usefixtures("_drafts")


def chosen(data: bytes, name: str = "report.json") -> dict[str, Any]:
    return {"report_file": SimpleUploadedFile(name, data)}


def fields_of(shown: str) -> dict[str, str]:
    """The fields that a page carries, as a browser would send them back."""
    found = dict(re.findall(r'<input type="(?:hidden|text)" name="(\w+)" value="([^"]*)"', shown))
    found |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>\s*([^<]*)</textarea>', shown))
    boxes = re.findall(r'<input type="(?:checkbox|radio)" name="(\w+)"(?: value="(\w+)")?[^>]* checked', shown)
    return found | {name: value or "on" for name, value in boxes}


def only_report() -> Report:
    worker.drain()
    return Report.objects.get()


# --- off -----------------------------------------------------------------------------------------------------------


def test_where_drafts_are_off_there_is_no_page_no_operation_no_command_and_no_word_of_it(cast: Cast) -> None:
    for browser in (Client(), browser_of(cast.coordinator), browser_of(cast.isao)):
        absent = browser.get("/no-such-page").content
        assert (browser.get("/report/file").status_code, browser.get("/report/file").content) == (404, absent)
        assert browser.post("/report/file", chosen(document())).content == absent
        assert "/report/file" not in browser.get("/report").content.decode()
    for path in ("/reports/as-csaf", "/reports/as-csaf/preview"):
        Program().upload(path, {"file": SimpleUploadedFile("r.json", document())}, status=404)
        Program().upload(path, {}, status=404)
    with pytest.raises(NotFound):
        actions.hand_in_csaf("r.json", document(), actor=STRANGER)
    assert "hand-in" not in CliRunner().invoke(app, ["report", "--help"]).output
    assert CliRunner().invoke(app, ["report", "hand-in", "x.json"]).exit_code == 2
    assert Report.objects.count() == 0


# --- the page ------------------------------------------------------------------------------------------------------


@on
def test_a_finder_sees_what_is_read_and_what_is_not_before_anything_is_sent(cast: Cast) -> None:
    finder = Client()
    assert "/report/file" in finder.get("/report").content.decode()
    shown = finder.post("/report/file", chosen(document())).content.decode()
    for said in ("Karst Respiratory", "Breva V2", "CVE-2026-90533", "VU#123456", "TLP", "AMBER"):
        assert said in shown
    assert "vulnerabilities[0].x_lab.bench: rig 7" in shown
    assert "Kestrel of Lanternway" in shown
    assert Report.objects.count() == 0


@on
def test_a_finder_sends_it_and_the_report_has_everything(cast: Cast) -> None:
    finder = Client()
    shown = finder.post("/report/file", chosen(document())).content.decode()
    sent = finder.post("/report/file", fields_of(shown) | {"read_policy": "on"})
    assert (sent.status_code, sent.headers["Location"]) == (302, "/report/received")
    report = only_report()
    assert (report.device_maker, report.device_model) == ("Karst Respiratory", "Breva V2")
    assert report.device_version == "4.1.0 and earlier"
    assert report.description.replace("\r", "") == WHOLE.description
    assert (report.how_tested, report.patient_impact) == (WHOLE.how_tested, WHOLE.patient_impact)
    assert report.cves == ["CVE-2026-90533", "CVE-2026-90534"]
    assert report.numbers == ["MC-AAAA-BBBB", "VU#123456"]
    assert (report.identity, report.finder_name, report.credit) == ("named", "Kestrel of Lanternway", True)
    assert not report.may_pass_name
    code = finder.get("/report/received").content.decode()
    assert report.reference in code
    assert report.reference in finder.get("/my-report").content.decode() or "my-report" in code


@on
def test_what_a_finder_corrects_counts_and_not_the_file(cast: Cast) -> None:
    finder = Client()
    shown = finder.post("/report/file", chosen(document())).content.decode()
    changed = {"read_policy": "on", "device_model": "Breva V2 Plus", "identity": "anonymous"}
    finder.post("/report/file", fields_of(shown) | changed)
    report = only_report()
    assert (report.device_model, report.identity, report.finder_name) == ("Breva V2 Plus", "anonymous", "")
    assert not report.credit


@on
def test_what_lacks_keeps_what_was_typed_and_the_file(cast: Cast) -> None:
    finder = Client()
    shown = finder.post("/report/file", chosen(document())).content.decode()
    lacking = finder.post("/report/file", fields_of(shown) | {"device_model": "", "description": "My own words."})
    assert lacking.status_code == 422
    again = fields_of(lacking.content.decode())
    assert again["description"].strip() == "My own words."
    assert base64.b64decode(again["file_bytes"]) == document()
    assert finder.post("/report/file", again | {"device_model": "Breva", "read_policy": "on"}).status_code == 302


@on
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "not valid JSON"),
        (b"[1]", "not one JSON object"),
        (b'{"document": {"category": "csaf_vex"}}', "no vulnerability report"),
        (b"\x89PNG\x00\x00", "not a text file"),
        (b" " * (LARGEST + 10), "may have 1,048,576"),
        (document(notes="<script>alert(1)</script>"), "a list is expected"),
    ],
    ids=["broken", "list", "other profile", "picture", "large", "wrong type"],
)
def test_hostile_files_are_refused_on_the_page_in_a_sentence(cast: Cast, data: bytes, said: str) -> None:
    answer = Client().post("/report/file", chosen(data))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Report.objects.count() == 0


@on
@pytest.mark.parametrize("forged", ["", "!!!", base64.b64encode(b"{}").decode()], ids=["none", "not base64", "other"])
def test_a_page_that_comes_back_with_another_file_is_refused_in_a_sentence(cast: Cast, forged: str) -> None:
    finder = Client()
    shown = finder.post("/report/file", chosen(document())).content.decode()
    answer = finder.post("/report/file", fields_of(shown) | {"read_policy": "on", "file_bytes": forged})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert Report.objects.count() == 0


@on
def test_what_looks_like_patient_data_in_the_file_is_asked_about(cast: Cast) -> None:
    finder, telling = Client(), document(title="Patient: Jane Doe, MRN: 12345678, DOB: 1961-03-04")
    shown = finder.post("/report/file", chosen(telling)).content.decode()
    fields = fields_of(shown) | {"read_policy": "on"}
    asked = finder.post("/report/file", fields)
    assert asked.status_code == 422
    assert finder.post("/report/file", fields | {"patient_data_seen": "on"}).status_code == 302


@on
def test_looks_at_files_are_limited_as_reports_are(cast: Cast) -> None:
    finder = Client()
    statuses = [finder.post("/report/file", chosen(document())).status_code for _ in range(22)]
    assert (statuses[0], statuses[-1]) == (200, 429)


# --- what becomes of the file --------------------------------------------------------------------------------------


def handed_in(data: bytes | None = None) -> Report:
    report, _code = actions.hand_in_csaf("report.json", data or document(), actor=STRANGER)
    return report


@on
def test_the_coordinator_keeps_the_file_whole_and_a_list_of_what_has_no_field(cast: Cast) -> None:
    report = handed_in()
    kept = {row.name: blobs.store().get(row.blob) for row in ReportFile.objects.filter(report=report)}
    assert kept["report.json"] == document()
    about = kept["about-the-report-file.txt"].decode()
    assert "vulnerabilities[0].x_lab.bench: rig 7" in about
    assert "Marked TLP: AMBER" in about


@on
def test_the_parties_of_a_case_get_no_copy_of_the_file_that_names_the_finder(cast: Cast) -> None:
    report = handed_in()
    yes, accept = actions.MedicalDevice.YES, actions.Outcome.ACCEPT
    lead = cast.coordinator.viewer
    actions.triage(report.reference, medical_device=yes, outcome=accept, actor=lead)
    case = cases.open_case(report.reference, title="Breva V2", actor=lead).reference
    cases.invite(case, cast.manufacturer.organisation_id, actor=lead)
    cases.answer_terms(case, TermsAnswer.ACCEPT, actor=cast.manufacturer.viewer)
    worker.drain()
    for member in (cast.manufacturer, cast.regulator):
        shown = browser_of(member).get(f"/cases/{case}/report").content.decode()
        assert "The alarm service takes a mute command" in shown
        assert ">report.json<" not in shown
    assert "Kestrel" not in browser_of(cast.manufacturer).get(f"/cases/{case}/report").content.decode()
    assert all(row.clean_blob is None for row in ReportFile.objects.filter(report=report))
    assert browser_of(cast.eve).get(f"/cases/{case}/report").status_code == 404


@on
def test_eve_sees_neither_the_report_nor_its_file(cast: Cast) -> None:
    report = handed_in()
    file = ReportFile.objects.filter(report=report).first()
    assert file is not None
    for member in (cast.eve, cast.manufacturer, cast.hospital, cast.isao):
        for path in (f"/reports/{report.reference}", f"/reports/{report.reference}/files/{file.pk}/original"):
            assert browser_of(member).get(path).status_code == 404
        with pytest.raises(NotFound):
            queries.report_for(member.viewer, report.reference)


# --- programs and the command line ---------------------------------------------------------------------------------


def uploaded(program: Program, path: str, status: int, data: bytes | None = None, **more: Any) -> Any:
    file = SimpleUploadedFile("report.json", document() if data is None else data)
    return program.upload(path, {"file": file, **more}, status=status)


@on
def test_an_isao_looks_and_hands_in_by_program(cast: Cast) -> None:
    isao = program_of(cast.isao)
    read = uploaded(isao, "/reports/as-csaf/preview", 200)
    assert read["device_model"] == "Breva V2"
    assert read["about"]["Marked TLP"] == "AMBER"
    assert "vulnerabilities[0].x_lab.bench: rig 7" in read["left"]
    assert Report.objects.count() == 0
    done = uploaded(isao, "/reports/as-csaf", 201, finder_name="Lanternway ISAO", credit=False)
    report = only_report()
    assert done["reference"] == report.reference
    assert done["left"] == read["left"]
    assert (report.finder_name, report.credit) == ("Lanternway ISAO", False)
    mine = Program({"X-Finder-Code": done["code"]}).get("/my-report")
    assert mine["reference"] == report.reference


@on
def test_a_program_is_refused_with_a_code_and_a_sentence(cast: Cast) -> None:
    for path in ("/reports/as-csaf", "/reports/as-csaf/preview"):
        refused = uploaded(Program(), path, 422, b'{"document": {}}')
        assert refused["code"] == "not-a-report"
        assert "vulnerability report" in refused["sentence"]
        Program().upload(path, {}, status=422)
    nameless = json.loads(document())
    del nameless["product_tree"]
    lacking = uploaded(Program(), "/reports/as-csaf", 422, json.dumps(nameless).encode())
    assert lacking["code"] == "missing-field"
    uploaded(Program(), "/reports/as-csaf", 201, json.dumps(nameless).encode(), device_maker="K", device_model="B")


@on
def test_nothing_is_kept_of_a_report_that_cannot_be_filed(cast: Cast) -> None:
    nameless = json.loads(document())
    del nameless["product_tree"]
    with pytest.raises(InputRefusal):
        handed_in(json.dumps(nameless).encode())
    with pytest.raises(UnreadableFile):
        handed_in(b"{")
    assert (Report.objects.count(), ReportFile.objects.count()) == (0, 0)


@on
def test_the_command_shows_and_files_it(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDCORD_DRAFT_STANDARDS", "1")
    file = tmp_path / "report.json"
    file.write_bytes(document())
    monkeypatch.setattr("medcord.cli.csaf_report.open_home", lambda _home: None)
    seen = CliRunner().invoke(app, ["report", "hand-in", str(file), "--preview"])
    assert seen.exit_code == 0
    assert "model: Breva V2" in seen.output
    assert "  vulnerabilities[0].x_lab.bench: rig 7" in seen.output
    told = json.loads(CliRunner().invoke(app, ["report", "hand-in", str(file), "--preview", "--json"]).output)
    assert told["maker"] == "Karst Respiratory"
    assert Report.objects.count() == 0
    done = CliRunner().invoke(app, ["report", "hand-in", str(file), "--anonymous", "--json"])
    assert done.exit_code == 0, done.output
    report = only_report()
    assert json.loads(done.output)["reference"] == report.reference
    assert (report.identity, report.finder_name) == ("anonymous", "")
    file.write_bytes(b"{")
    broken = CliRunner().invoke(app, ["report", "hand-in", str(file)])
    assert broken.exit_code == 2


@on
def test_the_standards_own_examples_become_reports(cast: Cast, shared: Path) -> None:
    folder = shared / "oracles" / "csaf-2.1-vulnerability-report"
    report = handed_in(next(folder.glob("*6-3-23-02-11.json")).read_bytes())
    assert (report.device_maker, report.device_model, report.device_version) == ("Example Company", "Product A", "17.4")
    assert report.cves == ["CVE-1900-0001"]
    assert report.already_public
    assert report.finder_name == "Jane Researcher"
