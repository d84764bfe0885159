"""Programs put files down, send and fetch them, and destroy what was spilled: the same verbs as the pages."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.ledger import worker
from tests.api.programs import Program, programs_of, said
from tests.cast import Cast
from tests.files.rooms import a_room
from tests.ledger.test_purge import tables_holding

pytestmark = pytest.mark.django_db

STEPS = b"1. connect 2. mute"


def put_down(program: Program, case: str, name: str = "steps.txt", data: bytes = STEPS, **more: str) -> str:
    file = SimpleUploadedFile(name, data)
    return str(program.upload(f"/cases/{case}/uploads", {"file": file, **more}, status=201)["id"])


def test_a_file_goes_with_a_message_and_is_fetched_by_its_readers(cast: Cast) -> None:
    case, programs = a_room(cast), programs_of(cast)
    maker = programs.manufacturer
    kept, dropped = put_down(maker, case), put_down(maker, case)
    assert programs.regulator.get(f"/cases/{case}/uploads") == []
    left = said(maker.send("POST", f"/cases/{case}/uploads/{dropped}/drop", {}), 200)
    assert [row["id"] for row in left] == [kept]
    assert [row["id"] for row in maker.get(f"/cases/{case}/uploads")] == [kept]
    maker.post(f"/cases/{case}/messages", {"body": "See the steps.", "files": [kept]}, status=201)
    rows = programs.regulator.get(f"/cases/{case}/files")["items"]
    assert [(row["name"], row["kind"], row["fetchable"]) for row in rows] == [("steps.txt", "text/plain", True)]
    path = f"/cases/{case}/files/{rows[0]['id']}"
    assert b"".join(programs.regulator.send("GET", path)) == STEPS  # type: ignore[arg-type]
    for outsider in (programs.eve, programs.hospital, programs.isao):
        assert outsider.send("GET", path).status_code == 404
        assert outsider.send("GET", f"/cases/{case}/files").status_code == 404
    assert programs.stranger.send("GET", path).status_code == 401


def test_an_upload_that_looks_like_patient_data_is_refused_until_somebody_looked(cast: Cast) -> None:
    case, maker = a_room(cast), programs_of(cast).manufacturer
    scan = b"PID|1||48291^^^ELO^MR||MARROW^ILSE||19621103|F\r"
    refused = maker.upload(
        f"/cases/{case}/uploads", {"file": SimpleUploadedFile("adt.hl7", scan)}, status=422
    )  # fmt: skip
    assert refused["code"] == "patient-data"
    put_down(maker, case, "adt.hl7", scan, patient_data_seen="true")
    large = SimpleUploadedFile("big.bin", bytes((20 << 20) + 1))
    assert maker.upload(f"/cases/{case}/uploads", {"file": large}, status=422)["code"] == "large-file"


def test_a_spill_is_destroyed_and_a_hold_forbids_it(cast: Cast) -> None:
    case, programs = a_room(cast), programs_of(cast)
    owner = programs.coordinator
    words = {"body": "At bed 12, Mr Marl.", "patient_data_seen": True}
    message = owner.post(f"/cases/{case}/messages", words, status=201)["message"]["id"]
    things = owner.get(f"/cases/{case}/spill")["things"]
    assert [one["id"] for one in things if one["what"] == "message"] == [message]
    why = {"things": [{"what": "message", "id": message}], "reason": "A patient is named.", "typed": case}
    assert owner.post(f"/cases/{case}/spill", why | {"typed": "no"}, status=422)["code"] == "type-again"
    owner.post(f"/cases/{case}/hold", {"reason": "A court asks."})
    assert owner.post(f"/cases/{case}/spill", why, status=409)["code"] == "legal-hold"
    owner.post(f"/cases/{case}/hold/lifting", {"reason": "Over."})
    assert owner.post(f"/cases/{case}/spill", why) == {"gone": 1}
    worker.drain()
    assert not tables_holding("Mr Marl")
    book = owner.get(f"/cases/{case}/spill")["book"]
    assert [(one["what"], one["reason"]) for one in book] == [
        ("message", "A patient is named."),
        ("hold-lifted", "Over."),
        ("hold-placed", "A court asks."),
    ]
    for program in (programs.regulator, programs.manufacturer, programs.eve):
        assert program.send("GET", f"/cases/{case}/spill").status_code == 404


def test_a_report_and_its_finder_are_destroyed_and_held_by_api(cast: Cast) -> None:
    from tests.ledger.test_purge import a_report

    report, owner = a_report(cast), programs_of(cast).coordinator
    why = {"reason": "Outed.", "typed": report}
    owner.post(f"/reports/{report}/hold", {"reason": "A court asks."})
    assert said(owner.send("POST", f"/reports/{report}/finder/purge", why), 409)["code"] == "legal-hold"
    owner.post(f"/reports/{report}/hold/lifting", {"reason": "Over."})
    owner.post(f"/reports/{report}/finder/purge", why)
    assert not tables_holding("kestrel-nine")
    owner.post(f"/reports/{report}/purge", why)
    assert not tables_holding("port is 5011")
