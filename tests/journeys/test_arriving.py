"""A case comes from a finder, a mail, a file, a manufacturer or something public, and keeps its numbers."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from medcord.ledger import worker
from tests.api.programs import Programs, finder_with, programs_of
from tests.cast import Cast, browser_of
from tests.journeys.steps import absent, decided, opened, page, refused, reported, send

pytestmark = pytest.mark.django_db

MAIL = """\
From: Ines Finder <ines@secret.example>
To: box@ncc.example
Subject: VRF#25-11-ABCDE: alarms of the Breva

The mute command needs no sign-in. CERT/CC has it as VU#123456.
"""
VINCE = {
    "vrf_id": "VRF#26-03-KLMNO",
    "vendor_name": "Karst Respiratory",
    "product_name": "Breva V3",
    "product_version": "5.0",
    "vul_description": "The update server takes any image.",
    "vul_impact": "The device could be replaced by another.",
    "contact_email": "ines@secret.example",
}
CSAF = {
    "document": {
        "category": "csaf_vulnerability_report",
        "title": "Breva V2 shows its password",
        "csaf_version": "2.1",
    },
    "product_tree": {
        "branches": [
            {
                "category": "vendor",
                "name": "Karst Respiratory",
                "branches": [{"category": "product_name", "name": "Breva V2"}],
            }
        ]
    },
    "vulnerabilities": [{"notes": [{"category": "description", "text": "The password is on the label. VU#654321."}]}],
}


@pytest.fixture
def programs(cast: Cast) -> Programs:
    return programs_of(cast)


def found(browser: Client, words: str) -> str:
    worker.drain()
    return page(browser, "/search", q=words)


def test_a_finders_report_becomes_a_case_and_the_finder_follows_it(cast: Cast) -> None:
    lead, eve = browser_of(cast.coordinator), browser_of(cast.eve)
    report, finder = reported(lead)
    assert "Tell the finder I am reading" in page(lead, f"/reports/{report}")
    send(lead, f"/reports/{report}/read")
    # Before it is accepted there is no way to a case, and the page says what comes first.
    assert "Open the case" not in page(lead, f"/reports/{report}")
    decided(lead, report)
    case = opened(lead, report)
    assert f"/cases/{case}" in page(lead, f"/reports/{report}")
    assert case in page(lead, "/board")
    assert "keep it to themselves until" in page(finder, "/my-report")
    assert absent(eve, f"/cases/{case}")
    assert absent(eve, f"/reports/{report}")


def test_a_pasted_mail_keeps_its_numbers_and_its_sender_follows_by_a_code(cast: Cast) -> None:
    lead, eve = browser_of(cast.coordinator), browser_of(cast.eve)
    form = {"act": "mail", "mail-pasted": MAIL}
    lacking = refused(lead, "/reports/new", **form)
    assert "who makes the device" in lacking
    assert "The mute command needs no sign-in" in lacking
    device = {"mail-device_maker": "Karst Respiratory", "mail-device_model": "Breva V2"}
    taken_in = lead.post("/reports/new", form | device).content.decode()
    report = re.findall(r"Taken in as (R-[A-Z0-9-]+)", taken_in)[0]
    code = re.findall(r'class="code">([^<]+)<', taken_in)[0]
    shown = page(lead, f"/reports/{report}")
    assert "by mail or file" in shown
    assert "ines@secret.example" not in shown
    decided(lead, report)
    case = opened(lead, report)
    # In the case, and in the search box however the number is written.
    assert "VU#123456" in page(browser_of(cast.regulator), f"/cases/{case}")
    for number in ("VU#123456", "vrf#25-11-abcde"):
        assert f"/cases/{case}" in found(lead, number)
        assert case not in found(eve, number)
    sender = finder_with(code)
    assert sender.get("/my-report")["reference"] == report
    assert sender.get("/my-report/case")["embargo_until"]


@pytest.mark.parametrize(
    ("document", "number", "model"),
    [(VINCE, "VRF#26-03-KLMNO", "Breva V3"), (CSAF, "VU#654321", "Breva V2")],
    ids=["vince", "csaf"],
)
def test_a_file_names_its_device_and_its_number_is_found(
    cast: Cast, programs: Programs, document: dict[str, object], number: str, model: str
) -> None:
    lead, owner, eve = browser_of(cast.coordinator), programs.coordinator, programs.eve
    # By the page, and the same file by a program.
    upload = SimpleUploadedFile("export.json", json.dumps(document).encode())
    taken_in = lead.post("/reports/new", {"act": "mail", "mail-file": upload}).content.decode()
    assert number in taken_in
    report = owner.post("/reports/mails", {"source": json.dumps(document)}, status=201)["reference"]
    detail = owner.get(f"/reports/{report}")
    assert (detail["device_maker"], detail["device_model"]) == ("Karst Respiratory", model)
    assert (detail["numbers"], detail["origin"]) == ([number], "mail")
    # The one that came by the page stands beside it, with because.
    worker.drain()
    assert f"The same number: {number}" in page(lead, f"/reports/{report}")
    owner.post(f"/reports/{report}/triage", {"medical_device": "yes", "outcome": "accept"})
    case = owner.post(f"/reports/{report}/case", {"title": "Breva"}, status=201)["reference"]
    worker.drain()
    assert owner.get(f"/cases/{case}")["other_numbers"] == [number]
    assert [one["reference"] for one in owner.get("/cases", q=number)["items"]] == [case]
    assert eve.get("/cases", q=number)["count"] == 0


def test_a_manufacturers_own_request_is_its_case_from_the_start(cast: Cast, programs: Programs) -> None:
    lead, maker, eve = browser_of(cast.coordinator), browser_of(cast.manufacturer), browser_of(cast.eve)
    where = send(maker, "/requests/new", device_model="Breva V2", description="Our own test muted the alarm.")
    assert "Nobody has opened it yet" in page(maker, where)
    report = where.rsplit("/", 1)[-1]
    assert "the manufacturer's own request" in page(lead, f"/reports/{report}")
    send(lead, f"/reports/{report}/reply", body="How many are in the field?")
    assert "How many are in the field?" in page(maker, where)
    send(maker, f"{where}/write", body="About 900.")
    decided(lead, report)
    case = opened(lead, report)
    assert f"/cases/{case}" in page(maker, where)
    assert "Breva V2: alarms can be silenced" in page(maker, f"/cases/{case}")
    assert absent(eve, f"/cases/{case}")
    assert absent(eve, where)
    # A program asks too, and is told what became of it.
    asked = programs.manufacturer.post(
        "/requests", {"device_model": "Breva V3", "description": "Any image is taken."}, status=201
    )
    assert asked["case"] == ""
    owner = programs.coordinator
    owner.post(f"/reports/{asked['reference']}/triage", {"medical_device": "yes", "outcome": "accept"})
    second = owner.post(f"/reports/{asked['reference']}/case", {"title": "Breva V3"}, status=201)["reference"]
    assert programs.manufacturer.get(f"/requests/{asked['reference']}")["case"] == second
    assert programs.manufacturer.get(f"/cases/{second}")["title"] == "Breva V3"
    assert programs.eve.send("GET", f"/requests/{asked['reference']}").status_code == 404


def test_something_public_becomes_a_case_without_an_embargo(cast: Cast, programs: Programs) -> None:
    lead, owner = browser_of(cast.coordinator), programs.coordinator
    public = {
        "device_maker": "Karst Respiratory",
        "device_model": "Breva V2",
        "description": "CVE-2026-90533 is among the exploited.",
        "link": "https://kev.example/90533",
    }
    lacking = refused(lead, "/reports/new", act="signal")
    assert "What is public?" in lacking
    where = send(lead, "/reports/new", act="signal", **{f"signal-{name}": value for name, value in public.items()})
    report = where.rsplit("/", 1)[-1]
    assert "a public signal" in page(lead, where)
    decided(lead, report)
    assert "No embargo: it is public." in page(lead, where)
    case = opened(lead, report)
    assert owner.get(f"/cases/{case}/terms")["embargo"] == "none"
    assert f"/cases/{case}" in found(lead, "CVE-2026-90533")
    second = owner.post("/reports/signals", public, status=201)
    assert (second["origin"], second["already_public"], second["cves"]) == ("signal", True, ["CVE-2026-90533"])
    assert programs.eve.send("GET", f"/reports/{second['reference']}").status_code == 404
    assert case not in found(browser_of(cast.eve), "CVE-2026-90533")
