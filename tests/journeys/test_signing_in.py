"""A member sets up a passkey and a code generator in a real browser and signs in with each; Eve's browser does not.

The passkey is Chromium's own virtual authenticator, so the page's script, the browser and the node do what they do with
a real one.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.people import EMAILS, Person, a_browser, chromium, person
from tests.browser.product import PASSWORD, Product, demo
from tests.parties.codes import is_of_this_step_for, totp_now

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    if chromium() is None:
        pytest.skip("no Chromium on this machine; `tools/bootstrap.sh browser` says how to get one")
    with demo(tmp_path_factory.mktemp("signing-in") / "home", host="localhost") as running:
        yield running


@pytest.fixture(scope="module")
def browser(product: Product) -> Iterator[Browser]:
    with a_browser() as one:
        yield one


def key_in(who: Person) -> tuple[Any, str]:
    """Plug a security key into this person's browser: it has a PIN pad, and its owner says yes."""
    line = who.context.new_cdp_session(who.page)
    line.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    more = {"isUserVerified": True, "automaticPresenceSimulation": True}
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **more}})
    return line, made["authenticatorId"]


def test_a_member_makes_a_passkey_and_signs_in_with_it_and_without_it_is_asked_for_more(
    browser: Browser, product: Product
) -> None:
    who = person(browser, product, "hospital")
    key_in(who)
    who.signs_in()
    who.goes_to("/account")
    who.page.get_by_placeholder("What it is").fill("my laptop")
    who.presses("Add a passkey")
    who.sees("The passkey is kept")
    who.sees("Passkey: my laptop")
    who.page.get_by_role("button", name="Sign out", exact=True).first.click()
    who.goes_to("/sign-in")
    who.presses("Use a passkey")
    who.page.wait_for_url("**/worklist")

    # The password alone is not enough any more: the second step asks for the passkey.
    who.page.get_by_role("button", name="Sign out", exact=True).first.click()
    who.signs_in()
    who.sees("One more step")
    who.presses("Use my passkey")
    who.page.wait_for_url("**/worklist")

    # Eve has the password and a key of her own.
    eve = person(browser, product, "hospital")
    key_in(eve)
    eve.signs_in()
    eve.presses("Use my passkey")
    eve.sees("No passkey came back")
    assert eve.goes_to("/worklist").url.startswith(f"{product.url}/sign-in")
    assert [who.complaints, eve.complaints] == [[], []]


def test_a_member_sets_up_a_code_generator_and_recovery_codes_and_uses_both(browser: Browser, product: Product) -> None:
    who = person(browser, product, "karst").signs_in()
    who.goes_to("/account")
    who.presses("Set up a code generator")
    assert who.page.locator("img.qr").evaluate("picture => picture.naturalWidth") > 0
    secret = who.page.locator("p.mono.wrap").inner_text()
    # One step ahead, which a clock that is a little fast would show too: the next step of the story needs a newer one.
    while not is_of_this_step_for(seconds=5):
        who.page.wait_for_timeout(200)
    who.page.get_by_label("Code").fill(totp_now(secret, steps=-1))
    who.presses("It shows this code")
    who.presses("Make recovery codes")
    codes = who.page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    who.follows("I have them")
    who.sees("10 left")
    for code in (totp_now(secret), codes[0]):
        who.page.get_by_role("button", name="Sign out", exact=True).first.click()
        who.signs_in()
        who.page.get_by_label("Code").fill(code)
        who.presses("Go on")
        who.page.wait_for_url("**/board")
    who.goes_to("/account/sign-ins")
    who.sees("A recovery code was used; 9 are left.")
    assert who.complaints == []


def mailed_link(product: Product, email: str) -> str:
    """The path of the link in the mail to this address, as soon as the worker has handed it over."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for letter in product.home.rglob("mail/*"):
            words = letter.read_text("utf-8", "replace").replace("=\n", "").replace("=3D", "=")
            found = re.search(r"/welcome/[\w-]+", words)
            if email in words and found:
                return found.group()
        time.sleep(0.1)  # looking, not waiting for luck
    raise AssertionError(f"no mail came to {email}")


def test_who_is_asked_in_comes_with_a_passkey_and_without_a_password(browser: Browser, product: Product) -> None:
    admin = person(browser, product, "isao").signs_in()
    admin.goes_to("/party")
    admin.field("Mail address").fill("fenn@lanternway.demo.example")
    admin.presses("Send the link")
    link = mailed_link(product, "fenn@lanternway.demo.example")

    new = person(browser, product, "nobody yet")
    key_in(new)
    new.goes_to(link)
    form = new.page.locator("form[data-passkey=create]")
    form.get_by_label("Your name").fill("O. Fenn")
    new.presses("Become a member with a passkey")
    new.page.wait_for_url("**/sign-in")
    new.presses("Use a passkey")
    new.page.wait_for_url("**/advisories")
    assert new.page.get_by_text("O. Fenn").first.is_visible()

    # The link is used up, for Eve with a key of her own as for anybody.
    eve = person(browser, product, "eve")
    key_in(eve)
    assert eve.goes_to(link).status == 404
    assert [admin.complaints, new.complaints, eve.complaints] == [[], [], []]


def test_without_scripts_a_member_signs_in_and_reads_the_account(browser: Browser, product: Product) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{product.url}/sign-in")
    page.get_by_label("E-mail").fill(EMAILS["merrow"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{product.url}/account")
    assert page.get_by_role("heading", name="My sign-in").is_visible()
    assert page.get_by_text(re.compile("A passkey needs scripts")).first.is_visible()
    context.close()
