"""The whole road by the API alone: from a finder's report to the hospital's closed worklist."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.ledger import queries as ledger
from medcord.ledger import worker
from tests.api.programs import REPORT, Programs, file_report, finder_with, open_a_case

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


def publish(programs: Programs, case: str) -> str:
    programs.coordinator.post(f"/cases/{case}/confirmation", {"evidence": "Reproduced by the maker."})
    saved = programs.coordinator.put(f"/cases/{case}/draft", DRAFT | {"expected_version": 0})
    assert saved["missing"] == []
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
    assert [(p["name"], p["version"]) for p in value["products"]] == [("Breva V2", "< 4.2.1"), ("Breva V2", "4.2.1")]
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
    assert sent["readers"] == before["readers"]
    assert "Device Safety Agency" not in [party["name"] for party in sent["readers"]]
    assert programs.regulator.get(f"/cases/{case}/messages")["count"] == 0
    assert [row["body"] for row in programs.coordinator.get(f"/cases/{case}/messages")["items"]] == [
        "The mute port is 5011."
    ]


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
    assert programs.manufacturer.get(f"/cases/{case}/opinions") == {"opinions": [], "released": None}
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
    assert (got.status_code, got.content) == (200, b"1. connect 2. mute")
    assert got.headers["Content-Disposition"].startswith("attachment")
