"""Independent tests as people and programs meet them."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from medcord.gateways import clock
from medcord.lab.models import LabTest
from tests.cases.road import joined
from tests.cast import Cast, browser_of
from tests.lab.test_lab import asked, reported

pytestmark = pytest.mark.django_db


def send(browser: Client, page: str, act: str, **said: str) -> str:
    """Send one form of a test's page; the page that comes back."""
    given = {f"{act}-{name}": words for name, words in said.items()}
    return browser.post(page, {"act": act, **given}, follow=True).content.decode()


def test_a_test_is_asked_for_handed_over_and_released_on_its_pages(cast: Cast) -> None:
    case = joined(cast)
    lead, regulator, maker = (browser_of(one) for one in (cast.coordinator, cast.regulator, cast.manufacturer))
    assert "No independent test was asked for" in regulator.get(f"/cases/{case}/tests").content.decode()
    asked = {"scope": "One unit", "question": "Does it fall silent?", "wanted": ""}
    again = regulator.post(f"/cases/{case}/tests", {**asked, "supplier": str(cast.manufacturer.organisation_id)})
    assert again.status_code == 422
    assert "Does it fall silent?" in again.content.decode()
    supplier = str(cast.manufacturer.organisation_id)
    regulator.post(f"/cases/{case}/tests", {**asked, "wanted": "One Breva", "supplier": supplier})
    page = f"/cases/{case}/tests/{LabTest.objects.get().reference}"
    assert "Name the laboratory." in send(lead, page, "answer", accept="yes")
    assert "Taken on by M. Tarrow" in send(lead, page, "answer", accept="yes", laboratory="Lab of the Vale")
    assert "SN-1" in send(maker, page, "specimen", kind="device", model="Breva V2", serial="SN-1")
    specimen = str(LabTest.objects.get().specimens.get().pk)
    assert "Waits for the specimen" in regulator.get(f"/cases/{case}/tests").content.decode()
    first = {"specimen": specimen, "at": f"{clock.now():%Y-%m-%dT%H:%M}", "zone": "UTC", "giver": "Karst"}
    assert "Signed by L. Ostrava" in send(maker, page, "hand", move="receive", taker="NCC", seal="K-1", **first)
    assert "Being tested" in regulator.get(f"/cases/{case}/tests").content.decode()
    later = {**first, "giver": "A courier"}
    whole = send(lead, page, "hand", move="to_laboratory", taker="Lab of the Vale", seal="K-2", **later)
    assert "The chain has a gap" in whole
    assert "whoever gives it is not who took it last; the seal is not the one that was on it" in whole
    assert "A courier" not in maker.get(page).content.decode()
    send(lead, page, "report", outcome="confirmed", words="It fell silent.")
    assert "Evidence you can cite" in regulator.get(f"/cases/{case}/opinion").content.decode()
    assert "Independent test" in regulator.get(f"/cases/{case}").content.decode()
    assert "It fell silent." not in maker.get(page).content.decode()
    send(lead, page, "release", audience="maker", because="It must mend it.")
    assert "It fell silent." in maker.get(page).content.decode()
    assert "It must mend it." not in maker.get(page).content.decode()


def test_a_program_reads_a_test_as_far_as_its_member_may(cast: Cast) -> None:
    case, row = reported(cast)
    path = f"/api/v1/cases/{case}/tests/{row.reference}"
    whole = browser_of(cast.regulator).get(path).json()
    assert whole["result"]["outcome"] == "confirmed"
    mine = browser_of(cast.manufacturer).get(path).json()
    assert (mine["request"]["question"], mine["result"]) == (row.question, None)
    sent = {"audience": "readers", "because": "All need it."}
    assert browser_of(cast.coordinator).post(f"{path}/release", json.dumps(sent), "application/json").status_code == 200
    assert browser_of(cast.manufacturer).get(path).json()["result"]["audience"] == "readers"


def test_eve_meets_no_test_on_any_page(cast: Cast) -> None:
    case, row = reported(cast)
    for who in (cast.eve, cast.hospital, None):
        browser = browser_of(who)
        for path in (f"/cases/{case}/tests", f"/cases/{case}/tests/{row.reference}"):
            assert browser.get(path).status_code in (302, 404)
            assert browser.get(f"/api/v1{path}").status_code in (401, 404)


def test_the_second_of_two_who_write_the_result_down_is_told_and_keeps_the_words(cast: Cast) -> None:
    case, row = asked(cast)
    lead, page = browser_of(cast.coordinator), f"/cases/{case}/tests/{row.reference}"
    found = {"act": "report", "report-outcome": "confirmed", "report-words": "It fell silent."}
    assert lead.post(page, found).status_code == 302
    late = lead.post(page, {**found, "report-words": "It did not \U0001f600."})
    assert late.status_code == 422
    assert "The result is in already." in late.content.decode()
    assert "It did not \U0001f600." in late.content.decode()
    assert "not open any more" in lead.post(page, {"act": "hand"}).content.decode()
    assert "answered already" in send(lead, page, "answer", accept="yes", laboratory="Another")
