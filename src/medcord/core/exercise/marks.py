"""How what leaves an exercise says what it is."""

from __future__ import annotations

from typing import Final

WORD: Final = "EXERCISE"


def marked(text: str, exercise: str) -> str:
    """The text with the word before it on a node of an exercise; as it is on a real one (``exercise`` is empty)."""
    return f"{WORD}: {text}" if exercise and not text.startswith(WORD) else text


def told(exercise: str) -> str:
    """The sentence on all that has room for one; empty on a real node."""
    return f"{WORD} “{exercise}”. Nothing in this is real: act on nothing it says." if exercise else ""
