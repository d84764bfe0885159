"""The coordinator's list of signals: what it touches and because, and what becomes of each."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.advisories import queries as advisories
from medcord.cases import queries as case_queries
from medcord.ledger import worker
from medcord.signals.models import Signal
from tests.cases.road import product_of
from tests.cast import Cast, browser_of
from tests.signals import lists

pytestmark = pytest.mark.django_db


def upload(data: bytes, name: str = "list.json") -> dict[str, SimpleUploadedFile]:
    return {"attached": SimpleUploadedFile(name, data)}


def test_a_list_is_read_on_a_page_and_each_signal_leads_to_one_of_three_ends(cast: Cast) -> None:
    product_of(cast)
    desk = browser_of(cast.coordinator)
    done = desk.post("/signals/take-in", upload(lists.cve())).content.decode()
    assert "1 entry" in done
    worker.drain()
    row = Signal.objects.get()
    listing = desk.get("/signals").content.decode()
    assert "version 4.1.0 is within" in listing
    assert "no attacks are stated; a person looks" in listing.lower()
    page = f"/signals/{row.pk}"
    refused = desk.post(page, {"act": "aside", "because": ""})
    assert (refused.status_code, b"why it is nothing for you" in refused.content) == (422, True)
    assert desk.post(page, {"act": "aside", "because": "Fixed in 2024."}).status_code == 302
    assert b"Fixed in 2024." in desk.get("/signals?state=aside").content
    assert desk.post(page, {"act": "open", "because": "We look again."}).status_code == 302
    (case,) = case_queries.visible(cast.coordinator.viewer)
    worker.drain()
    tab = desk.get(f"/cases/{case.reference}/evidence").content.decode()
    assert "opened the case" in tab
    assert "By rule" not in tab
    assert case.reference in desk.get("/signals?state=case").content.decode()


def test_one_reading_of_kev_serves_the_worklists_too(cast: Cast) -> None:
    desk = browser_of(cast.coordinator)
    desk.post("/signals/take-in", upload(lists.kev((lists.KEV_CVE, "Karst", "Breva V2"), version="2026.11.02")))
    assert advisories.kev_state().catalogue == "2026.11.02"
    older = desk.post("/signals/take-in", upload(lists.kev(("CVE-2020-0001", "A", "B"), version="2026.10.01")))
    assert (older.status_code, advisories.kev_state().catalogue) == (200, "2026.11.02")


def test_what_cannot_be_read_is_said_with_its_place(cast: Cast) -> None:
    desk = browser_of(cast.coordinator)
    said = desk.post("/signals/take-in", upload(b"cve,epss,percentile\nCVE-2026-1,2,0.5", "epss.csv"))
    assert said.status_code == 422
    assert "epss.csv, line 2" in said.content.decode()


def test_eve_finds_no_page_of_it(cast: Cast) -> None:
    product_of(cast)
    browser_of(cast.coordinator).post("/signals/take-in", upload(lists.cve()))
    eve = browser_of(cast.eve)
    asked = ["/signals", "/signals/take-in", f"/signals/{Signal.objects.get().pk}", "/sightings", "/emerging"]
    assert [eve.get(page).status_code for page in asked] == [404] * 5
