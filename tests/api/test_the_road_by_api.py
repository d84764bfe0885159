"""The whole road by the API alone: from a finder's report to the hospital's closed worklist."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.parties.models import Member
from tests.api.programs import REPORT, Program, Programs, file_report, finder_with, open_a_case, program_of
from tests.cases.road import second_reader

DRAFT = {
    "title": "Karst Breva V2: alarms can be silenced",
    "summary": "Someone on the network can silence alarms of the ventilator.",
    "device": "Breva V2, a ventilator.",
    "what_could_happen": "An alarm may stay silent.",
    "what_to_do": "Ask your clinic to install 4.2.1.",
    "vector": "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H",
}


def state_products(programs: Programs, case: str) -> None:
    words = {"name": "Breva V2", "model_number": "BV2", "versions": ["4.1.0", "4.2.1"]}
    product = programs.manufacturer.post("/products", words, status=201)["id"]
    for versions, status, remedy in (("< 4.2.1", "affected", "Install 4.2.1."), ("4.2.1", "fixed", "")):
        stated = {"product": product, "versions": versions, "status": status, "remediation": remedy}
        category = {"remediation_category": "vendor_fix"} if remedy else {}
        programs.manufacturer.post(f"/cases/{case}/statements", stated | category, status=201)


INVENTORY = b"""Tag;Maker;Model;SW;Ward
T-1;Karst Respiratory;Breva V2;4.1.0;ICU
T-2;Karst Respiratory;Breva V2;4.1.0;Ward 3
T-3;Karst Respiratory;Breva V2;4.2.1;ICU
T-4;Other Maker;Lamp;1.0;ICU
"""


def advisory_from_scratch(programs: Programs) -> str:
    """A published advisory on the Breva V2; its tracking id."""
    case = open_a_case(programs)
    programs.manufacturer.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
    state_products(programs, case)
    return publish(programs, case)


def load_inventory(program: Program) -> None:
    fields = {"file": SimpleUploadedFile("devices.csv", INVENTORY), "version": "SW", "department": "Ward"}
    given = program.upload("/inventory/imports", fields, status=201)
    assert given["state"] == "staging"
    worker.drain()
    read = program.get(f"/inventory/imports/{given['id']}")
    assert (read["state"], read["rows"], read["added"]) == ("ready", 4, 4)
    assert program.get("/devices")["count"] == 0
    assert program.post(f"/inventory/imports/{given['id']}/use")["state"] == "loaded"
    worker.drain()


def approve(case: str, number: int) -> None:
    """Another member of the coordinator approves what the first wrote."""
    second = program_of(second_reader(Member.objects.get(email="tarrow@ncc.example")))
    shown = second.post(f"/cases/{case}/draft/approval", {"number": number})
    assert (shown["approved_by"], shown["lacks"]) == (["N. Quist"], [])


def publish(programs: Programs, case: str) -> str:
    programs.coordinator.post(f"/cases/{case}/confirmation", {"evidence": "Reproduced by the maker."})
    saved = programs.coordinator.put(f"/cases/{case}/draft", DRAFT | {"expected_version": 0})
    assert saved["missing"] == []
    approve(case, saved["number"])
    wanted = {"expected_version": saved["version"], "early_reason": "The fix is out and customers are told."}
    return str(programs.coordinator.post(f"/cases/{case}/draft/publication", wanted, status=201)["tracking_id"])


@pytest.mark.django_db
def test_a_report_becomes_a_published_advisory(programs: Programs) -> None:
    case = open_a_case(programs)
    worker.drain()
    assert [row["case"] for row in programs.regulator.get("/consultations")["items"]] == [case]
    assert [row["reference"] for row in programs.manufacturer.get("/invitations")["items"]] == [case]
    assert programs.manufacturer.get("/cases")["count"] == 0
    programs.manufacturer.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
    state_products(programs, case)
    opinion = {"severity": "catastrophic", "scenario": "A patient stops breathing.", "certainty": "high"}
    number = programs.regulator.post(f"/cases/{case}/opinions", opinion, status=201)["number"]
    sentence = {"sentence": "A missed alarm could cost a life."}
    programs.regulator.post(f"/cases/{case}/opinions/{number}/release", sentence)
    tracking_id = publish(programs, case)
    worker.drain()
    shown = programs.stranger.get(f"/advisories/{tracking_id}")
    value = shown["advisory"]
    assert value["title"] == "Karst Breva V2: alarms can be silenced"
    assert value["plain"]["harm_statement"] == "A missed alarm could cost a life."
    assert value["acknowledgments"][0]["names"] == ["kestrel-9"]
    assert {(p["name"], p["version"]) for p in value["products"]} == {("Breva V2", "< 4.2.1"), ("Breva V2", "4.2.1")}
    assert value["current_release"].endswith("Z")
    document = programs.stranger.get(f"/advisories/{tracking_id}/csaf")
    assert document["document"]["tracking"]["id"] == tracking_id
    after = programs.coordinator.get(f"/cases/{case}")
    assert (after["embargo"], after["state"][3]) == ("exited", "P")
    programs.coordinator.post(f"/cases/{case}/closing", {"reason": "The advisory is out."})
    assert ledger.breaks() == []


@pytest.mark.django_db
def test_a_finder_comes_back_with_the_code_and_writes(programs: Programs) -> None:
    reference, code = file_report(programs)
    finder = finder_with(code)
    assert finder.get("/my-report")["first_read_at"] is None
    programs.coordinator.post(f"/reports/{reference}/read")
    assert finder.get("/my-report")["first_read_at"] is not None
    finder.post("/my-report/messages", {"body": "It also happens over Bluetooth."}, status=201)
    programs.coordinator.post(f"/reports/{reference}/messages", {"body": "Thank you."}, status=201)
    said = [(row["author"], row["body"]) for row in finder.get("/my-report/messages")["items"]]
    assert said == [("finder", "It also happens over Bluetooth."), ("coordinator", "Thank you.")]
    assert [row["author"] for row in programs.coordinator.get(f"/reports/{reference}")["thread"]] == [
        "finder",
        "coordinator",
    ]


@pytest.mark.django_db
def test_a_message_says_who_reads_it_before_and_after_it_is_sent(programs: Programs) -> None:
    case = open_a_case(programs)
    programs.manufacturer.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
    before = programs.manufacturer.get(f"/cases/{case}/readers", tlp="AMBER", confidentiality="trade-secret")
    sent = programs.manufacturer.post(
        f"/cases/{case}/messages",
        {"body": "The mute port is 5011.", "tlp": "AMBER", "confidentiality": "trade-secret"},
        status=201,
    )
    assert [one["id"] for one in sent["readers"]] == [one["id"] for one in before["readers"]]
    assert "Device Safety Agency" not in [party["name"] for party in sent["readers"]]
    assert programs.regulator.get(f"/cases/{case}/messages")["count"] == 0
    assert [row["body"] for row in programs.coordinator.get(f"/cases/{case}/messages")["items"]] == [
        "The mute port is 5011."
    ]


@pytest.mark.django_db
def test_the_timeline_names_parties_and_times_and_shows_no_id(programs: Programs) -> None:
    case = open_a_case(programs)
    rows = programs.coordinator.get(f"/cases/{case}/timeline")["items"]
    assert [row["kind"] for row in rows][:2] == ["CaseOpened", "EmbargoChanged"]
    invited = next(row for row in rows if row["said"].get("role") == "manufacturer")
    assert (invited["party"], invited["said"]["party"]) == ("National Coordination Centre", "Karst Respiratory")
    assert next(row for row in rows if row["kind"] == "EmbargoChanged")["said"]["until"].endswith("Z")
    assert re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{64}", json.dumps(rows)) == []


@pytest.mark.django_db
def test_the_second_of_two_editors_is_told_and_overwrites_nothing(programs: Programs) -> None:
    case = open_a_case(programs)
    first = programs.coordinator.put(f"/cases/{case}/draft", DRAFT | {"expected_version": 0})
    refused = programs.coordinator.put(f"/cases/{case}/draft", {"title": "Mine", "expected_version": 0}, status=409)
    assert refused["code"] == "edited-meanwhile"
    programs.coordinator.put(f"/cases/{case}/draft", {"flaw": "No check.", "expected_version": first["version"]})
    kept = programs.coordinator.get(f"/cases/{case}/draft")
    assert (kept["title"], kept["flaw"]) == (DRAFT["title"], "No check.")


@pytest.mark.django_db
def test_the_manufacturer_reads_the_released_sentence_and_nothing_else_of_an_opinion(programs: Programs) -> None:
    case = open_a_case(programs)
    programs.manufacturer.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
    opinion = {"severity": "serious", "scenario": "Deliberations about your device.", "certainty": "low"}
    programs.regulator.post(f"/cases/{case}/opinions", opinion, status=201)
    assert programs.manufacturer.get(f"/cases/{case}/opinions") == {
        "opinions": [],
        "released": None,
        "consultations": [],
    }
    programs.regulator.post(f"/cases/{case}/opinions/1/release", {"sentence": "Harm is possible."})
    seen = programs.manufacturer.get(f"/cases/{case}/opinions")
    assert (seen["opinions"], seen["released"]["sentence"]) == ([], "Harm is possible.")
    assert "OpinionSigned" not in [row["kind"] for row in programs.manufacturer.get(f"/cases/{case}/timeline")["items"]]


@pytest.mark.django_db
def test_files_of_a_report_reach_the_coordinator_only_as_downloads(programs: Programs) -> None:
    note = SimpleUploadedFile("steps.txt", b"1. connect 2. mute", content_type="text/plain")
    fields = {**REPORT, "credit": "true", "files": [note]}
    reference = programs.stranger.upload("/reports/with-files", fields, status=201)["reference"]
    attached = programs.coordinator.get(f"/reports/{reference}")["attached"]
    assert [(file["name"], file["kind"], file["has_clean_copy"]) for file in attached] == [
        ("steps.txt", "text/plain", True)
    ]
    got = programs.coordinator.send("GET", f"/reports/{reference}/files/{attached[0]['id']}/original")
    assert (got.status_code, b"".join(got)) == (200, b"1. connect 2. mute")
    assert got.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.django_db
def test_a_hospital_takes_its_worklist_from_import_to_closure(programs: Programs) -> None:
    load_inventory(programs.hospital)
    assert programs.hospital.get("/worklist")["count"] == 0
    tracking_id = advisory_from_scratch(programs)
    worker.drain()
    item = programs.hospital.get("/worklist")["items"][0]
    assert (item["tracking_id"], item["affected"], item["closed"]) == (tracking_id, 2, 0)
    assert [(action["category"], action["details"]) for action in item["actions"]] == [("vendor_fix", "Install 4.2.1.")]
    under = programs.hospital.get(f"/worklist/{tracking_id}", kind="affected")
    identity = under["items"][0]["identity"]["id"]
    listed = programs.hospital.get(f"/worklist/{tracking_id}/identities/{identity}/devices")
    assert [(row["asset_tag"], row["open"]) for row in listed["items"]] == [("T-1", True), ("T-2", True)]
    first, second = (row["id"] for row in listed["items"])
    work = {"outcome": "patched", "note": "4.2.1 installed, order 4711.", "seen": under["seen"]}
    record = programs.hospital.post(f"/worklist/{tracking_id}/records", work | {"devices": [first]}, status=201)
    late = programs.hospital.post(f"/worklist/{tracking_id}/records", work | {"devices": [first]}, status=409)
    assert late["code"] == "edited-meanwhile"
    programs.hospital.post(f"/worklist/{tracking_id}/records", work | {"identities": [identity]}, status=201)
    assert programs.hospital.get("/worklist")["count"] == 0
    assert programs.hospital.get("/worklist", state="closed")["items"][0]["closed"] == 2
    programs.hospital.post(f"/worklist/records/{record['id']}/undo", {"reason": "Wrong unit."})
    again = {"devices": [second], "reason": "The update failed on this unit."}
    programs.hospital.post(f"/worklist/{tracking_id}/reopenings", again, status=201)
    assert programs.hospital.get("/worklist")["items"][0]["affected"] == 2
    shown = programs.hospital.get(f"/devices/{first}")
    assert [(row["kind"], row["by"]) for row in shown["work"]] == [("undone", "T. Brindle"), ("closed", "T. Brindle")]
    legs = {leg["name"]: leg["done"] for leg in programs.hospital.get("/measures")["items"]}
    assert (legs["Advisory to worklist"], legs["Advisory to closure"]) == (1, 1)


@pytest.mark.django_db
def test_a_column_the_file_does_not_have_is_named_and_nothing_is_left_behind(programs: Programs) -> None:
    fields = {"file": SimpleUploadedFile("devices.csv", INVENTORY), "model": "Modell"}
    refused = programs.hospital.upload("/inventory/imports", fields, status=422)
    assert refused["code"] == "unknown-column"
    states = {row["state"] for row in programs.hospital.get("/inventory/imports")["items"]}
    assert states <= {"dropped"}
