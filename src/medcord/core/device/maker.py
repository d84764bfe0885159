"""Who made it: manufacturer names to keys, by a curated alias table; and the words of the trade that matching needs.

The table is data with source and date (``src/medcord/data/aliases``); it is read outside core and passed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice, product

from medcord.core.device.words import fold, near, tokens


@dataclass(frozen=True, slots=True)
class MakerAlias:
    """``text`` is one way of writing the maker ``key``. ``kind``: legal, former, subsidiary, owner, brand, short,
    misspelling or whole; ``brand`` words also name products, ``whole`` counts only when it is the entire name."""

    key: str
    text: str
    kind: str
    source: str
    recorded: str


@dataclass(frozen=True, slots=True)
class ModelAlias:
    """``written`` in a model or catalogue field of ``maker`` ("" = any) is the product that ``means`` names."""

    maker: str
    written: str
    means: str
    source: str
    recorded: str


@dataclass(frozen=True, slots=True)
class Rebrand:
    """``model`` of ``sold_by`` is ``means`` of ``made_by``: an advisory on the one may concern the other."""

    sold_by: str
    model: str
    made_by: str
    means: str
    source: str
    recorded: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Classes of words. ``noise`` says nothing, ``kinds`` name a sort of device (``specialties`` among them a field
    of medicine), ``roles`` tell parts of one system apart, ``common`` words occur in many names, ``accessories`` are
    consumables and parts that no advisory on the device means; ``short_forms`` are abbreviations written out;
    ``opposites`` are phrases that contradict a condition ("1.4 ghz" and WLAN)."""

    noise: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    specialties: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    accessories: frozenset[str] = frozenset()
    legal_forms: frozenset[str] = frozenset()
    short_forms: tuple[tuple[str, str], ...] = ()
    opposites: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Aliases:
    """Everything curated that matching is given."""

    makers: tuple[MakerAlias, ...] = ()
    models: tuple[ModelAlias, ...] = ()
    rebrands: tuple[Rebrand, ...] = ()
    lexicon: Lexicon = field(default_factory=Lexicon)


@dataclass(frozen=True, slots=True)
class MakerKey:
    """A maker and how the name was recognised, in words. ``is_guess``: only as a name that was cut off or mistyped."""

    key: str
    why: str
    is_guess: bool = False


_NO_MAKER = frozenset(
    [
        "unknown",
        "unk",
        "n/a",
        "na",
        "none",
        "various",
        "generic",
        "other",
        "misc",
        "miscellaneous",
        "tbd",
        "multiple",
        "-",
    ]
) | {""}
_SEPARATORS = re.compile(r"[/;()|,]| and | or | by | dba ")


class MakerBook:
    """The alias table prepared for look-up. Read-only once built."""

    def __init__(self, makers: Iterable[MakerAlias], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._phrases: dict[tuple[str, ...], list[MakerAlias]] = {}
        for alias in makers:
            self._phrases.setdefault(_words(alias.text), []).append(alias)
        self._keys = frozenset(alias.key for aliases in self._phrases.values() for alias in aliases)
        self._longest = max((len(phrase) for phrase in self._phrases), default=1)
        self._vocabulary = sorted({w for p in self._phrases for w in p if len(w) >= 5 and w.isalpha()})
        self._known: dict[str, tuple[MakerKey, ...]] = {}

    def keys(self, name: str) -> tuple[MakerKey, ...]:
        """The makers ``name`` may mean, most telling first; empty when it names nobody."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._read(name)
        return found

    def _read(self, name: str) -> tuple[MakerKey, ...]:
        if fold(name).strip(" .?") in _NO_MAKER:
            return ()
        found: dict[str, MakerKey] = {}
        rest: list[str] = []
        for segment in _segments(name, self._phrases, self._longest):
            for alias in segment.aliases:
                found.setdefault(alias.key, MakerKey(alias.key, _why(name, alias)))
            rest.extend(segment.rest)
        if not found:
            for alias, how in self._nearly(_words(name)):
                found.setdefault(alias.key, MakerKey(alias.key, f"{_why(name, alias)}, {how}", is_guess=True))
        if not found or _SEPARATORS.search(fold(name)):
            legal = self.lexicon.legal_forms
            telling = [piece for piece in rest if not legal.issuperset(_words(piece))]
            for key in [self.own_key(piece) for piece in telling or rest[:1]]:
                found.setdefault(key, MakerKey(key, f'maker "{name.strip()}"'))
        return tuple(found.values())

    def _nearly(self, words: tuple[str, ...]) -> list[tuple[MakerAlias, str]]:
        """ "BOSTON SCI" is cut off, "CARDINLA HEALTH" a typing slip."""
        begun = [
            (alias, "cut off")
            for phrase, aliases in self._phrases.items()
            if 1 < len(phrase) == len(words) and phrase[:-1] == words[:-1] and _begins(phrase[-1], words[-1])
            for alias in aliases
        ]
        if begun:
            return begun
        readings = list(islice(product(*(self._corrections(word) for word in words)), 30))
        meant = [
            _take(reading, self._phrases, self._longest, is_whole=True) for reading in readings if reading != words
        ]
        best = min((m for m in meant if m.aliases), key=lambda m: sum(len(r.split()) for r in m.rest), default=None)
        if best is None:
            return []
        return [(alias, f'"{" ".join(words)}" being a typing slip') for alias in best.aliases]

    def _corrections(self, word: str) -> list[str]:
        if len(word) < 5 or word in self._vocabulary:
            return [word]
        return [word, *(known for known in self._vocabulary if near(word, known))]

    def own_key(self, name: str) -> str:
        """The key of a maker that is in no table: its first telling word."""
        words = [word for word in _words(name) if word not in self.lexicon.legal_forms]
        if not words:
            words = list(_words(name))
        if not words:
            return ""
        return words[0] if len(words[0]) >= 4 else "".join(words[:2])

    def is_known(self, key: str) -> bool:
        """True when the table has this maker."""
        return key in self._keys

    def corporate_words(self, keys: frozenset[str]) -> tuple[tuple[str, ...], ...]:
        """Phrases that only name the companies ``keys``, longest first: they say nothing about a product."""
        phrases = (
            phrase
            for phrase, aliases in self._phrases.items()
            if any(alias.key in keys and alias.kind not in {"brand", "whole"} for alias in aliases)
        )
        return tuple(sorted(phrases, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class _Segment:
    aliases: tuple[MakerAlias, ...]
    rest: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for token in tokens(text.replace(".", " ")) for word in token.split("-"))


def _segments(name: str, phrases: dict[tuple[str, ...], list[MakerAlias]], longest: int) -> list[_Segment]:
    """Known phrases anywhere in the name (whole-name aliases only when they are a whole part of it)."""
    whole = _take(_words(name), phrases, longest, is_whole=True)
    if whole.aliases and not whole.rest:
        return [whole]
    parts = [_words(part) for part in _SEPARATORS.split(fold(name)) if part.strip()]
    taken = [_take(part, phrases, longest, is_whole=True) for part in parts]
    return [whole, *taken] if not whole.aliases else [_Segment(whole.aliases, ()), *taken]


def _take(
    words: tuple[str, ...], phrases: dict[tuple[str, ...], list[MakerAlias]], longest: int, *, is_whole: bool
) -> _Segment:
    aliases: list[MakerAlias] = []
    rest: list[str] = []
    run: list[str] = []
    position = 0
    while position < len(words):
        for length in range(min(longest, len(words) - position), 0, -1):
            phrase = words[position : position + length]
            usable = [
                alias
                for alias in phrases.get(phrase, ())
                if alias.kind != "whole" or (is_whole and length == len(words))
            ]
            if usable:
                aliases.extend(usable)
                position += length
                break
        else:
            run.append(words[position])
            position += 1
            continue
        if run:
            rest.append(" ".join(run))
            run = []
    if run:
        rest.append(" ".join(run))
    return _Segment(tuple(aliases), tuple(rest))


def _begins(whole: str, cut: str) -> bool:
    return len(cut) >= 3 and whole.startswith(cut)


def _why(name: str, alias: MakerAlias) -> str:
    return f'maker "{name.strip()}" is {alias.key} ("{alias.text}", {alias.kind}: {alias.source}, {alias.recorded})'
