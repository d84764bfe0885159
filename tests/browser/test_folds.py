"""Parts of the draft's page that fold: opened by the keyboard, by a link, by an error and for print, and kept open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, expect

from tests.browser.look import EVERYTHING, violations
from tests.browser.people import Person
from tests.browser.product import Product

Meet = Callable[..., Person]
SHORT = 4000  # pixels, with two comments to decide and the words for patients open; it was 6,000 with nothing folded
ENGINEERS = "details.part:has(#words-engineers)"


def at_the_draft(who: Person) -> Person:
    who.goes_to("/board")
    who.follows("Breva V2 ventilator")
    who.tab("Draft")
    return who


def test_the_page_is_short_and_a_part_opens_by_keyboard_alone(meet: Meet) -> None:
    lead = at_the_draft(meet("coordinator"))
    assert lead.page.evaluate("document.documentElement.scrollHeight") < SHORT
    part = lead.page.locator(ENGINEERS)
    part.locator("> summary").focus()
    lead.page.keyboard.press("Enter")
    expect(part.get_by_label("CVSS 3.1 vector")).to_be_visible()
    lead.page.keyboard.press("Space")
    expect(part.get_by_label("CVSS 3.1 vector")).to_be_hidden()


def test_the_contents_open_what_they_lead_to_and_open_all_opens_all(meet: Meet) -> None:
    lead = at_the_draft(meet("coordinator"))
    lead.page.get_by_role("navigation", name="On this page").get_by_role("link", name="What may be used").click()
    expect(lead.page.get_by_text("Products, as their makers state them")).to_be_in_viewport()
    lead.page.get_by_role("button", name="Open all").click()
    assert lead.page.locator("main details:is(.fold, .part):not([open])").count() == 0
    assert violations(lead, EVERYTHING) == []
    lead.page.get_by_role("button", name="Close all").click()
    assert lead.page.locator("main details:is(.fold, .part)[open]").count() == 0


def test_a_refused_save_starts_at_the_sentence_with_its_part_open_and_nothing_typed_is_lost(meet: Meet) -> None:
    lead = at_the_draft(meet("coordinator"))
    lead.field("What is not known").fill("How many there are.")
    lead.field("CVSS 3.1 vector").fill("CVSS:3.1/none")
    lead.presses("Save the draft")
    expect(lead.page.get_by_role("alert").filter(has_text="Not saved yet")).to_be_focused()
    expect(lead.page.get_by_label("CVSS 3.1 vector")).to_have_value("CVSS:3.1/none")
    expect(lead.page.get_by_label("CVSS 3.1 vector")).to_be_visible()
    expect(lead.page.get_by_label("What is not known", exact=False).first).to_have_value("How many there are.")


def test_what_was_opened_stays_open_and_a_marked_passage_opens_the_form_for_comments(meet: Meet) -> None:
    lead = at_the_draft(meet("coordinator"))
    lead.page.locator(f"{ENGINEERS} > summary").click()
    lead.page.reload()
    expect(lead.page.get_by_label("CVSS 3.1 vector")).to_be_visible()
    lead.page.locator("[data-part=summary]").select_text()
    passage = lead.page.get_by_role("textbox", name="The passage")
    expect(passage).to_be_visible()
    assert passage.input_value().startswith("Someone on the same network")


def test_without_scripts_a_link_opens_its_part_and_on_paper_all_is_open(
    browser: Browser, product: Product, signed_in: Callable[[str], Any], meet: Meet
) -> None:
    path = at_the_draft(meet("coordinator")).path
    plain = browser.new_context(java_script_enabled=False, storage_state=signed_in("coordinator"))
    page = plain.new_page()
    page.goto(f"{product.url}{path}#words-engineers")
    expect(page.get_by_label("CVSS 3.1 vector")).to_be_visible()
    expect(page.get_by_role("button", name="Open all")).to_be_hidden()
    page.goto(f"{product.url}{path}?")
    page.emulate_media(media="print")
    expect(page.get_by_text("Products, as their makers state them")).to_be_visible()
    plain.close()
