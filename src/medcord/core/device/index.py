"""The advisories prepared for matching: blocks by maker, found by the tokens of a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from medcord.core.advisory.value import Advisory
from medcord.core.device.entry import Entry, entries_of
from medcord.core.device.maker import Aliases, MakerBook, MakerKey
from medcord.core.device.relation import Relater, Relation
from medcord.core.device.row import Expansion, Row, RowReader
from medcord.core.device.value import Identity
from medcord.core.device.words import near, tokens

_REMEMBERED = 20_000
"""Names whose relations are kept: rows that differ in version only are related once."""


class _Block:
    """The entries of one maker, found by the tokens of a row."""

    def __init__(
        self, entries: list[Entry], aliases: Aliases, corporate: tuple[tuple[str, ...], ...], maker: str
    ) -> None:
        self.entries = entries
        self._by_token: dict[str, list[int]] = {}
        self._by_prefix: dict[str, list[int]] = {}
        for number, entry in enumerate(entries):
            for token in entry.anchors:
                self._by_token.setdefault(token, []).append(number)
            for code in entry.name.codes:
                if code.prefix or code.pattern:
                    self._by_prefix.setdefault(code.prefix, []).append(number)
                elif code.text:
                    self._by_token.setdefault(_digits(code.text), []).append(number)
            for token in entry.listed:
                self._by_token.setdefault(_digits(token), []).append(number)
        counted = frozenset(kind for entry in entries for kind in entry.required)
        vocabulary = frozenset(
            token for entry in entries for token in (*entry.anchors, *entry.name.kinds) if not token.isdigit()
        )
        self.relater = Relater(aliases.lexicon, counted)
        idle = aliases.lexicon.noise | aliases.lexicon.kinds
        short = dict(aliases.lexicon.short_forms)
        self.reader = RowReader(vocabulary, _expansions(aliases, maker), short, corporate, idle)

    def candidates(self, row: Row) -> list[Entry]:
        """Entries that share a token with the row, in index order."""
        found: set[int] = set()
        for token in row.strong:
            found.update(self._by_token.get(token, ()))
            number = _digits(token)
            if number:
                found.update(self._by_token.get(number, ()))
                found.update(self._by_prefix.get(token[: token.find(number[0])], ()))
                found.update(self._by_prefix.get("", ()))
        for token in row.weak:
            found.update(self._by_token.get(token, ()))
        return [self.entries[number] for number in sorted(found)]


def _digits(token: str) -> str:
    return "".join(char for char in token if char.isdigit()) if len(token) > 1 else ""


def _expansions(aliases: Aliases, maker: str) -> tuple[Expansion, ...]:
    return tuple(
        Expansion(tokens(alias.written), tokens(alias.means), f"is {alias.means} ({alias.source}, {alias.recorded})")
        for alias in aliases.models
        if alias.maker in {"", maker}
    )


@dataclass(frozen=True, slots=True)
class Look:
    """One block to look into. ``doubt`` caps what is found at possible; ``telling_only`` asks for a name that is
    nobody else's; ``model`` replaces the row's model (a rebrand)."""

    block: _Block
    why: str
    doubt: str = ""
    telling_only: bool = False
    model: str = ""

    def named(self, identity: Identity) -> Identity:
        """The identity as it reads in this block."""
        return replace(identity, model=self.model) if self.model else identity


@dataclass(frozen=True, slots=True)
class Related:
    """What one look found: the row as read there, and the relations by advisory id."""

    look: Look
    row: Row
    by_advisory: tuple[tuple[str, tuple[Relation, ...]], ...]


class AdvisoryIndex:
    """The advisories prepared for matching. Give one revision of each id; read-only once built."""

    def __init__(self, advisories: Sequence[Advisory], aliases: Aliases) -> None:
        self.advisories: dict[str, Advisory] = {advisory.id: advisory for advisory in advisories}
        self.aliases = aliases
        self.book = MakerBook(aliases.makers, aliases.lexicon)
        by_maker: dict[str, list[Entry]] = {}
        for entry in entries_of(list(self.advisories.values()), self.book, aliases):
            for maker in entry.makers:
                by_maker.setdefault(maker, []).append(entry)
        self._blocks = {
            maker: _Block(entries, aliases, self.book.corporate_words(frozenset({maker})), maker)
            for maker, entries in by_maker.items()
        }
        self._by_word: dict[str, set[str]] = {}
        for maker, entries in by_maker.items():
            for word in {word for entry in entries for word in entry.name.words if len(word) >= 5}:
                self._by_word.setdefault(word, set()).add(maker)
        self._spoken: dict[tuple[str, bool], tuple[tuple[str, MakerKey], ...]] = {}
        self._related: dict[tuple[str, str, str, str], tuple[Related, ...]] = {}

    def related(self, identity: Identity) -> tuple[Related, ...]:
        """All relations of a row's name; the version plays no part in them."""
        key = (identity.manufacturer, identity.model, identity.description, identity.catalog_no)
        found = self._related.get(key)
        if found is None:
            if len(self._related) >= _REMEMBERED:
                self._related.clear()
            found = self._related[key] = tuple(self._relate(identity))
        return found

    def _relate(self, identity: Identity) -> Iterator[Related]:
        for look in self._looks(identity):
            row = look.block.reader.read(look.named(identity))
            by_advisory: dict[str, list[Relation]] = {}
            for entry in look.block.candidates(row):
                relation = look.block.relater.relate(row, entry)
                if relation is not None and (relation.is_telling or not look.telling_only):
                    by_advisory.setdefault(entry.advisory.id, []).append(relation)
            if by_advisory:
                yield Related(look, row, tuple((advisory, tuple(found)) for advisory, found in by_advisory.items()))

    def _looks(self, identity: Identity) -> Iterator[Look]:
        """Where to look for ``identity``: its maker, the maker behind a rebrand, or everywhere when none is known."""
        makers = self._makers(identity.manufacturer)
        if not makers and not self.book.keys(identity.manufacturer):
            makers = self._makers(identity.model, named=True) or self._makers(identity.description, named=True)
        for maker, key in makers:
            yield Look(self._blocks[maker], key.why)
        keys = {key.key for key in self.book.keys(identity.manufacturer)}
        model = {*tokens(identity.model), *tokens(identity.description)}
        for rebrand in self.aliases.rebrands:
            if rebrand.sold_by in keys and model >= set(tokens(rebrand.model)) and rebrand.made_by in self._blocks:
                why = (
                    f"{rebrand.sold_by} {rebrand.model} is {rebrand.means} made by {rebrand.made_by} "
                    f"({rebrand.source}, {rebrand.recorded})"
                )
                doubt = f"sold under another name: {why}"
                yield Look(self._blocks[rebrand.made_by], why, doubt, model=rebrand.means)
        if not makers and self._is_stranger(identity.manufacturer):
            said = f'maker "{identity.manufacturer.strip()}" is in no table' if keys else "the row names no maker"
            makers_named = {m for token in tokens(identity.model) for m in self._by_word.get(token, ())}
            for block in [self._blocks[maker] for maker in sorted(makers_named)]:
                yield Look(block, said, "the maker is not the advisory's", telling_only=True)

    def _is_stranger(self, manufacturer: str) -> bool:
        """True when no table knows the maker: then only a name that is nobody else's counts."""
        return not any(self.book.is_known(key.key) for key in self.book.keys(manufacturer))

    def _makers(self, text: str, *, named: bool = False) -> tuple[tuple[str, MakerKey], ...]:
        """The makers in ``text`` that any advisory is about; with ``named`` only those of the alias table."""
        found = self._spoken.get((text, named))
        if found is None:
            keys = [key for key in self.book.keys(text) if not named or self.book.is_known(key.key)]
            known = [(key.key, key) for key in keys if key.key in self._blocks]
            if not known and not named:
                known = [
                    (maker, replace(key, why=f'{key.why}, read as "{maker}" (typing slip)'))
                    for key in keys
                    for maker in self._blocks
                    if near(key.key, maker)
                ]
            found = self._spoken[(text, named)] = tuple(known)
        return found
