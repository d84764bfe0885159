"""Words of an item said again in other words. It points at a passage; a person decides what it is (policy 80).

What is compared are sentences as sets of telling words, cut to their stems: word order, inflection and what stands
between do not count. It finds a passage that keeps most of the words that matter. One that keeps the sense in wholly
other words is not found. Pure; the rate of false alarms stands in docs/explanation/confidentiality.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Generic, TypeVar

FEWEST: Final = 5
"""Telling words that must be shared."""
SHARE: Final = 0.6
"""Of the telling words of the item's sentence that must stand in the passage."""
SHARE_OF_TEXT: Final = 0.75
"""Or of those of the passage that must stand in the item's sentence: a part of a long sentence, said alone."""
STEM: Final = 6

_WORD: Final = re.compile(r"\w+")
_ENDS: Final = re.compile(r"(?<=[.!?;])\s+|\n+")

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


class _Stems(dict[str, str]):
    """Word to stem, worked out once; "" for a word that tells nothing."""

    def __missing__(self, word: str) -> str:
        stem = self[word] = "" if word in _IDLE or len(word) < 2 else _stem(word)
        return stem

    def of(self, text: str) -> set[str]:
        """The stems of a text that was folded already."""
        return set(map(self.__getitem__, _WORD.findall(text))) - _NOTHING


_NOTHING: Final = frozenset([""])


def telling(text: str) -> frozenset[str]:
    """The stems of the words that matter."""
    return frozenset(_Stems().of(text.casefold()))


def _sentences(text: str, stems_of: _Stems) -> list[tuple[str, set[str]]]:
    """Sentences with their stems; one that says too little goes with the next."""
    found: list[tuple[str, set[str]]] = []
    begun, stems = "", set[str]()
    for one in _ENDS.split(text):
        begun = f"{begun} {one}" if begun else one
        stems |= stems_of.of(one.casefold())
        if len(stems) >= FEWEST:
            found.append((begun, stems))
            begun, stems = "", set()
    if stems and found:
        found[-1] = (f"{found[-1][0]} {begun}", found[-1][1] | stems)
    return found


def near(text: str, items: Iterable[tuple[K, str]], *, idle: frozenset[str] = frozenset()) -> list[Near[K]]:
    """For each item the closest passage of ``text``, where one is close. ``idle``: words that tell
    nothing here, such as the product's name, folded."""
    stems_of = _Stems(dict.fromkeys(idle, ""))
    said = _sentences(text, stems_of)
    places: dict[str, list[int]] = {}
    for place, (_words, stems) in enumerate(said):
        for stem in stems:
            places.setdefault(stem, []).append(place)
    found = []
    for key, body in items:
        closest = [_closest(words, stems, said, places) for words, stems in _sentences(body, stems_of)]
        best = max(filter(None, closest), key=lambda one: one[0], default=None)
        if best is not None:
            found.append(
                Near(
                    key, best[1], best[2], frozenset(stems_of.of(best[1].casefold()) & stems_of.of(best[2].casefold()))
                )
            )
    return found


def _closest(
    words: str, stems: set[str], said: Sequence[tuple[str, set[str]]], places: dict[str, list[int]]
) -> tuple[int, str, str] | None:
    """How many words are shared, the passage and the sentence; None where no passage is close. A passage is one
    sentence or two that follow each other."""
    if len(stems) < FEWEST:
        return None
    hits = Counter(chain.from_iterable(places[stem] for stem in places.keys() & stems))
    if not hits or 2 * max(hits.values()) < FEWEST:
        return None
    best: tuple[int, str, str] | None = None
    for place, count in hits.items():
        shared, passage, size = count, said[place][0], len(said[place][1])
        if place + 1 in hits:
            both = len(stems & (said[place][1] | said[place + 1][1]))
            if both >= SHARE * len(stems) > count:
                shared, passage, size = both, f"{passage} {said[place + 1][0]}", size + len(said[place + 1][1])
        close = shared >= SHARE * len(stems) or shared >= SHARE_OF_TEXT * size
        if shared >= FEWEST and close and (best is None or shared > best[0]):
            best = (shared, passage, words)
    return best
