"""Finder and coordinator send each other files with their messages; so do finder and parties in a room."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal, TryLater
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.intake import actions, doors, queries
from medcord.intake.models import Report
from medcord.ledger import blobs
from medcord.ledger import queries as ledger
from tests.api.programs import finder_with, programs_of
from tests.cases.road import WORDS, joined
from tests.cast import STRANGER, Cast, browser_of
from tests.files.store import kept_files
from tests.intake.test_reporting import photo_with_a_place

pytestmark = pytest.mark.django_db
MADE_OF_NOTHING = b"PK\x05\x06" + bytes(18)  # an archive, which cannot be cleaned
MARKING: dict[str, Any] = {"tlp": Tlp.AMBER, "confidentiality": ConfidentialityClass.NONE}


def finder_of(report: Report) -> Viewer:
    return Viewer(kind=ViewerKind.FINDER, report_id=report.pk)


def a_report(**more: Any) -> tuple[Report, Viewer, str]:
    report, code = actions.submit(WORDS, actor=STRANGER, **more)
    return report, finder_of(report), code


def upload(name: str = "proof.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo_with_a_place() if data is None else data)


def test_a_finder_sends_a_file_later_and_gets_it_back_as_it_was_sent(cast: Cast) -> None:
    report, _viewer, code = a_report()
    finder, lead = browser_of(None), browser_of(cast.coordinator)
    finder.post("/my-report", {"code": code})
    form = {"body": "Here is the alarm.", "attached": upload()}
    assert finder.post("/my-report/write", form).status_code == 302
    file = report.files.get()
    own = b"".join(finder.get(f"/my-report/files/{file.pk}"))  # type: ignore[arg-type]
    assert own == photo_with_a_place()
    assert "proof.jpg" in finder.get("/my-report").content.decode()
    page = lead.get(f"/reports/{report.reference}").content.decode()
    assert f"/reports/{report.reference}/files/{file.pk}/original" in page
    clean = b"".join(lead.get(f"/reports/{report.reference}/files/{file.pk}/clean"))  # type: ignore[arg-type]
    assert b"Tattletale" not in clean
    kinds = [fact.kind for fact in ledger.facts_of([f"report:{report.pk}"])]
    assert kinds == ["ReportReceived", "ReportMessageSent", "ReportFileAttached"]


def test_what_the_coordinator_sends_reaches_the_finder_without_author_and_place(cast: Cast) -> None:
    report, _viewer, code = a_report()
    finder, lead = finder_with(code), programs_of(cast).coordinator
    to = f"/reports/{report.reference}/messages/with-files"
    lead.upload(to, {"body": "Is it this one?", "files": [upload(), upload("log.zip", MADE_OF_NOTHING)]}, status=201)
    lead.upload(
        to, {"body": "And this?", "files": [upload("log.zip", MADE_OF_NOTHING)], "as_it_is": "true"}, status=201
    )
    first, second = finder.get("/my-report/messages")["items"]
    told = [(one["name"], one["fetchable"], one["as_sent"]) for one in (*first["files"], *second["files"])]
    assert told == [("log.zip", False, False), ("proof.jpg", True, False), ("log.zip", True, True)]
    archive, photo, passed_on = (one["id"] for one in (*first["files"], *second["files"]))
    got = finder.send("GET", f"/my-report/files/{photo}")
    assert b"Tattletale" not in b"".join(got)  # type: ignore[arg-type]
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert finder.send("GET", f"/my-report/files/{archive}").status_code == 404
    assert b"".join(finder.send("GET", f"/my-report/files/{passed_on}")) == MADE_OF_NOTHING  # type: ignore[arg-type]


def test_nobody_else_gets_a_file_of_the_thread(cast: Cast) -> None:
    report, viewer, _code = a_report()
    _other, stranger, other_code = a_report()
    said = actions.write_to(None, "Proof.", [("proof.jpg", photo_with_a_place())], actor=viewer)
    file = said.files.get().pk
    for somebody in (stranger, cast.eve.viewer, cast.manufacturer.viewer, cast.regulator.viewer):
        assert queries.said_files(somebody, report) == {}
        with pytest.raises(NotFound):
            queries.copy_for(somebody, report, file)
    assert finder_with(other_code).send("GET", f"/my-report/files/{file}").status_code == 404
    for member in (cast.eve, cast.manufacturer):
        assert browser_of(member).get(f"/my-report/files/{file}").status_code == 404
        assert browser_of(member).get(f"/reports/{report.reference}/files/{file}/original").status_code == 404


def test_a_file_of_the_thread_does_not_go_along_into_the_case(cast: Cast) -> None:
    case = joined(cast)
    report = Report.objects.get()
    said = actions.write_to(None, "For you only.", [("proof.txt", b"for the coordinator")], actor=finder_of(report))
    file = said.files.get().pk
    for member in (cast.coordinator, cast.manufacturer, cast.regulator):
        assert "proof.txt" not in browser_of(member).get(f"/cases/{case}/report").content.decode()
        assert browser_of(member).get(f"/cases/{case}/report/files/{file}").status_code == 404


def test_in_a_room_each_gets_its_copy_and_another_finder_is_not_taken_for_oneself(cast: Cast) -> None:
    case, lead = joined(cast), cast.coordinator.viewer
    mine = finder_of(Report.objects.get())
    other, theirs, _code = a_report()
    yes, accept = actions.MedicalDevice.YES, actions.Outcome.ACCEPT
    actions.triage(other.reference, medical_device=yes, outcome=accept, actor=lead)
    cases.join_report(case, other.reference, reason="the same", actor=lead)
    inside = cases.SideRoom("With the finders", [cast.manufacturer.organisation_id], True)
    room = cases.open_side_room(case, inside, actor=lead).pk
    said = cases.write_as_finder(room, "See.", [("proof.jpg", photo_with_a_place())], actor=mine)
    file = said.files.get().pk
    store, row = blobs.store(), case_queries.case_for(lead, case)
    for viewer in (mine, lead):
        seen = (
            case_queries.file_of_finder(mine, room, file) if viewer is mine else case_queries.file_for(lead, row, file)
        )
        assert store.get(seen.sent) == photo_with_a_place()
    maker = case_queries.file_for(cast.manufacturer.viewer, case_queries.case_for(cast.manufacturer.viewer, case), file)
    for seen in (maker, case_queries.file_of_finder(theirs, room, file)):
        assert b"Tattletale" not in store.get(seen.sent)
    assert [(one.who, one.by_finder) for one in case_queries.for_finder(mine)] == [("You", True)]
    assert [(one.who, one.by_finder) for one in case_queries.for_finder(theirs)] == [("A finder", False)]
    with pytest.raises(NotFound):
        case_queries.file_for(cast.regulator.viewer, case_queries.case_for(cast.regulator.viewer, case), file)
    with pytest.raises(NotFound):
        case_queries.file_of_finder(a_report()[1], room, file)


def test_a_program_reads_writes_and_fetches_in_a_room(cast: Cast) -> None:
    _report, _viewer, code = a_report()
    yes, accept = actions.MedicalDevice.YES, actions.Outcome.ACCEPT
    reference, lead = Report.objects.get().reference, cast.coordinator.viewer
    actions.triage(reference, medical_device=yes, outcome=accept, actor=lead)
    case = cases.open_case(reference, title="Breva", actor=lead)
    room = cases.open_side_room(case.reference, cases.SideRoom("Secret title", with_finder=True), actor=lead)
    finder, stranger = finder_with(code), finder_with(a_report()[2])
    assert finder.get("/my-report/rooms") == []
    cases.send_message(case.reference, "Which build?", room=room.pk, actor=lead, **MARKING)
    assert finder.get("/my-report/rooms") == [{"id": str(room.pk), "open": True, "messages": 1}]
    said = finder.upload(
        f"/my-report/rooms/{room.pk}/messages/with-files", {"body": "4.1.0.", "files": [upload()]}, status=201
    )
    (file,) = said["files"]
    finder.post(f"/my-report/rooms/{room.pk}/messages", {"body": "From March."}, status=201)
    talk = finder.get(f"/my-report/rooms/{room.pk}/messages")["items"]
    assert [(one["who"], one["mine"], one["body"]) for one in talk] == [
        ("National Coordination Centre", False, "Which build?"),
        ("You", True, "4.1.0."),
        ("You", True, "From March."),
    ]
    path = f"/my-report/rooms/{room.pk}/files/{file['id']}"
    assert b"".join(finder.send("GET", path)) == photo_with_a_place()  # type: ignore[arg-type]
    assert "Secret title" not in str(talk)
    for tail in (f"rooms/{room.pk}/messages", f"rooms/{room.pk}/files/{file['id']}"):
        assert stranger.send("GET", f"/my-report/{tail}").status_code == 404
    assert stranger.send("POST", f"/my-report/rooms/{room.pk}/messages", {"body": "Me too."}).status_code == 404
    cases.close_room(case.reference, room.pk, actor=lead)
    closed = finder.post(f"/my-report/rooms/{room.pk}/messages", {"body": "Still there?"}, status=409)
    assert closed["code"] == "room-closed"


def test_what_cannot_be_taken_leaves_nothing_behind_and_keeps_what_was_typed(cast: Cast) -> None:
    report, viewer, code = a_report()
    scan = ("adt.hl7", b"PID|1||48291^^^ELO^MR||MARROW^ILSE||19621103|F\r")
    finder, home = browser_of(None), Path(settings.MEDCORD_HOME)
    finder.post("/my-report", {"code": code})
    asked = finder.post("/my-report/write", {"body": "kept words", "attached": upload(*scan)})
    page = asked.content.decode()
    assert (asked.status_code, "kept words" in page, "I have looked" in page) == (422, True, True)
    with pytest.raises(InputRefusal, match="10 fit"):
        actions.write_to(None, "Many.", [(f"{n}.txt", b"x") for n in range(11)], actor=viewer)
    with pytest.raises(InputRefusal):
        actions.write_to(None, "Large.", [("big.bin", bytes((20 << 20) + 1))], actor=viewer)
    assert (report.messages.count(), kept_files(home)) == (0, [])
    seen = {"body": "It is made up.", "attached": upload(*scan), "patient_data_seen": "on"}
    assert finder.post("/my-report/write", seen).status_code == 302
    assert [one.name for one in report.files.all()] == ["adt.hl7"]


class SlowUpload(BytesIO):
    """A file during whose arrival something happens once."""

    def __init__(self, data: bytes, meanwhile: Callable[[], object]) -> None:
        super().__init__(data)
        self._meanwhile: Callable[[], object] | None = meanwhile

    def read(self, size: int | None = -1, /) -> bytes:
        if self._meanwhile is not None:
            happens, self._meanwhile = self._meanwhile, None
            happens()
        return super().read(size)


def test_a_file_is_not_kept_when_the_room_is_closed_meanwhile(cast: Cast) -> None:
    case, lead = joined(cast), cast.coordinator.viewer
    room = cases.open_side_room(case, cases.SideRoom("Short", with_finder=True), actor=lead).pk
    slow = SlowUpload(b"seen", lambda: cases.close_room(case, room, actor=lead))
    with pytest.raises(RuleRefusal, match="closed"):
        cases.write_as_finder(room, "See.", [("proof.txt", slow)], actor=finder_of(Report.objects.get()))
    assert kept_files(Path(settings.MEDCORD_HOME)) == []


def test_a_finder_sends_files_as_often_as_a_person_would(cast: Cast) -> None:
    _report, viewer, _code = a_report()
    for _ in range(20):
        doors.admit_files(viewer, 1)
    with pytest.raises(TryLater):
        doors.admit_files(viewer, 1)
    doors.admit_files(viewer, 0)  # words alone are not held up
    doors.admit_files(a_report()[1], 1)


def test_a_manufacturer_fetches_what_answers_its_own_request(cast: Cast) -> None:
    words = actions.RequestWords(device_model="Breva V2", description="We found it ourselves.")
    asked = actions.request(words, actor=cast.manufacturer.viewer)
    lead, maker = browser_of(cast.coordinator), browser_of(cast.manufacturer)
    answer = {"body": "Fill this in.", "attached": upload("form.txt", b"to fill in")}
    assert lead.post(f"/reports/{asked.reference}/reply", answer).status_code == 302
    back = {"body": "Filled in.", "attached": upload("filled.txt", b"filled in")}
    assert maker.post(f"/requests/{asked.reference}/write", back).status_code == 302
    page = maker.get(f"/requests/{asked.reference}").content.decode()
    for file in asked.files.all():
        assert f"/requests/{asked.reference}/files/{file.pk}" in page
        assert b"fill" in b"".join(maker.get(f"/requests/{asked.reference}/files/{file.pk}"))  # type: ignore[arg-type]
        assert browser_of(cast.eve).get(f"/requests/{asked.reference}/files/{file.pk}").status_code == 404
