"""The case room in a browser: what comes in by itself leaves what is typed alone, and who reads it is live."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.people import Person

BREVA = "Breva V2 ventilator"
Meet = Callable[..., Person]


def in_the_room(who: Person) -> Person:
    who.goes_to("/board")
    who.follows(BREVA)
    return who


def says(who: Person, words: str) -> None:
    who.page.locator("#id_body").fill(words)
    who.page.locator("#reads button[type=submit]").click()
    expect(who.page.locator("#line")).to_contain_text(words)


def test_news_comes_in_and_what_is_being_typed_stays(meet: Meet) -> None:
    maker, owner = in_the_room(meet("karst")), in_the_room(meet("coordinator"))
    owner.page.locator("#id_body").fill("Half a sen")
    owner.page.locator("#id_body").evaluate("box => box.setSelectionRange(4, 4)")
    says(maker, "Build 4.2.2 is on the bench.")
    # The same request the page makes by itself every 15 seconds.
    owner.page.evaluate(
        "() => { const n = document.getElementById('news');"
        " htmx.ajax('GET', n.getAttribute('hx-get'), {target: '#news', swap: 'outerHTML'}); }"
    )
    expect(owner.page.locator("#line")).to_contain_text("Build 4.2.2 is on the bench.")
    assert owner.page.locator("#id_body").input_value() == "Half a sen"
    assert owner.page.locator("#id_body").evaluate("box => box.selectionStart") == 4
    owner.page.locator("#id_body").fill("")


def test_the_readers_above_the_button_follow_the_class(meet: Meet) -> None:
    owner = in_the_room(meet("coordinator"))
    expect(owner.page.locator("#reads")).to_contain_text("Karst")
    owner.page.locator("#id_confidentiality").select_option("deliberative")
    expect(owner.page.locator("#reads")).to_contain_text("Karst (by its marking or class)")
    assert re.search(r"Send to \d+", owner.page.locator("#reads button[type=submit]").inner_text())


def test_what_is_being_typed_stands_in_no_address(meet: Meet) -> None:
    owner = in_the_room(meet("coordinator"))
    addresses: list[str] = []
    owner.page.on("request", lambda request: addresses.append(request.url))
    owner.page.locator("#id_body").fill("Thumbscrew")
    owner.page.locator("#id_confidentiality").select_option("deliberative")
    expect(owner.page.locator("#reads")).to_contain_text("Karst (by its marking or class)")
    asked = [address for address in addresses if "/readers?" in address]
    assert asked
    assert [address for address in asked if "Thumbscrew" in address or "csrf" in address] == []
    owner.page.locator("#id_body").fill("")


def test_the_words_stay_while_a_file_is_put_down_for_them(meet: Meet) -> None:
    owner = in_the_room(meet("coordinator"))
    owner.page.locator("#id_body").fill("Look at the trace I add.")
    owner.page.locator("#id_confidentiality").select_option("deliberative")
    expect(owner.page.locator("#reads")).to_contain_text("Karst (by its marking or class)")
    owner.page.locator(".uploads summary").click()
    trace = {"name": "trace.txt", "mimeType": "text/plain", "buffer": b"mute 1, mute 2"}
    owner.page.locator(".uploads input[type=file]").set_input_files(trace)
    owner.presses("Put down")
    owner.sees("1 put down.")
    expect(owner.page.locator("#id_body")).to_have_value("Look at the trace I add.")
    expect(owner.page.locator("#id_confidentiality")).to_have_value("deliberative")
    expect(owner.page.locator("#reads")).to_contain_text("Karst (by its marking or class)")
    owner.presses("Take away")
    owner.sees("Taken away.")
    expect(owner.page.locator("#reads")).to_contain_text("Karst (by its marking or class)")
    assert owner.page.locator("#id_body").input_value() == "Look at the trace I add."
    assert "trace" not in owner.page.evaluate("JSON.stringify(sessionStorage)")
    owner.page.locator("#id_body").fill("")


def test_a_second_press_sends_nothing_twice(meet: Meet) -> None:
    owner = in_the_room(meet("coordinator"))
    owner.page.wait_for_load_state()
    press = "form.dispatchEvent(new SubmitEvent('submit', {bubbles: true, cancelable: true}))"
    form = owner.page.locator("form[action$='/send']")
    assert form.evaluate(f"form => [{press}, {press}]") == [True, False]


def test_a_name_is_offered_while_it_is_typed(meet: Meet) -> None:
    owner = in_the_room(meet("coordinator"))
    owner.page.locator("#id_body").press_sequentially("Please look, @Kar")
    owner.page.locator("[data-names] li:not([hidden]) button").first.click()
    assert owner.page.locator("#id_body").input_value() == "Please look, @Karst "
    owner.page.locator("#id_body").fill("")


def test_on_a_phone_the_room_is_three_parts_and_no_script_is_needed_for_them(meet: Meet) -> None:
    owner = in_the_room(meet("coordinator", wide=False))
    parts = owner.page.get_by_role("navigation", name="Parts of the case")
    expect(owner.page.locator("#line")).to_be_visible()
    expect(owner.page.get_by_role("heading", name="Clocks")).to_be_hidden()
    parts.get_by_role("link", name="State").click()
    expect(owner.page.get_by_role("heading", name="Clocks")).to_be_visible()
    expect(owner.page.locator("#line")).to_be_hidden()
    parts.get_by_role("link", name="Parties").click()
    expect(owner.page.get_by_role("heading", name="Parties")).to_be_visible()
