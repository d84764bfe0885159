"""One identity as tokens: what stands in the model, the catalogue number, the description, and what it may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from medcord.core.device.value import Identity
from medcord.core.device.words import fold, is_code, looks_like_version, near, tokens

_WORD_AND_NUMBER = re.compile(r"^([a-z]{5,})(\d+)$")
_ORDINAL = re.compile(r"^\d+(?:st|nd|rd|th)$")


@dataclass(frozen=True, slots=True)
class Expansion:
    """A written phrase of tokens that stands for other tokens, with its source."""

    phrase: tuple[str, ...]
    means: tuple[str, ...]
    why: str


@dataclass(slots=True)
class Row:
    """``strong`` maps each token of model, catalogue number and maker to the positions in the model it accounts for;
    ``weak`` are the tokens of the description, ``orders`` order numbers that stood where the model should, ``odd``
    other numbers there that no entry knows. ``notes`` explain a reading (typing slip, alias) by token."""

    model: list[str] = field(default_factory=list)
    strong: dict[str, set[int]] = field(default_factory=dict)
    weak: set[str] = field(default_factory=set)
    catalog: set[str] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)
    orders: set[str] = field(default_factory=set)
    odd: set[str] = field(default_factory=set)
    component_from: int = 0
    text: str = ""

    def add(self, token: str, positions: set[int], note: str = "") -> None:
        self.strong.setdefault(token, set()).update(positions)
        if note:
            self.notes.setdefault(token, note)


class RowReader:
    """Turns identities into rows for one maker's block."""

    def __init__(
        self,
        vocabulary: frozenset[str],
        expansions: tuple[Expansion, ...],
        short_forms: dict[str, str],
        corporate: tuple[tuple[str, ...], ...],
        idle: frozenset[str],
    ) -> None:
        self._vocabulary = vocabulary
        self._idle = idle
        self._by_start: dict[tuple[str, int], list[str]] = {}
        for word in sorted(vocabulary | idle):
            if word.isalpha() and len(word) >= 4:
                self._by_start.setdefault((word[0], len(word)), []).append(word)
        self._expansions: dict[str, list[Expansion]] = {}
        for expansion in expansions:
            self._expansions.setdefault(expansion.phrase[0], []).append(expansion)
        self._short = short_forms
        self._corporate: dict[str, list[tuple[str, ...]]] = {}
        for phrase in corporate:
            self._corporate.setdefault(phrase[0], []).append(phrase)
        self._slips: dict[str, tuple[str, ...]] = {}

    def read(self, identity: Identity) -> Row:
        """The tokens of ``identity`` as this block understands them."""
        row = Row()
        row.text = fold(" ".join((identity.model, identity.description, identity.catalog_no)).replace("-", " "))
        row.model = self._expanded(row, self._model(row, identity))
        if "with" in row.model:
            row.component_from = row.model.index("with") + 1
        self._add_model(row)
        self._add_catalog(row, tokens(identity.catalog_no))
        for token in tokens(identity.manufacturer):
            if token in self._vocabulary:
                row.add(token, set())
        self._add_description(row, identity.description)
        return row

    def _model(self, row: Row, identity: Identity) -> list[str]:
        """The tokens of the model; those of the description instead when the model says nothing or only a number."""
        found = self._corrected(row, self._plain(identity.model))
        telling = [token for token in found if token not in self._idle and is_telling(token)]
        known = any(token in self._vocabulary or token in self._expansions for token in telling)
        if known or not all(is_code(token) for token in telling):
            return found
        described = self._corrected(row, self._plain(identity.description))
        if not any(token in self._vocabulary and token not in self._idle for token in described):
            return found
        for token in telling:
            (row.orders if _is_order_number(token) else row.odd).add(token)
            row.add(token, set())
        return [token for token in found if token not in telling] + described

    def _corrected(self, row: Row, written: list[str]) -> list[str]:
        """Words that can only be one typing slip are read as the word meant."""
        corrected = []
        for token in written:
            meanings = self._meant(token)
            idle = [meant for meant in meanings if meant in self._idle]
            one = meanings if len(meanings) == 1 else idle if len(idle) == len(meanings) else ()
            if one:
                row.notes.setdefault(one[0], f'"{token}" read as "{one[0]}" (typing slip)')
            corrected.append(one[0] if one else token)
        return corrected

    def _tokens(self, text: str) -> list[str]:
        """Like ``tokens``, but a hyphen is a space where the parts are known and the whole is not ("PAS-ES")."""
        found: list[str] = []
        for word in text.split():
            whole, parts = tokens(word), tokens(word.replace("-", " "))
            known = all(part in self._vocabulary or part in self._expansions for part in parts)
            found.extend(parts if known and not self._vocabulary.issuperset(whole) else whole)
        return found

    def _plain(self, text: str) -> list[str]:
        written = [long for token in self._tokens(text) for long in self._short.get(token, token).split()]
        kept: list[str] = []
        position = 0
        while position < len(written):
            for phrase in self._corporate.get(written[position], ()):
                if tuple(written[position : position + len(phrase)]) == phrase:
                    position += len(phrase)
                    break
            else:
                kept.append(written[position])
                position += 1
        return kept or written

    def _add_model(self, row: Row) -> None:
        for position, token in enumerate(row.model):
            row.add(token, {position})
            for meant in self._meant(token):
                row.add(meant, {position}, f'"{token}" read as "{meant}" (typing slip)')
            if hit := _WORD_AND_NUMBER.match(token):
                for part in hit.groups():
                    row.add(part, {position})
                for meant in self._meant(hit[1]):
                    row.add(meant, {position}, f'"{token}" read as "{meant}" (typing slip)')
        for position, (left, right) in enumerate(pairwise(row.model)):
            joined = left + right
            if joined in self._vocabulary or (left.isalpha() and len(left) <= 4 and right[0].isdigit()):
                row.add(joined, {position, position + 1})
            elif left.isalpha() and right.isalpha() and not {left, right} & self._vocabulary:
                for meant in self._meant(joined):
                    row.add(meant, {position, position + 1}, f'"{left} {right}" read as "{meant}"')

    def _meant(self, token: str) -> tuple[str, ...]:
        """Words of the block that ``token`` may be a slip of; none when it is a word of the block itself."""
        if token in self._vocabulary or token in self._idle or not token.isalpha() or len(token) < 4:
            return ()
        found = self._slips.get(token)
        if found is None:
            # a slip begins as its word does, or with the first two letters swapped
            candidates = [
                word
                for first in dict.fromkeys(token[:2])
                for length in range(len(token) - 2, len(token) + 3)
                for word in self._by_start.get((first, length), ())
            ]
            slips = (word for word in candidates if near(token, word, 1 if word in self._idle else 2))
            found = tuple(slips) or self._cut_off(token)
            self._slips[token] = found
        return found

    def _cut_off(self, token: str) -> tuple[str, ...]:
        """The one word of the block that ``token`` is the beginning of: columns cut names off."""
        if len(token) < 5:
            return ()
        begun = [
            word
            for (first, length), words in self._by_start.items()
            if first == token[0] and length > len(token)
            for word in words
            if word.startswith(token) and word not in self._idle
        ]
        shortest = min(begun, key=len, default="")
        return (shortest,) if shortest and all(word.startswith(shortest) for word in begun) else ()

    def _expanded(self, row: Row, written: list[str]) -> list[str]:
        """The model with every known phrase written out; the phrase itself still counts where it stood."""
        model: list[str] = []
        position = 0
        while position < len(written):
            expansion = self._phrase_at(written, position)
            if expansion is None:
                model.append(written[position])
                position += 1
                continue
            phrase = " ".join(expansion.phrase)
            places = set(range(len(model), len(model) + len(expansion.means)))
            for token in set(expansion.phrase) - set(expansion.means):
                row.add(token, places)
            for token in expansion.means:
                row.notes.setdefault(token, f'model "{phrase}" {expansion.why}')
            model.extend(expansion.means)
            position += len(expansion.phrase)
        return model

    def _phrase_at(self, written: list[str], position: int) -> Expansion | None:
        found = (
            expansion
            for expansion in self._expansions.get(written[position], ())
            if tuple(written[position : position + len(expansion.phrase)]) == expansion.phrase
        )
        return max(found, key=lambda expansion: len(expansion.phrase), default=None)

    def _add_catalog(self, row: Row, found: tuple[str, ...]) -> None:
        for position, token in enumerate(found):
            row.catalog.add(token)
            row.add(token, set())
            expansion = self._phrase_at(list(found), position)
            for meant in expansion.means if expansion else ():
                row.add(meant, set(), f'catalogue number "{token}" {expansion.why if expansion else ""}')

    def _add_description(self, row: Row, description: str) -> None:
        found = self._plain(description)
        row.weak.update(found)
        for token in found:
            row.weak.update(self._meant(token))
        for left, right in pairwise(found):
            row.weak.add(left + right)
        for position in range(len(found)):
            expansion = self._phrase_at(found, position)
            if expansion is not None:
                row.weak.update(expansion.means)


@lru_cache(maxsize=65536)
def is_telling(token: str) -> bool:
    """False for a bare version or an ordinal inside a model name: they name no other product."""
    return not looks_like_version(token) and not _ORDINAL.match(token)


def _is_order_number(token: str) -> bool:
    return len(token) >= 5 and sum(char.isdigit() for char in token) >= 4
