"""Signs that turn the order of letters round stay out of what everybody reads: by them a text looks like another."""

from __future__ import annotations

import re

from medcord.core.advisory import Advisory
from medcord.core.advisory.texts import texts_of
from medcord.core.refusals import RuleRefusal

_TURNED = re.compile("[\u202d\u202e]")
"""The overrides of the Unicode bidirectional algorithm. Its isolates and marks, which names in Arabic and Hebrew need,
change nothing in the order within a word."""


def require_no_turned_text(value: Advisory, *also: str) -> None:
    """Raises RuleRefusal when a text of the advisory, or one beside it, would be read in another order than it has: a
    version or an address then looks like one that it is not."""
    for text in (*texts_of(value), *also):
        if found := _TURNED.search(text):
            before = text[: found.start()][-40:].strip()
            where = f"after “{before}”" if before else "at the beginning of a text"
            raise RuleRefusal(
                f"A text of the advisory holds an invisible sign, {where}, that turns the letters behind it round, so "
                "that people and programs read different words. Type these words anew, then publish again.",
                code="turned-text",
            )
