"""A passage of a text, and where it stands after the text was changed (C8).

A comment hangs on a passage: a field of a text, the words that were quoted, and where they stood in the version that
was read. Nothing here decides what a comment means; it says whether the words are still there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from medcord.core.refusals import InputRefusal

_WORD = re.compile(r"\S+")
_LEADING, _TRAILING = "([{“‘\"'", ".,;:!?)]}”’\"'"


@dataclass(frozen=True, slots=True)
class Passage:
    """``start`` is the number of characters before it in the text it was quoted from. An empty quote stands for a text
    that was empty."""

    quote: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.quote)


class Whereabouts(StrEnum):
    """What became of a passage."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Found:
    """Where the passage begins now; None when its words are not there any more."""

    stand: Whereabouts
    start: int | None = None


def quoted(text: str, quote: str, start: int | None = None) -> Passage:
    """The passage that is meant by these words of the text. Spaces and line breaks count alike, since a page that is
    copied from changes them. ``start`` picks one where the words stand more than once. No words at all: all of it.

    Raises InputRefusal where the words do not stand in the text, or stand there several times and none is picked.
    """
    words = quote.split()
    if not words:
        return Passage(text, 0)
    pattern = r"\s+".join(re.escape(word) for word in words)
    hits = list(re.finditer(f"(?={pattern})", text))
    if not hits:
        raise InputRefusal(
            "These words do not stand in that part of the text. Copy the passage from the version that is shown.",
            code="passage-absent",
            fields={"field": "quote"},
        )
    here = next((hit for hit in hits if hit.start() == start), None)
    if here is None and len(hits) > 1:
        raise InputRefusal(
            f"These words stand {len(hits)} times in that part of the text. Quote more of it, so that one place is "
            "meant.",
            code="passage-unclear",
            fields={"field": "quote"},
        )
    begin = (here or hits[0]).start()
    whole = re.compile(pattern).match(text, begin)
    assert whole is not None, "found just now"
    return Passage(whole[0], begin)


def found_again(passage: Passage, before: str, now: str) -> Found:
    """Where a passage of ``before`` stands in ``now``.

    Asked in this order: whether all changes lie on one side of it; whether the words around it line up; whether its
    words stood once before and stand once now. A word that grew at its edge ("4.2" to "4.2.1") is another word.
    """
    if not passage.quote:
        return Found(Whereabouts.CHANGED if now else Whereabouts.SAME, None if now else 0)
    if before[passage.start : passage.end] != passage.quote:
        return Found(Whereabouts.CHANGED)  # the version was destroyed after a spill
    place = _by_the_ends(passage, before, now)
    place = _by_the_words(passage, before, now) if place is None else place
    place = _the_only_one(passage, before, now) if place is None else place
    if place is None or _widened(now, place, len(passage.quote)) != _widened(before, passage.start, len(passage.quote)):
        return Found(Whereabouts.CHANGED)
    return Found(Whereabouts.SAME if place == passage.start else Whereabouts.MOVED, place)


def _by_the_ends(passage: Passage, before: str, now: str) -> int | None:
    if passage.end <= _common(before, now):
        return passage.start
    behind = _common(before[::-1], now[::-1])
    return passage.start + len(now) - len(before) if len(before) - passage.start <= behind else None


def _common(one: str, other: str) -> int:
    """How many characters are the same from the beginning on."""
    shorter = min(len(one), len(other))
    return next((place for place in range(shorter) if one[place] != other[place]), shorter)


def _by_the_words(passage: Passage, before: str, now: str) -> int | None:
    old, new = list(_WORD.finditer(before)), list(_WORD.finditer(now))
    touched = [place for place, word in enumerate(old) if word.end() > passage.start and word.start() < passage.end]
    if not touched:
        return None
    lined_up = SequenceMatcher(None, [word[0] for word in old], [word[0] for word in new], autojunk=False)
    for block in lined_up.get_matching_blocks():
        if block.a <= touched[0] and touched[-1] < block.a + block.size:
            first = new[touched[0] - block.a + block.b]
            place = first.start() + passage.start - old[touched[0]].start()
            return place if place >= 0 and now.startswith(passage.quote, place) else None
    return None


def _the_only_one(passage: Passage, before: str, now: str) -> int | None:
    once = before.count(passage.quote) == 1 and now.count(passage.quote) == 1
    return now.index(passage.quote) if once else None


def _widened(text: str, start: int, length: int) -> str:
    """The passage with the whole of its first and last word, without the signs around them."""
    end = start + length
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end].strip().lstrip(_LEADING).rstrip(_TRAILING)


def put_in(text: str, passage: Passage, found: Found, words: str) -> str:
    """The text with these words in the place of the passage. Raises InputRefusal when the passage is not there."""
    if found.start is None:
        raise InputRefusal(
            "The passage has changed since the comment was made, so its words cannot be put in by themselves. Change "
            "the text by hand, then accept the comment.",
            code="passage-changed",
            fields={"field": "put_in"},
        )
    return text[: found.start] + words + text[found.start + len(passage.quote) :]
