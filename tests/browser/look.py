"""What is looked for on a page, and the pictures taken of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.pages import Page
from tests.browser.people import PHONE, WIDE, Person
from tests.browser.product import ROOT

SHOTS = ROOT / "build" / "shots"
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"]}
# The dark theme changes colours and nothing else: there only the rules that see colours are asked again.
COLOURS: dict[str, Any] = {
    **EVERYTHING,
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
# Wider than the screen and not inside a part that scrolls by itself.
SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = node => node && node !== document.body && (
    ["auto", "scroll", "hidden"].includes(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
  return [...document.body.querySelectorAll("*")]
    .filter(node => node.getBoundingClientRect().right > width + 1 && !scrolls(node.parentElement))
    .map(node => node.tagName.toLowerCase() + "." + node.className + " ends at " +
      Math.round(node.getBoundingClientRect().right)).slice(0, 5);
}"""
LOOKS = [("light", WIDE, EVERYTHING), ("dark", WIDE, COLOURS), ("dark", PHONE, COLOURS), ("light", PHONE, EVERYTHING)]


def faults_of(who: Person, page: Page, *, pictures: bool = True) -> list[str]:
    """Whatever is wrong with a page in either theme and width; ``make shots`` takes its pictures on the way."""
    answer = who.goes_to(page.path(who))
    faults = [] if answer.status == page.status else [f"answered {answer.status} instead of {page.status}"]
    for scheme, (width, height), rules in LOOKS:
        who.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        who.page.set_viewport_size({"width": width, "height": height})
        faults += [f"{scheme} {width}: {words}" for words in violations(who, rules)]
        if (width, scheme) == (390, "light"):
            faults += [f"{width}: scrolls sideways: {words}" for words in who.page.evaluate(SIDEWAYS)]
        if pictures and (width, scheme) != (390, "dark"):
            _picture(who, page, "-phone" if width == 390 else "-dark" if scheme == "dark" else "")
    return faults + who.complaints


def violations(who: Person, rules: dict[str, Any]) -> list[str]:
    if not who.page.evaluate("'axe' in window"):
        who.page.evaluate(AXE_SCRIPT)
    found = who.page.evaluate("rules => axe.run(rules)", rules)["violations"]
    return [f"{one['id']}: {_where(node)} {_why(node)}" for one in found for node in one["nodes"][:4]]


def _where(node: dict[str, Any]) -> str:
    return " ".join(str(node["html"]).split())[:160]


def _why(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]])[:200]


def _picture(who: Person, page: Page, look: str) -> None:
    folder = SHOTS / who.name
    folder.mkdir(parents=True, exist_ok=True)
    who.page.screenshot(path=folder / f"{page.name}{look}.png", full_page=True, animations="disabled")


def picture_of(role: str, name: str, look: str = "") -> Path:
    return SHOTS / role / f"{name}{look}.png"
