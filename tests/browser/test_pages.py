"""Each page, for each role that has it, in light and dark, wide and on a telephone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.look import faults_of
from tests.browser.pages import PAGES, Page
from tests.browser.people import Person, person
from tests.browser.product import Product

EVERY = [pytest.param(role, page, id=f"{role}-{page.name}") for role, pages in PAGES.items() for page in pages]


@pytest.fixture(scope="module")
def walker(browser: Browser, product: Product, signed_in: Callable[[str], object]) -> Iterator[Callable[[str], Person]]:
    """One person a role for the whole walk: a browser that has seen the styles once does not fetch them again."""
    walking: dict[str, Person] = {}

    def one(role: str) -> Person:
        if role not in walking:
            walking[role] = person(browser, product, role, state=signed_in(role))
            walking[role].kept = {}
        walking[role].complaints.clear()
        return walking[role]

    yield one
    for who in walking.values():
        who.context.close()


@pytest.mark.parametrize(("role", "page"), EVERY)
def test_a_page_is_usable_by_everybody_on_every_screen(role: str, page: Page, walker: Callable[[str], Person]) -> None:
    assert faults_of(walker(role), page, pictures=False) == []


def test_an_address_that_leads_nowhere_says_so_to_everybody_alike(meet: Callable[..., Person]) -> None:
    stranger, lead = meet("stranger"), meet("coordinator")
    for who in (stranger, lead):
        assert who.goes_to("/no/such/page").status == 404
        assert who.page.locator("h1").count() == 1
    assert stranger.page.content() == lead.page.content()
