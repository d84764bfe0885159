"""Anybody looks up a device and is told plainly what finding nothing means. Eve, a stranger like all, finds no more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from medcord.advisories import actions
from medcord.core.advisory import Identifiers
from medcord.core.device.carrier import UNSOUND
from tests.advisories.stories import COORDINATOR, FIXED_PUMP, PUMP, PUMP_ADVISORY

pytestmark = pytest.mark.django_db

DI = "00000000031004"
CARRIER = f"(01){DI}(17)281231(10)LOT-A77(21)SN7788ZQ"
SAID = "not the same as “not affected”"


@pytest.fixture
def tracking_id() -> str:
    """An advisory on the pump, by a sound device identifier."""
    pump = replace(PUMP, identifiers=Identifiers(model_numbers=("QI-3100",), udi_dis=(DI,)))
    return actions.publish(replace(PUMP_ADVISORY, products=(pump, FIXED_PUMP)), actor=COORDINATOR).advisory.tracking_id


def looked_up(what: str, **more: str) -> str:
    answer = Client(enforce_csrf_checks=True).post("/look-up", {"what": what, **more})
    assert answer.status_code == 200
    page = answer.content.decode()
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("what", ["Tidewater LVP", "QI-3100", DI, CARRIER, "0 0000000 03100 4", "CVE-2026-90417"])
def test_a_device_is_found_by_what_stands_on_its_label(tracking_id: str, what: str) -> None:
    page = looked_up(what)
    assert f'href="/advisories/{tracking_id}"' in page
    assert "1 advisory found" in page
    assert SAID not in page


def test_the_lot_and_the_serial_number_of_a_carrier_are_not_even_shown_again(tracking_id: str) -> None:
    page = looked_up(CARRIER)
    assert DI in page
    assert "went no further than this page" in page
    assert not any(part in page for part in ("7788", "A77", "281231"))
    listed = Client().get("/advisories", {"q": CARRIER}).content.decode()
    assert DI in listed
    assert f"/advisories/{tracking_id}" not in listed, "an address is kept on its way, so nothing is looked for by it"
    assert not any(part in listed for part in ("7788", "A77", "281231"))


def test_finding_nothing_is_never_a_silent_no(tracking_id: str) -> None:
    for page in (
        looked_up("Oakhollow"),
        Client().get("/advisories", {"q": "Oakhollow"}).content.decode(),
        Client().get("/search", {"q": "Oakhollow"}).content.decode(),
        Client().get("/advisories", {"model": "QI-3101"}).content.decode(),
    ):
        assert SAID in page
        assert "Ask the maker" in page
        assert tracking_id not in page


def test_a_mistyped_udi_is_told_and_a_broken_one_is_not_taken_for_nothing_found(tracking_id: str) -> None:
    assert UNSOUND in looked_up("00000000031005")
    for what in ("(01)123(21)SN7788ZQ", "=/A99SN7788ZQ"):
        page = looked_up(what)
        assert "cannot be read" in page
        assert SAID in page
        assert "7788" not in page
        assert tracking_id not in page


def test_many_hits_are_paged_by_a_form_so_that_no_address_holds_the_question() -> None:
    for number in range(27):
        actions.publish(replace(PUMP_ADVISORY, title=f"Pump {number}"), actor=COORDINATOR)
    first, second = looked_up("Tidewater"), looked_up("Tidewater", page="2")
    assert "27 advisories found" in first
    assert (first.count('class="pub-title"'), second.count('class="pub-title"')) == (25, 2)
    assert 'href="?' not in first
    assert looked_up("Tidewater", page="²").count('class="pub-title"') == 25


def test_the_list_keeps_its_filters_in_its_links_and_says_how_many_were_found(tracking_id: str) -> None:
    page = Client().get("/advisories", {"product": "tidewater", "model": "qi-3100", "cve": "CVE-2026-90417"})
    said = page.content.decode()
    assert "1 advisory found" in said
    assert "/advisories/feed.atom?product=tidewater&amp;model=qi-3100&amp;cve=CVE-2026-90417" in said
    assert f"/advisories/{tracking_id}" in said
