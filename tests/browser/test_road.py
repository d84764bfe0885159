"""From the finder's form to the closed device, by clicks, one story for each role."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.people import Person, person
from tests.browser.product import Product
from tests.browser.road import MODEL, SENTENCE, TITLE, Road


@pytest.fixture(scope="module")
def road(browser: Browser, product: Product, signed_in: Callable[[str], object]) -> Iterator[Road]:
    met: list[Person] = []

    def one(name: str) -> Person:
        met.append(person(browser, product, name, state=signed_in(name)))
        return met[-1]

    yield Road(one)
    assert [f"{who.name}: {words}" for who in met for words in who.complaints] == []


def test_a_finder_comes_back_with_the_code_from_another_computer(road: Road, meet: Callable[..., Person]) -> None:
    road.until("reported")
    finder = meet("finder at another computer")
    finder.goes_to("/")
    finder.opens("My report")
    finder.page.get_by_label("Your code").fill(road.code.lower().replace("-", " "))
    finder.presses("Open my report")
    finder.sees(f"Pellgrove Diabetes {MODEL}")
    finder.sees("pump.jpg")
    finder.page.get_by_label("Message").fill("I can lend you the pump.")
    finder.presses("Send")
    finder.sees("I can lend you the pump.")
    finder.presses("Leave on this computer")
    finder.page.get_by_label("Your code").wait_for()


def test_a_wrong_code_gets_a_sentence_and_nothing_else(meet: Callable[..., Person]) -> None:
    guesser = meet("guesser")
    guesser.goes_to("/my-report")
    guesser.page.get_by_label("Your code").fill("AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GG")
    guesser.presses("Open my report")
    guesser.sees("No report opens with this code")


def test_the_coordinator_triages_opens_the_case_and_invites_the_maker(road: Road, meet: Callable[..., Person]) -> None:
    road.until("opened")
    lead = meet("coordinator")
    lead.goes_to("/board")
    lead.follows(TITLE)
    lead.sees("Pellgrove Diabetes")
    lead.sees("Device Safety Agency")
    lead.follows("Who can see this and why")
    maker = lead.page.get_by_role("row").filter(has_text="Pellgrove Diabetes")
    assert "No" in maker.inner_text()


def test_an_invited_maker_sees_the_terms_and_nothing_of_the_case(road: Road, meet: Callable[..., Person]) -> None:
    road.until("opened")
    stranger = meet("karst")
    assert stranger.goes_to(f"/cases/{road.case}").status == 404
    assert stranger.goes_to(f"/cases/{road.case}/terms").status == 404


def test_the_maker_signs_and_states_its_product(road: Road, meet: Callable[..., Person]) -> None:
    road.until("signed")
    lead = meet("coordinator")
    lead.goes_to(f"/cases/{road.case}/statements")
    rows = lead.page.get_by_role("row").filter(has_text=MODEL).all_inner_texts()
    assert [("< 2.3" in row, "Affected" in row, "Install 2.3" in row) for row in rows if "< 2.3" in row] == [
        (True,) * 3
    ]
    assert any("Fixed" in row for row in rows)


def test_the_regulator_judges_the_harm_and_releases_one_sentence(road: Road, meet: Callable[..., Person]) -> None:
    road.until("judged")
    lead = meet("coordinator")
    lead.goes_to(f"/cases/{road.case}/opinion")
    lead.sees(SENTENCE)
    maker = meet("pellgrove")
    maker.goes_to(f"/cases/{road.case}")
    assert "nobody is awake" not in maker.page.content()


def test_the_coordinator_publishes_and_everybody_may_read_it(road: Road, meet: Callable[..., Person]) -> None:
    road.until("published")
    patient = meet("stranger")
    patient.goes_to("/advisories")
    patient.follows(TITLE)
    for words in (SENTENCE, "Install 2.3 at the next visit.", "grebe", road.advisory):
        patient.sees(words)
    assert road.case not in patient.page.content()


def test_the_hospital_sees_it_within_seconds_and_closes_a_device(road: Road, meet: Callable[..., Person]) -> None:
    road.until("closed")
    engineer = meet("hospital")
    engineer.goes_to("/worklist")
    engineer.follows(TITLE)
    engineer.sees("Software 2.3 installed at the visit.")
    engineer.sees("T. Brindle")
    other = meet("merrow")
    other.goes_to("/worklist")
    assert "Software 2.3 installed" not in other.page.content()


def test_the_measures_show_how_long_it_took(road: Road, meet: Callable[..., Person]) -> None:
    road.until("closed")
    lead = meet("coordinator")
    lead.goes_to("/home")
    lead.opens("Measures")
    rows = lead.page.get_by_role("table").get_by_role("row").all_inner_texts()
    assert len(rows) > 3
    assert any(character.isdigit() for character in rows[1])
