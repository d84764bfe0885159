"""Words of an item that stand in another text. Copy and paste cannot be seen; a long run of the same words can."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

LEAST: Final = 8
"""Words in a row that are no accident."""
WHOLE: Final = 4
"""A shorter item counts when all of it stands there, if it has this many words."""

_WORD: Final = re.compile(r"\w+")

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Run(Generic[K]):
    """``key`` is the item whose words they are; ``words`` begins the run as it stands in the text."""

    key: K
    length: int
    words: str


def longest_runs(text: str, items: Iterable[tuple[K, str]], *, least: int = LEAST) -> list[Run[K]]:
    """For each item with a run of ``least`` or more of its words in ``text``, the longest one. Letters' case, marks and
    spaces do not count."""
    found = list(_WORD.finditer(text))
    said = [one.group().casefold() for one in found]
    places: dict[str, list[int]] = {}
    for place, word in enumerate(said):
        places.setdefault(word, []).append(place)
    grams = set(zip(*(said[start:] for start in range(least)), strict=False))
    runs = []
    for key, body in items:
        words = _WORD.findall(body.casefold())
        if len(words) >= least and grams.isdisjoint(zip(*(words[start:] for start in range(least)), strict=False)):
            continue  # most texts share no run at all, and finding the longest is dear
        length, start = _longest(words, places)
        enough = min(least, len(words)) if len(words) >= WHOLE else least
        if length >= enough:
            runs.append(Run(key, length, text[found[start].start() : found[min(start + 7, len(found) - 1)].end()]))
    return runs


def _longest(words: list[str], places: dict[str, list[int]]) -> tuple[int, int]:
    """Length and start in the text of the longest common run; one row of the usual table at a time."""
    best, where = 0, 0
    before: dict[int, int] = {}
    for word in words:
        row: dict[int, int] = {}
        for place in places.get(word, ()):
            row[place] = before.get(place - 1, 0) + 1
            if row[place] > best:
                best, where = row[place], place - row[place] + 1
        before = row
    return best, where
