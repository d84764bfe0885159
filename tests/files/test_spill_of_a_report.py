"""After a spill in the talk with a finder one message goes with its files, by page and program; a hold forbids it."""

from __future__ import annotations

import pytest

from medcord.core.access import Viewer, ViewerKind
from medcord.intake import actions as intake
from medcord.intake import queries
from medcord.intake.models import Report, ReportMessage
from medcord.ledger import blobs, worker
from medcord.ledger import queries as ledger
from tests.api.programs import programs_of
from tests.cases.road import WORDS, joined
from tests.cast import STRANGER, Cast, browser_of
from tests.ledger.test_purge import tables_holding

pytestmark = pytest.mark.django_db
SECRET = "Mr Marl of bed twelve"


def spilled(report: Report) -> ReportMessage:
    """A message of the finder with a patient's name and a file, beside a harmless one."""
    finder = Viewer(kind=ViewerKind.FINDER, report_id=report.pk)
    intake.write_to(None, "The build is 4.1.0.", [("build.txt", b"4.1.0")], actor=finder)
    said = intake.write_to(None, f"It was {SECRET}.", [("marl.txt", SECRET.encode())], actor=finder)
    worker.drain()
    return said


def chosen(report: Report, said: ReportMessage, reason: str) -> dict[str, str]:
    """The form on the page of a report, filled in for one message."""
    part = f"report-message:{said.pk}"
    return {"purge-part": part, "purge-reason": reason, "purge-typed": report.reference}


def by_program(report: Report, said: ReportMessage) -> dict[str, object]:
    thing = {"what": "report-message", "id": str(said.pk)}
    return {"thing": thing, "reason": "A patient is named.", "typed": report.reference}


def test_one_message_and_its_file_go_for_good_and_the_rest_stays(cast: Cast) -> None:
    report, _code = intake.submit(WORDS, actor=STRANGER)
    said, lead = spilled(report), browser_of(cast.coordinator)
    file = said.files.get()
    page, purge = f"/reports/{report.reference}", f"/reports/{report.reference}/purge"
    assert f"report-message:{said.pk}" in lead.get(page).content.decode()
    assert "of bed twelve" in lead.get("/search?q=Marl").content.decode()
    assert lead.post(purge, chosen(report, said, "")).status_code == 422
    assert tables_holding(SECRET)
    assert lead.post(purge, chosen(report, said, "A patient is named.")).status_code == 302
    worker.drain()
    assert not tables_holding(SECRET)
    assert not tables_holding("marl.txt")
    assert "of bed twelve" not in lead.get("/search?q=Marl").content.decode()
    with pytest.raises(KeyError):
        blobs.store().get(file.blob)
    shown = lead.get(page).content.decode()
    assert ("The build is 4.1.0." in shown, "build.txt" in shown, "A patient is named." in shown) == (True, True, True)
    assert lead.post(purge, chosen(report, said, "Again.")).status_code == 422
    assert [fact.data["what"] for fact in ledger.facts_of_kinds(["ContentPurged"])] == ["report-message", "report-file"]
    assert ledger.breaks() == []


def test_a_hold_on_the_case_of_the_report_forbids_it(cast: Cast) -> None:
    case = joined(cast)
    report, owner = Report.objects.get(), programs_of(cast).coordinator
    said, lead = spilled(report), browser_of(cast.coordinator)
    purge, body = f"/reports/{report.reference}/purge", by_program(report, said)
    owner.post(f"/cases/{case}/hold", {"reason": "A court asks."})
    assert lead.post(purge, chosen(report, said, "A patient is named.")).status_code == 422
    assert owner.post(purge, body, status=409)["code"] == "legal-hold"
    assert tables_holding(SECRET)
    owner.post(f"/cases/{case}/hold/lifting", {"reason": "Over."})
    assert owner.post(purge, body) == {"gone": 2}
    assert not tables_holding(SECRET)


def test_nobody_but_the_coordinator_that_received_it_destroys_a_message(cast: Cast) -> None:
    report, code = intake.submit(WORDS, actor=STRANGER)
    said, finder = spilled(report), browser_of(None)
    finder.post("/my-report", {"code": code})
    purge, form = f"/reports/{report.reference}/purge", chosen(report, said, "Mine.")
    for browser in (browser_of(cast.eve), browser_of(cast.regulator), browser_of(cast.manufacturer)):
        assert browser.post(purge, form).status_code == 404
    assert finder.post(purge, form).status_code == 302  # to the sign-in page
    for program in (programs_of(cast).eve, programs_of(cast).manufacturer):
        assert program.send("POST", purge, by_program(report, said)).status_code == 404
    assert [one.purged_at for one in queries.thread(cast.coordinator.viewer, report)] == [None, None]
