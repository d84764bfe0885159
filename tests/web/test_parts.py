"""Small parts of pages: icons exist, every fact has words, times and spans read well."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.template import Context, Template

from medcord.core import facts
from medcord.core.clocks import Clock, Tone
from medcord.web.pages.words import SENTENCES
from medcord.web.templatetags.medcord import CHIPS, left, span

ROOT = Path(__file__).resolve().parents[2]
SPRITE = ROOT / "build" / "uswds" / "img" / "sprite.svg"
USED = re.compile(r'{% icon "([a-z_]+)"')


def test_every_icon_is_in_the_sprite() -> None:
    if not SPRITE.exists():
        pytest.skip("the USWDS files are not built; make install builds them")
    known = set(re.findall(r'id="([a-z0-9_]+)"', SPRITE.read_text()))
    used = {name for page in (ROOT / "src").rglob("*.html") for name in USED.findall(page.read_text())}
    used |= {sign for _word, sign, _tone in CHIPS.values()} | {sign for sign, _words in SENTENCES.values()}
    assert used - known == set()


def test_every_fact_of_a_case_has_words() -> None:
    of_case = {
        name
        for name, value in vars(facts).items()
        if isinstance(value, type) and issubclass(value, facts.Fact) and value.STREAM[0] == "case" and name[0] != "_"
    }
    assert of_case - set(SENTENCES) == {"MessageSent"}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "under 1 s"), (8, "8 s"), (180, "3 min"), (3_600, "1 h"), (7_500, "2 h 5 min"), (187_200, "2 d 4 h"),
     (1_000_000, "11 d")],
)  # fmt: skip
def test_a_span_is_said_in_words(seconds: int, words: str) -> None:
    assert span(timedelta(seconds=seconds)) == words


def test_what_is_late_says_so() -> None:
    assert left(datetime.now(UTC) - timedelta(hours=3)).startswith("late by 3 h")
    assert left(None) == ""


def test_a_clock_is_amber_from_four_fifths_and_red_only_when_late() -> None:
    start = datetime(2026, 11, 2, tzinfo=UTC)
    clock = Clock("x", start, start + timedelta(days=10), "policy")
    assert [clock.tone(start + timedelta(days=day)) for day in (1, 8, 11)] == [Tone.RUNNING, Tone.NEAR, Tone.LATE]
    met = Clock("x", start, start + timedelta(days=10), "policy", met=start + timedelta(days=2))
    assert met.tone(start + timedelta(days=99)) is Tone.MET


def test_a_chip_of_an_unknown_state_escapes_it() -> None:
    page = Template("{% chip state %}").render(Context({"state": "<b>x</b>"}))
    assert "<b>x" not in page
    assert "&lt;b&gt;x" in page
