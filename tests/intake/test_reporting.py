"""A finder reports with no account, comes back with a code, and is not traced."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.intake import actions, codes, queries
from medcord.intake.models import Report, ReportFile
from medcord.ledger import blobs, worker
from medcord.ledger import queries as ledger
from tests.cases.road import WORDS, reported
from tests.cast import STRANGER, Cast, browser_of

pytestmark = pytest.mark.django_db

FORM = {
    "device_maker": "Karst Respiratory",
    "device_model": "Breva V2",
    "device_version": "4.1.0",
    "description": "The alarm can be silenced.",
    "how_tested": "In a laboratory.",
    "patient_impact": "I do not know.",
    "identity": "anonymous",
    "read_policy": "on",
}


def photo_with_a_place() -> bytes:
    """A JPEG that names its camera and where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Tattletale Cameras"
    exif[0x9286] = "taken at 12 Finder Street"
    out = BytesIO()
    Image.new("RGB", (16, 16), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_the_policy_and_safe_harbour_stand_before_the_form(cast: Cast) -> None:
    page = Client().get("/report").content.decode()
    assert page.index("Safe harbour") < page.index('name="description"')
    assert page.index("/policy") < page.index('name="description"')


def test_a_finder_comes_back_from_another_browser_with_the_code(cast: Cast) -> None:
    first = Client()
    first.post("/report", FORM)
    page = first.get("/report/received").content.decode()
    code = page.split("data-code>")[1].split("<")[0].strip()
    second = Client()
    assert second.post("/my-report", {"code": code.lower().replace("-", " ")}).status_code == 302
    assert "Breva V2" in second.get("/my-report").content.decode()


def test_a_wrong_code_gets_a_sentence_and_no_report(cast: Cast) -> None:
    reported()
    answer = Client().post("/my-report", {"code": codes.new_code()})
    assert answer.status_code == 422
    assert "No report opens with this code" in answer.content.decode()


def test_a_code_is_kept_as_a_digest_only(cast: Cast) -> None:
    report, code = actions.submit(WORDS, actor=STRANGER)
    plain = code.replace("-", "")
    kept = " ".join(str(value) for value in Report.objects.filter(pk=report.pk).values_list().get())
    assert plain not in kept.replace("-", "")
    assert report.code_digest == codes.digest(code.lower())


def test_two_finders_cannot_read_each_other(cast: Cast) -> None:
    mine, _ = actions.submit(WORDS, actor=STRANGER)
    other, _ = actions.submit(WORDS, actor=STRANGER)
    finder = Viewer(kind=ViewerKind.FINDER, report_id=mine.pk)
    assert queries.own_report(finder).pk == mine.pk
    with pytest.raises(NotFound):
        queries.report_for(finder, other.reference)


def test_eve_and_the_hospital_see_no_report(cast: Cast) -> None:
    reference = reported()
    for member in (cast.eve, cast.hospital, cast.regulator, cast.isao, cast.manufacturer):
        assert queries.inbox(member.viewer) == []
        with pytest.raises(NotFound):
            queries.report_for(member.viewer, reference)
        assert browser_of(member).get(f"/reports/{reference}").status_code == 404


@pytest.mark.parametrize("field", ["device_maker", "device_model", "how_tested", "patient_impact", "description"])
def test_what_is_missing_is_asked_for_by_name(cast: Cast, field: str) -> None:
    with pytest.raises(InputRefusal) as refused:
        actions.submit(replace(WORDS, **{field: "  "}), actor=STRANGER)
    assert refused.value.fields == {"field": field}


def test_a_report_of_200_kb_is_refused_with_its_size_and_keeps_what_was_typed(cast: Cast) -> None:
    answer = Client().post("/report", FORM | {"description": "x" * 200_000})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "200000 characters; 20,000 fit" in page
    assert "x" * 200_000 in page
    assert "Karst Respiratory" in page


def test_camera_and_place_are_taken_out_before_a_picture_is_passed_on(cast: Cast) -> None:
    report, _ = actions.submit(WORDS, [("proof.jpg", photo_with_a_place())], actor=STRANGER)
    file = ReportFile.objects.get(report=report)
    original, clean = blobs.store().get(file.blob), blobs.store().get(file.clean_blob)  # type: ignore[arg-type]
    assert b"Tattletale" in original
    assert b"Tattletale" not in clean
    assert b"Finder Street" not in clean
    assert Image.open(BytesIO(clean)).size == (16, 16)


def test_a_name_is_kept_only_when_it_was_given_to_be_used(cast: Cast) -> None:
    anonymous = replace(WORDS, finder_name="Ilse Marrow", may_pass_name=True, credit=True)
    report, _ = actions.submit(anonymous, actor=STRANGER)
    assert (report.finder_name, report.may_pass_name, report.credit) == ("", False, False)


def test_triage_follows_the_machine(cast: Cast) -> None:
    reference = reported()
    coordinator = cast.coordinator.viewer
    unknown = actions.MedicalDevice.UNKNOWN
    first = actions.triage(reference, medical_device=unknown, outcome=actions.Outcome.INVALID, actor=coordinator)
    assert first.state == "invalid"
    then = actions.triage(reference, medical_device=unknown, outcome=actions.Outcome.ACCEPT, actor=coordinator)
    assert then.state == "accepted"
    with pytest.raises(RuleRefusal):
        actions.triage(reference, medical_device=unknown, outcome=actions.Outcome.INVALID, actor=coordinator)


def test_finder_and_coordinator_write_to_each_other(cast: Cast) -> None:
    report, _ = actions.submit(WORDS, actor=STRANGER)
    finder = Viewer(kind=ViewerKind.FINDER, report_id=report.pk)
    actions.write_to(report.reference, "Which build?", actor=cast.coordinator.viewer)
    actions.write_to(None, "4.1.0, from March.", actor=finder)
    assert [(one.author, one.body) for one in queries.thread(finder, report)] == [
        ("coordinator", "Which build?"),
        ("finder", "4.1.0, from March."),
    ]
    assert queries.thread(cast.eve.viewer, report) == []


def test_a_purged_report_has_no_words_left_and_the_chain_holds(cast: Cast) -> None:
    report, _ = actions.submit(WORDS, [("proof.jpg", photo_with_a_place())], actor=STRANGER)
    file = ReportFile.objects.get(report=report)
    actions.purge_report(
        report.reference, typed=report.reference, reason="A patient was named.", actor=cast.coordinator.viewer
    )
    worker.drain()
    after = Report.objects.get(pk=report.pk)
    assert (after.description, after.how_tested, after.patient_impact, after.salt) == ("", "", "", "")
    with pytest.raises(KeyError):
        blobs.store().get(file.blob)
    assert ledger.facts_of([f"report:{report.pk}"])[0].kind == "ReportReceived"
    assert [fact.data["what"] for fact in ledger.facts_of_kinds(["ContentPurged"])] == ["report", "report-file"]
    assert ledger.breaks() == []
