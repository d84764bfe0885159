"""People at a browser. Each has a context of their own, and whatever their pages complain of is kept."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    sync_playwright,
)

from tests.browser.product import PASSWORD, Product

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = (1440, 900), (390, 844)

EMAILS = {
    "coordinator": "tarrow@ncc.demo.example",
    "second": "quist@ncc.demo.example",
    "regulator": "sennick@dsa.demo.example",
    "karst": "ostrava@karst.demo.example",
    "pellgrove": "amari@pellgrove.demo.example",
    "quillon": "imanov@quillon.demo.example",
    "hospital": "brindle@elowen.demo.example",
    "merrow": "quay@merrow.demo.example",
    "isao": "holt@lanternway.demo.example",
}


def chromium() -> str | None:
    """The browser of this machine, where tools/bootstrap.sh found it or where it usually is."""
    wanted = os.environ.get("MEDCORD_CHROMIUM") or "chromium"
    return shutil.which(wanted) or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def a_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Person:
    """Somebody at a browser. ``complaints``: console errors, refusals of the content policy, calls to other hosts,
    and answers of 500 and more. What a story means to provoke is taken out of the list by ``forgive``. ``kept`` are
    sources of pages that were read, for a walk in which nobody changes anything."""

    name: str
    product: Product
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)
    kept: dict[str, str] | None = None

    def __post_init__(self) -> None:
        self.context.on("page", self._listen)
        self.page = self.context.new_page()

    def _listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("response", self._response)
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # A page that is refused with 409 or 422 is a sentence for the person; chromium notes it as a failed load.
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.product.url, "data:", "blob:")):
            self.complaints.append(f"asked another host: {request.url}")

    def goes_to(self, path: str) -> Response:
        answer = self.page.goto(f"{self.product.url}{path}")
        assert answer is not None
        return answer

    def signs_in(self, password: str = PASSWORD) -> Person:
        self.goes_to("/sign-in")
        self.page.get_by_label("E-mail").fill(EMAILS[self.name])
        self.page.get_by_label("Password").fill(password)
        self.presses("Sign in")
        return self

    def presses(self, words: str) -> None:
        self.page.locator("main").get_by_role("button", name=words).click()

    def follows(self, words: str) -> None:
        """Click a link of the page's own content."""
        self.page.locator("main").get_by_role("link", name=words).first.click()

    def opens(self, words: str) -> None:
        """Click a page of the navigation."""
        self.page.get_by_role("navigation", name="Main").get_by_role("link", name=words).click()

    def field(self, label: str) -> Locator:
        """The field with exactly this label, needed or not; the part of the page it stands in is opened first."""
        found = self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \((may be left out|needed to publish)\))?$"))
        folded = self.page.locator("details:not([open])").filter(has=found)
        while folded.count():
            folded.first.locator("> summary").click()
        return found

    def tab(self, words: str) -> None:
        """Click a tab of the case room."""
        self.page.get_by_role("navigation", name="Case").get_by_role("link", name=words).click()

    def sees(self, words: str) -> Locator:
        """Fail unless these words are shown somewhere in the page's content."""
        found = self.page.locator("main").get_by_text(words).first
        found.wait_for(state="visible", timeout=10_000)
        return found

    @property
    def path(self) -> str:
        """Without the part of the page that is shown: going there would load nothing."""
        return self.page.url.removeprefix(self.product.url).partition("#")[0]


def person(browser: Browser, product: Product, name: str, *, wide: bool = True, state: object = None) -> Person:
    """A fresh browser profile; ``state`` brings the cookies of an earlier one."""
    width, height = WIDE if wide else PHONE
    context = browser.new_context(viewport={"width": width, "height": height}, storage_state=state)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    return Person(name, product, context)
