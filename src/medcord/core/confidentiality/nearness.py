"""Words of an item said again in other words. It points at a passage; a person decides what it is (policy 80).

What is compared are sentences as sets of telling words, cut to their stems: word order, inflection and what stands
between do not count. It finds a passage that keeps most of the words that matter. One that keeps the sense in wholly
other words is not found. Pure; the rate of false alarms stands in docs/explanation/confidentiality.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import ceil
from typing import Any, Final, Generic, TypeVar

FEWEST: Final = 5
"""Telling words that must be shared."""
SHARE: Final = 0.6
"""Of the telling words of the item's sentence that must stand in the passage."""
SHARE_OF_TEXT: Final = 0.75
"""Or of those of the passage that must stand in the item's sentence: a part of a long sentence, said alone."""
STEM: Final = 6

_ENDS: Final = re.compile(r"(?<=[.!?;])\s+|\n+")
_TOKEN: Final = re.compile(r"\w+|[.!?;]\s+|\n+")
"""Words, and what ends a piece at the same places as ``_ENDS``."""

_COMMON: Final = """
a about above after again against all allow allowed allows also although an and another any are as at be because been
before being below between both but by can cannot could did do does doing done down during each either else even every
few for from had has have having he her here hers him his how however i if in into is it its itself just let like made
make makes many may might more most much must need needs neither never no none nor not nothing now of off on once one
only onto or other others our out over own per same set several shall she should since so some still such than that the
their them then there these they this those through to too two under until up upon us use used user users uses using
very via was we were what when where whether which while who whom whose why will with within without would yet you your
access affected affect affects advisory advisories arbitrary attack attacker attackers attacks authentic authenticated
authentication code configuration control cve cvss cwe data default device devices disclose disclosure execute execution
exploit exploitation exploited exploits fix fixed flaw hospital impact improper information install installed
internet issue issues local maker malicious manufacturer medical message mitigation mitigations network networks patch
patient patients party possible privilege privileges product products recommend recommended recommends release released
remote remotely report reported reports result results run running security sensitive server severity
software statement successful successfully system systems unauthenticated unauthorized update updated updates version
versions vulnerabilities vulnerability vulnerable
"""
K = TypeVar("K")


def _stem(word: str) -> str:
    bare = word[:-1] if len(word) > 3 and word.endswith("s") else word
    return bare[:STEM]


_IDLE: Final = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Near(Generic[K]):
    """A passage of a text that is close to a sentence of item ``key``. The stems ``shared`` are in both."""

    key: K
    passage: str
    source: str
    shared: frozenset[str]

    def said_in(self, passage: str) -> bool:
        """Whether another passage says as much of the item: all that makes this one close stands there too."""
        return self.shared <= telling(passage)


class _Stems(dict[str, Any]):
    """Token to stem, worked out once; "" for a word that tells nothing, None for the end of a piece."""

    def __missing__(self, token: str) -> str | None:
        stem = self[token] = self._of(token)
        return stem

    @staticmethod
    def _of(token: str) -> str | None:
        if token[0] in ".!?;\n":
            return None
        return "" if token in _IDLE or len(token) < 2 else _stem(token)

    def pieces(self, folded: str) -> Iterator[set[str]]:
        """The stems of each piece of a folded text."""
        stems = list(map(self.__getitem__, _TOKEN.findall(folded)))
        stems.append(None)
        start = 0
        while start < len(stems):
            end = stems.index(None, start)
            yield set(stems[start:end]) - _NOTHING
            start = end + 1

    def of(self, folded: str) -> set[str]:
        """The stems of a folded text."""
        return set().union(*self.pieces(folded))


_NOTHING: Final = frozenset([""])


def telling(text: str) -> frozenset[str]:
    """The stems of the words that matter."""
    return frozenset(_Stems().of(text.casefold()))


Sentence = tuple[int, int, set[str]]
"""Pieces of a text, from the first to before the last, by place, and the stems in them."""


def _sentences(folded: str, stems_of: _Stems) -> list[Sentence]:
    """The sentences of a folded text: pieces, where one that says too little goes with the next."""
    found: list[Sentence] = []
    first, place, stems = 0, 0, set[str]()
    for piece in stems_of.pieces(folded):
        place += 1
        stems = stems | piece if stems else piece
        if len(stems) >= FEWEST:
            found.append((first, place, stems))
            first, stems = place, set()
    if stems and found:
        begun, _, before = found[-1]
        found[-1] = (begun, place, before | stems)
    return found


def _words(text: str, first: int, after: int) -> str:
    """The same pieces of the text as it was written. Folding leaves spaces and full stops where they are."""
    return " ".join(filter(None, _ENDS.split(text)[first:after]))


def near(text: str, items: Iterable[tuple[K, str]], *, idle: frozenset[str] = frozenset()) -> list[Near[K]]:
    """For each item the closest passage of ``text``, where one is close. ``idle``: words that tell
    nothing here, such as the product's name, folded."""
    stems_of = _Stems(dict.fromkeys(idle, ""))
    said = _Said(_sentences(text.casefold(), stems_of))
    found = []
    for key, body in items:
        best: tuple[int, tuple[int, int], Sentence] | None = None
        for sentence in _sentences(body.casefold(), stems_of):
            close = said.closest(sentence[2])
            if close is not None and (best is None or close[0] > best[0]):
                best = (*close, sentence)
        if best is not None:
            passage, source = _words(text, *best[1]), _words(body, *best[2][:2])
            shared = stems_of.of(passage.casefold()) & stems_of.of(source.casefold())
            found.append(Near(key, passage, source, frozenset(shared)))
    return found


class _Said:
    """The sentences of a text, found by the stems in them.

    For each stem a number says where it stands, a byte a sentence; the sum over some stems says how many of them each
    sentence holds. Most sentences of items are close to none, and that is seen from sums and one comparison of all
    bytes at once.
    """

    def __init__(self, sentences: list[Sentence]) -> None:
        self._sentences = sentences
        self._places: dict[str, list[int]] = {}
        for place, (_first, _after, stems) in enumerate(sentences):
            for stem in stems:
                self._places.setdefault(stem, []).append(place)
        self._known = frozenset(self._places)
        self._where = {stem: sum(1 << 8 * place for place in places) for stem, places in self._places.items()}
        self._ones = sum(1 << 8 * place for place in range(len(sentences)))
        # What each byte lacks to 128 when the sentence alone shares enough of its own stems.
        enough = (min(_HALF, max(FEWEST, ceil(SHARE_OF_TEXT * len(stems)))) for _, _, stems in sentences)
        self._lack = sum(_HALF - need << 8 * place for place, need in enumerate(enough))

    def closest(self, stems: set[str]) -> tuple[int, tuple[int, int]] | None:
        """How many stems are shared, and the passage by its pieces; None where none is close. A passage is one
        sentence or two that follow each other."""
        known = self._known & stems
        if len(known) < FEWEST or not self._may_be_close(known, ceil(SHARE * len(stems))):
            return None
        return self._best(stems, Counter(chain.from_iterable(map(self._places.__getitem__, known))))

    def _may_be_close(self, known: frozenset[str], share: int) -> bool:
        """Whether any two sentences that follow each other, or one, may share enough; never False for one that does."""
        if len(known) > _MOST_ADDED:
            return True
        here = sum(map(self._where.__getitem__, known))
        pairs = here + (here >> 8) + (_HALF - max(FEWEST, share)) * self._ones if share <= 2 * _MOST_ADDED else 0
        return bool((pairs | here + self._lack) & _HALF * self._ones)

    def _best(self, stems: set[str], hits: Counter[int]) -> tuple[int, tuple[int, int]] | None:
        best: tuple[int, tuple[int, int]] | None = None
        for place, count in hits.items():
            first, after, here = self._sentences[place]
            shared, size = count, len(here)
            if place + 1 in hits:
                _, end, following = self._sentences[place + 1]
                both = len(stems & (here | following))
                if both >= SHARE * len(stems) > count:
                    shared, after, size = both, end, size + len(following)
            close = shared >= SHARE * len(stems) or shared >= SHARE_OF_TEXT * size
            if shared >= FEWEST and close and (best is None or shared > best[0]):
                best = (shared, (first, after))
        return best


_HALF: Final = 128
_MOST_ADDED: Final = 60
"""Stems whose places are added: twice that and what it lacks still fit in a byte."""
