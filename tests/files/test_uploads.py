"""Uploads: limits before bytes are kept, no large file in memory, patient data pointed at before anything is sent."""

from __future__ import annotations

import json
import tracemalloc
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from medcord.core.refusals import InputRefusal, NotFound
from medcord.intake import actions as intake
from medcord.intake import queries as reports
from medcord.intake.models import ReportFile
from medcord.ledger import downloads, files
from medcord.ledger import queries as ledger
from tests.cast import STRANGER, Cast, browser_of
from tests.files.store import kept_files

pytestmark = pytest.mark.django_db

FORM = {
    "device_maker": "Karst", "device_model": "Breva", "how_tested": "bench", "patient_impact": "unknown",
    "description": "The mute port is open.", "identity": "anonymous", "read_policy": "on",
}  # fmt: skip
WORDS = intake.ReportWords("Karst", "Breva", "", "bench", "unknown", "The mute port is open.")


def sent(**more: Any) -> HttpResponse:
    return Client().post("/report", {**FORM, **more})  # type: ignore[return-value]


def attached(name: str, data: bytes, kind: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=kind)


def page(response: HttpResponse) -> str:
    return response.content.decode()


def test_the_words_before_an_upload_say_that_patient_data_does_not_belong_here() -> None:
    assert "Patient data does not belong here" in page(Client().get("/report"))  # type: ignore[arg-type]


def test_a_file_over_20_megabytes_is_refused_by_name_and_what_was_typed_is_kept(cast: Cast, settings: Any) -> None:
    response = sent(attached=attached("capture.pcap", bytes(20 * 1024 * 1024 + 1)))
    assert response.status_code == 422
    assert "capture.pcap: the file is larger than 20 MB." in page(response)
    assert "The mute port is open." in page(response)
    assert kept_files(settings.MEDCORD_HOME) == []


def test_eleven_files_are_refused_and_none_is_kept(cast: Cast, settings: Any) -> None:
    response = sent(attached=[attached(f"{number}.txt", b"x") for number in range(11)])
    assert response.status_code == 422
    assert "You added 11 files; 10 fit." in page(response)
    assert kept_files(settings.MEDCORD_HOME) == []


def test_a_request_that_says_it_is_huge_is_turned_away_before_it_is_read(cast: Cast) -> None:
    class Endless(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("a byte of it was read")

    response = Client().generic(
        "POST", "/report", b"",
        CONTENT_TYPE="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(300 << 20), "wsgi.input": Endless()},
    )  # fmt: skip
    assert response.status_code in (400, 413)
    assert b"too large" in response.content


def test_a_large_upload_stays_out_of_memory(cast: Cast) -> None:
    client, data = Client(), attached("log.txt", b"mute " * (4 * 1024 * 1024))
    tracemalloc.start()
    try:
        assert client.post("/report", {**FORM, "attached": data}).status_code == 302
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # The test client itself puts the whole body together, twice over while it does.
    assert most < 3 * (20 << 20)


def test_a_stored_file_is_sealed_and_streamed_back_as_an_attachment(cast: Cast, settings: Any) -> None:
    words = b"port 5011 mutes it " * 100_000
    assert sent(attached=attached("proof.txt", words)).status_code == 302
    assert [
        path for path in Path(settings.MEDCORD_HOME).rglob("*") if path.is_file() and b"5011" in path.read_bytes()
    ] == []
    row = ReportFile.objects.get()
    got = browser_of(cast.coordinator).get(f"/reports/{row.report.reference}/files/{row.pk}/original")
    assert got.streaming
    assert b"".join(got) == words
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Length"] == str(len(words))
    assert got["Content-Disposition"] == "attachment; filename=\"proof.txt\"; filename*=UTF-8''proof.txt"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_damaged_file_is_a_sentence_and_not_a_broken_download(cast: Cast, settings: Any) -> None:
    sent(attached=attached("proof.txt", b"port 5011 " * 20_000))
    row = ReportFile.objects.get()
    path = next(Path(settings.MEDCORD_HOME).glob(f"blobs/??/{row.blob.hex}.sealed"))
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    got = browser_of(cast.coordinator).get(f"/reports/{row.report.reference}/files/{row.pk}/original")
    assert got.status_code == 409
    assert b"changed or damaged" in got.content
    assert b"5011" not in got.content


def test_eve_fetches_no_file(cast: Cast) -> None:
    sent(attached=attached("proof.txt", b"x"))
    row = ReportFile.objects.get()
    got = browser_of(cast.eve).get(f"/reports/{row.report.reference}/files/{row.pk}/original")
    assert got.status_code == 404


@pytest.mark.parametrize(
    ("name", "kind", "header"),
    [
        ("a.txt", "text/plain", "attachment; filename=\"a.txt\"; filename*=UTF-8''a.txt"),
        ('x"; y=z\r\nSet-Cookie: a', "", 'attachment; filename="x__y_zSet-Cookie__a"; '),
        ("../../etc/passwd", "", 'attachment; filename="etc_passwd"'),
        ("größe.pdf", "application/pdf", "filename*=UTF-8''gr%C3%B6%C3%9Fe.pdf"),
        ("invoice\u202efdp.exe", "application/x-dosexec", 'filename="invoicefdp.exe.download"'),
        ("page.html", "text/html", 'filename="page.html.download"'),
        ("\u200b", "", 'filename="file"'),
    ],
)
def test_the_name_of_a_download_can_do_no_harm(name: str, kind: str, header: str) -> None:
    said = downloads.disposition(name, kind)
    assert said.startswith("attachment; ")
    assert header in said
    assert said.isascii()
    assert not any(sign in said for sign in "\r\n")


def test_what_disagrees_with_its_name_is_kept_and_said(cast: Cast) -> None:
    sent(attached=attached("photo.jpg", b"MZ" + bytes(100), "image/jpeg"))
    row = ReportFile.objects.get()
    assert row.kind == "application/x-dosexec"
    assert "Its name says a JPEG picture, its content is a Windows program." in row.stripped
    assert row.clean_blob is None


def test_likely_patient_data_is_shown_before_anything_is_kept(cast: Cast, settings: Any) -> None:
    scan = attached("adt.hl7", b"MSH|^~\\&|LAB\rPID|1||48291^^^ELO^MR||MARROW^ILSE||19621103|F\r", "text/plain")
    response = sent(attached=scan, how_tested="On a bench.\nThe log says MRN: 00482915")
    assert response.status_code == 422
    said = page(response)
    assert "a patient&#x27;s record number (line 2 of “How did you find or test it?”)" in said
    assert "an HL7 message of a patient (line 2 of “adt.hl7”)" in said
    assert 'type="checkbox" name="patient_data_seen"' in said
    assert ReportFile.objects.count() == 0
    assert kept_files(settings.MEDCORD_HOME) == []


def test_who_looked_sends_it_all_the_same_and_the_hints_hold_no_word_of_it(cast: Cast) -> None:
    scan = attached("adt.hl7", b"PID|1||48291^^^ELO^MR||MARROW^ILSE||19621103|F\r", "text/plain")
    assert sent(attached=scan, patient_data_seen="on").status_code == 302
    row = ReportFile.objects.get()
    assert row.hints == [{"sign": "hl7-patient", "where": "line 1"}]
    assert "MARROW" not in json.dumps([fact.data for fact in ledger.facts_of([f"report:{row.report_id}"])])


def test_the_box_is_not_shown_where_nothing_looks_like_patient_data(cast: Cast) -> None:
    assert 'type="checkbox" name="patient_data_seen"' not in page(sent(description=""))


def test_a_program_is_refused_with_the_same_sentence_until_it_says_that_somebody_looked(cast: Cast) -> None:
    body = {key: value for key, value in FORM.items() if key != "read_policy"} | {"description": "MRN: 00482915"}
    post = {"path": "/api/v1/reports", "content_type": "application/json"}
    first = Client().post(data=body, **post)  # type: ignore[arg-type]
    assert (first.status_code, first.json()["code"]) == (422, "patient-data")
    assert "00482915" not in first.content.decode()
    assert Client().post(data=body | {"patient_data_seen": True}, **post).status_code == 201  # type: ignore[arg-type]


def test_a_report_that_cannot_be_filed_leaves_no_file_behind(settings: Any, db: None) -> None:
    """No coordinator yet: the files were sealed already, and go."""
    with pytest.raises(Exception, match="no coordinator"):
        intake.submit(WORDS, [("a.txt", b"words")], actor=STRANGER)
    assert kept_files(settings.MEDCORD_HOME) == []


def test_a_file_of_another_report_is_not_found_under_this_one(cast: Cast) -> None:
    for _ in range(2):
        sent(attached=attached("proof.txt", b"x"))
    one, other = ReportFile.objects.all()
    report = reports.report_for(cast.coordinator.viewer, one.report.reference)
    with pytest.raises(NotFound):
        reports.file_for(cast.coordinator.viewer, report, other.pk)


def test_names_are_cut_to_their_last_part() -> None:
    found = files.look([("C:\\Users\\ilse\\Desktop\\proof.txt", b"x"), ("/home/ilse/a.txt", BytesIO(b"y"))])
    assert [one.name for one in found] == ["proof.txt", "a.txt"]


def test_sealing_that_breaks_off_takes_along_what_was_sealed(settings: Any) -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError("the disk is gone")
            return super().read(1)

    looked_at = files.look([("a.txt", b"fine")])
    bad = files.LookedAt("b.txt", Broken(b"bad"), looked_at[0].found)
    with pytest.raises(OSError, match="disk"), files.sealed([*looked_at, bad]):
        pass
    assert kept_files(settings.MEDCORD_HOME) == []


def test_an_empty_file_is_refused(cast: Cast) -> None:
    with pytest.raises(InputRefusal, match="empty"):
        intake.submit(WORDS, [("a.txt", b"")], actor=STRANGER)
