"""Whether two reports or cases look as if they were about the same thing, and because of what. Pure.

It only points; a person reads both and decides. Nothing outside the two is looked at, so an answer tells nothing of
what else there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from medcord.core.device.maker import Aliases, MakerBook
from medcord.core.device.words import fold, tokens

SAME_FLAW, SAME_PRODUCT, SAME_MAKER, SAME_WORDS = 4.0, 3.0, 1.0, 3.0
"""What each likeness weighs. Words weigh by the share they have in common."""
ENOUGH: Final = 2.0
FEWEST_WORDS: Final = 4
LEAST_SHARE: Final = 0.3

# Words that stand in most reports and so tell nothing of one.
_COMMON: Final = """
about after again against also another around attack attacker because been before being between both cannot
could data device devices does during each even every found from have into itself like made make makes more
most much need never none nothing only other over patient patients report reported same send sent several
should since some such tested than that their them then there these they this those through time unit units
used user using very vulnerability want were what when where which while will with within without would your
"""
_IDLE: Final = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Subject:
    """What one report or case is about. ``model``: the telling words of the model, as aliases write it."""

    makers: frozenset[str]
    model: frozenset[str]
    shown: str
    flaws: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two look alike, and because of what, most telling first."""

    score: float
    because: tuple[str, ...]


class Reader:
    """Reads subjects with the curated names of makers and models."""

    def __init__(self, aliases: Aliases) -> None:
        self._book = MakerBook(aliases.makers, aliases.lexicon)
        self._idle = aliases.lexicon.noise | aliases.lexicon.kinds
        self._means = {(alias.maker, fold(alias.written)): alias.means for alias in aliases.models}

    def subject(self, *, maker: str, model: str, flaws: Iterable[str], text: str) -> Subject:
        """What a report says it is about. ``flaws`` are CVE ids and others' numbers."""
        makers = frozenset(key.key for key in self._book.keys(maker))
        named = next((m for key in (*makers, "") if (m := self._means.get((key, fold(model))))), model)
        company = {word for phrase in self._book.corporate_words(makers) for word in phrase} | set(tokens(maker))
        return Subject(
            makers=makers,
            model=frozenset(tokens(named)) - company - self._idle or frozenset(tokens(named)),
            shown=f"{maker} {model}".strip(),
            flaws=frozenset(flaw.upper() for flaw in flaws if flaw),
            words=telling(text),
        )


def telling(text: str) -> frozenset[str]:
    """Words of a text that are not in most texts of this kind."""
    return frozenset(word for word in tokens(text) if len(word) >= 4 and word not in _IDLE)


def likeness(one: Subject, other: Subject) -> Likeness | None:
    """How the two are alike; None when there is too little to point at."""
    score, because = 0.0, []
    if flaws := one.flaws & other.flaws:
        score += SAME_FLAW
        because.append(f"the same number: {', '.join(sorted(flaws))}")
    if one.makers & other.makers:
        if one.model and other.model and (one.model <= other.model or other.model <= one.model):
            score += SAME_PRODUCT
            because.append(f"the same product: {other.shown}")
        else:
            score += SAME_MAKER
            because.append("the same manufacturer")
    shared = one.words & other.words
    share = len(shared) / max(1, min(len(one.words), len(other.words)))
    if len(shared) >= FEWEST_WORDS and share >= LEAST_SHARE:
        score += SAME_WORDS * share
        some = sorted(shared, key=lambda word: (-len(word), word))[:5]
        because.append(f"{len(shared)} telling words in common, as {', '.join(some)}")
    return Likeness(score, tuple(because)) if score >= ENOUGH else None
