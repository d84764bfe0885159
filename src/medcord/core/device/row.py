"""One identity as tokens: what stands in the model, the catalogue number, the description, and what it may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from medcord.core.device.value import Identity
from medcord.core.device.words import fold, looks_like_version, near, tokens

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
    ``weak`` are the tokens of the description, ``orders`` order numbers that stood where the model should. ``notes``
    explain a reading (typing slip, alias) by token."""

    model: list[str] = field(default_factory=list)
    strong: dict[str, set[int]] = field(default_factory=dict)
    weak: set[str] = field(default_factory=set)
    catalog: set[str] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)
    orders: set[str] = field(default_factory=set)
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
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(vocabulary | idle):
            if word.isalpha() and len(word) >= 4:
                self._by_length.setdefault(len(word), []).append(word)
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
        """The tokens of the model; those of the description too when the model says nothing or only an order number."""
        found = self._plain(identity.model)
        telling = [token for token in found if token not in self._idle and is_telling(token)]
        if any(token in self._vocabulary or not _is_order_number(token) for token in telling):
            return found
        described = self._plain(identity.description)
        if not any(token in self._vocabulary for token in described):
            return found
        if any(token in self._expansions for token in telling):
            return found
        for token in telling:
            row.orders.add(token)
            row.add(token, set())
        return [token for token in found if token not in telling] + described

    def _plain(self, text: str) -> list[str]:
        written = [long for token in tokens(text) for long in self._short.get(token, token).split()]
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
            meanings = self._meant(token)
            if meanings and all(meant in self._idle for meant in meanings):
                row.model[position] = token = meanings[0]
            row.add(token, {position})
            for meant in meanings:
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
            candidates = (
                word for length in range(len(token) - 2, len(token) + 3) for word in self._by_length.get(length, ())
            )
            found = tuple(word for word in candidates if near(token, word)) or self._cut_off(token)
            self._slips[token] = found
        return found

    def _cut_off(self, token: str) -> tuple[str, ...]:
        """The one word of the block that ``token`` is the beginning of: columns cut names off."""
        if len(token) < 5:
            return ()
        found = [word for length, words in self._by_length.items() if length > len(token) for word in words]
        begun = [word for word in found if word.startswith(token) and word not in self._idle]
        return (begun[0],) if len(begun) == 1 else ()

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
