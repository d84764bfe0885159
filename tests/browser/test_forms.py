"""What a form owes to the person before it: sentences, kept words, and a way through without a mouse."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.people import Person

BREVA = "Breva V2 ventilator"
Meet = Callable[..., Person]


def at_the_draft(who: Person) -> Person:
    who.goes_to("/board")
    who.follows(BREVA)
    who.tab("Draft")
    return who


def test_a_wrong_password_gets_one_sentence_that_tells_nothing(meet: Meet) -> None:
    somebody = meet("stranger")
    for email in ("tarrow@ncc.demo.example", "nobody@ncc.demo.example"):
        somebody.goes_to("/sign-in")
        somebody.page.get_by_label("E-mail").fill(email)
        somebody.page.get_by_label("Password").fill("not the password")
        somebody.presses("Sign in")
        somebody.sees("This address and password do not belong together. Check both and try again.")
        assert somebody.page.get_by_label("E-mail").input_value() == email
        assert somebody.page.get_by_label("Password").input_value() == ""


def test_the_second_of_two_editors_is_told_and_keeps_what_was_typed(meet: Meet) -> None:
    first, second = at_the_draft(meet("coordinator")), at_the_draft(meet("coordinator"))
    first.field("What is not known").fill("Whether home units can be reached.")
    second.field("What is not known").fill("How many units there are.")
    first.presses("Save the draft")
    expect(first.field("What is not known")).to_have_value("Whether home units can be reached.")
    second.presses("Save the draft")
    second.sees("Somebody else changed this")
    assert second.field("What is not known").input_value() == "How many units there are."
    second.presses("Save the draft")
    first.goes_to(first.path)
    assert first.field("What is not known").input_value() == "How many units there are."


def test_a_half_filled_report_comes_back_with_sentences_and_all_that_was_typed(meet: Meet) -> None:
    finder = meet("stranger", wide=False)
    finder.goes_to("/report")
    finder.page.get_by_label("Which device is it?").fill("Loop 3")
    finder.presses("Send the report")
    finder.sees("Not saved yet.")
    finder.sees("Please fill in “Who makes the device?”.")
    assert finder.page.get_by_label("Which device is it?").input_value() == "Loop 3"
    bad = finder.page.get_by_label("Who makes the device?")
    assert bad.get_attribute("aria-invalid") == "true"
    told_by = (bad.get_attribute("aria-describedby") or "").split()
    assert [finder.page.locator(f"#{one}").count() for one in told_by] == [1] * len(told_by)


def test_the_report_form_can_be_filled_and_sent_by_the_keyboard_alone(meet: Meet) -> None:
    finder = meet("stranger")
    finder.goes_to("/report")
    keys = finder.page.keyboard
    typed: list[str] = []
    answers = {
        "device_maker": "Calloway",
        "device_model": "Warmer T1",
        "description": "It warms too much.",
        "how_tested": "In an empty room.",
        "patient_impact": "I do not know.",
    }
    keys.press("Tab")
    assert finder.page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    keys.press("Enter")
    for _ in range(40):
        keys.press("Tab")
        name, kind = finder.page.evaluate("[document.activeElement.name || '', document.activeElement.type || '']")
        outline = finder.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", f"nobody can see that {name or kind} is chosen"
        if name in answers:
            keys.type(answers[name])
            typed.append(name)
        elif name == "read_policy":
            keys.press("Space")
        elif kind == "submit" and "read_policy" not in name and typed:
            keys.press("Enter")
            break
    assert typed == list(answers)
    finder.page.locator("[data-code]").wait_for()
    assert len(finder.page.locator("[data-code]").inner_text().replace("-", "").strip()) == 26


def test_a_page_that_is_not_there_and_one_that_is_not_yours_look_the_same(meet: Meet) -> None:
    lead, eve = meet("coordinator"), meet("quillon")
    lead.goes_to("/board")
    lead.follows(BREVA)
    there, absent = lead.path, "/cases/MC-AAAA-AAAA"
    shown = []
    for path in (there, absent):
        assert eve.goes_to(path).status == 404
        shown.append(eve.page.content())
    assert shown[0] == shown[1]
