"""Whether a row is the product an entry names: a relation with its evidence, or nothing.

EXACT      all the name requires is in the row
SUB_MODEL  the row says less than the name: which model it is is not stated
VARIANT    the row's variant is not the one listed (HDxt and HDx)
ROLE       another part of the same system (its server)
HOST       the row is the system that the product is part of
EXCLUDED   the name says it does not mean this row
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from medcord.core.device.entry import Entry
from medcord.core.device.maker import Lexicon
from medcord.core.device.model import Code, Exclusion
from medcord.core.device.row import Row, is_telling
from medcord.core.device.words import is_code


class Kind(IntEnum):
    """Stronger relations first."""

    EXACT = 0
    EXCLUDED = 1
    ROLE = 2
    VARIANT = 3
    SUB_MODEL = 4
    HOST = 5


@dataclass(frozen=True, slots=True)
class Relation:
    """``component`` is true when the row's version is that of a host, not of the product ("MAC 5500 w/ MobileLink")."""

    kind: Kind
    entry: Entry
    specificity: float
    evidence: tuple[str, ...]
    missing: tuple[str, ...] = ()
    exclusion: Exclusion | None = None
    component: bool = False
    only_codes_missing: bool = False
    is_telling: bool = False
    """The row carries the whole name, number and word: it can hardly be somebody else's product."""


@dataclass(slots=True)
class _Hits:
    strong: set[str]
    weak: set[str]
    positions: set[int]
    codes: list[str]
    pool: list[str]


class Relater:
    """Relates rows to entries with one lexicon and the common words that count in this block."""

    def __init__(self, lexicon: Lexicon, counted_kinds: frozenset[str]) -> None:
        self._lexicon = lexicon
        self._idle = (lexicon.noise | lexicon.kinds) - counted_kinds
        self._weak_words = lexicon.roles | lexicon.kinds | lexicon.common

    def relate(self, row: Row, entry: Entry) -> Relation | None:
        """The relation of ``row`` to ``entry``, or None when it is another product."""
        excluded = self._excluded(row, entry)
        if excluded is not None:
            return excluded
        if not entry.name.catch_all:
            found = self._named(row, entry)
            if found is not None:
                return found
        return self._hosted(row, entry)

    def _excluded(self, row: Row, entry: Entry) -> Relation | None:
        for exclusion in entry.name.exclusions:
            if all(word in row.strong for word in exclusion.words):
                why = f'the advisory excludes "{exclusion.text}"'
                return Relation(Kind.EXCLUDED, entry, float(len(exclusion.words)), (why,), exclusion=exclusion)
        return None

    def _named(self, row: Row, entry: Entry) -> Relation | None:
        name = entry.name
        hits = self._hits(row, entry)
        extras = self._extras(row, entry, hits)
        if any(extra in self._lexicon.accessories for extra in extras):
            return None
        missing = sorted((name.words | entry.required) - hits.strong - hits.weak)
        if name.pool and not hits.pool and not hits.codes:
            missing.append("/".join(sorted(name.pool)))
        code_missing = bool(name.codes) and not hits.codes and not name.only_order_numbers
        if code_missing and (any(is_code(extra) for extra in extras) or _another_of_the_sort(entry, row.orders)):
            return None
        if not (hits.strong or hits.codes or hits.pool):
            return None
        if extras and not (name.words or name.pool) and not any(code.text in hits.codes for code in name.codes):
            # only a number agrees and the row has a name of its own ("LOGIQ 100", "CPE100")
            return None
        if name.plain and (missing or hits.weak or extras):
            return None
        if not missing and not code_missing:
            return self._complete(row, entry, hits, extras)
        return self._incomplete(row, entry, hits, extras, missing, code_missing)

    def _hits(self, row: Row, entry: Entry) -> _Hits:
        name = entry.name
        hits = _Hits(set(), set(), set(), [], [])
        for word in name.words | entry.required:
            if word in row.strong:
                hits.strong.add(word)
                hits.positions |= row.strong[word]
            elif word in row.weak:
                hits.weak.add(word)
            elif word.isalpha() and 2 <= len(word) <= 4:
                for token in _numbers_of_series(row, word):
                    hits.strong.add(word)
                    hits.positions |= row.strong[token]
        for short, words in (*name.stand_ins, *entry.joined):
            if short in row.strong:
                hits.strong |= words & (name.words | entry.required)
                hits.positions |= row.strong[short]
        for word in name.pool:
            if word in row.strong:
                hits.pool.append(word)
                hits.positions |= row.strong[word]
        self._code_hits(row, entry, hits)
        return hits

    def _code_hits(self, row: Row, entry: Entry, hits: _Hits) -> None:
        if not entry.name.codes:
            return
        for token, positions in row.strong.items():
            # two tokens read as one ("EC 80") are that number or none: "SOLAR 8000" is no "8000"
            codes = (
                entry.name.codes if len(positions) < 2 else [c for c in entry.name.codes if not c.text[:1].isdigit()]
            )
            if is_code(token) and any(code.accepts(token) for code in codes):
                hits.codes.append(token)
                hits.positions |= positions
        if not hits.codes and not any(is_code(token) for token in row.model):
            hits.codes.extend(
                token
                for token in sorted(row.weak)
                if is_code(token) and any(code.accepts(token) for code in entry.name.codes)
            )

    def _extras(self, row: Row, entry: Entry, hits: _Hits) -> list[str]:
        """Tokens of the model that the entry does not account for and that could name another product."""
        start = 0
        if row.component_from and hits.positions and min(hits.positions) >= row.component_from:
            start = row.component_from
        return [
            token
            for position, token in enumerate(row.model)
            if position >= start
            and position not in hits.positions
            and token not in self._idle
            and token not in entry.explained
            and is_telling(token)
            and not any(position in row.strong[t] for t in entry.explained if t in row.strong)
        ]

    def _complete(self, row: Row, entry: Entry, hits: _Hits, extras: list[str]) -> Relation | None:
        described = hits.weak - (self._lexicon.kinds - self._lexicon.specialties)
        if described and extras and not hits.codes:
            # the description supplied a word while the model has a name of its own: another product
            return None
        roles = [extra for extra in extras if extra in self._lexicon.roles]
        if not roles and not hits.codes and self._no_kind_agrees(row, entry):
            roles = [extra for extra in extras if not is_code(extra) and len(extra) > 4]
        kind = Kind.ROLE if roles else Kind.EXACT
        return self._relation(kind, row, entry, hits, extras, tuple(roles))

    def _incomplete(
        self, row: Row, entry: Entry, hits: _Hits, extras: list[str], missing: list[str], code_missing: bool
    ) -> Relation | None:
        told = self._told_by_code(entry, hits, extras, missing) or _told_by_list(row, entry, hits)
        if told or self._only_family_missing(entry, hits, extras, missing):
            return self._relation(Kind.EXACT, row, entry, hits, extras, ())
        unstated = (*missing, *(("model " + "/".join(map(str, entry.name.codes)),) if code_missing else ()))
        if extras:
            near_miss = [e for e in extras if any(_is_variant(e, word) for word in missing)]
            if len(near_miss) == len(extras) and (hits.codes or hits.strong) and not code_missing:
                return self._relation(Kind.VARIANT, row, entry, hits, extras, tuple(extras))
            return None
        telling = [w for w in hits.strong if w not in self._weak_words and len(w) > 2]
        if row.odd or self._another_specialty(row, entry):
            return None
        a_number = any(len(str(code)) > 1 for code in entry.name.codes)
        required = len(entry.name.words | entry.required) + a_number
        got = len(hits.strong | hits.weak) + bool(hits.codes) + bool(hits.pool)
        rare = [word for word in telling if word not in entry.family and len(word) >= 5]
        if not (telling or hits.codes or hits.pool) or (got * 2 < required and not rare):
            return None
        relation = self._relation(Kind.SUB_MODEL, row, entry, hits, extras, unstated)
        return relation if missing else _without_code(relation)

    def _no_kind_agrees(self, row: Row, entry: Entry) -> bool:
        """ "Xhibit Central Station" and "Xhibit Telemetry Receiver": the sort of device is named, and it is another."""
        kinds = entry.name.kinds - self._lexicon.noise
        return bool(kinds) and not any(kind in row.strong or kind in row.weak for kind in kinds)

    def _told_by_code(self, entry: Entry, hits: _Hits, extras: list[str], missing: list[str]) -> bool:
        """A number that few products carry names the product alone ("9790"), or beside one of its words."""
        if not entry.rare_code or any(is_code(word) for word in missing):
            return False
        digits = max((sum(c.isdigit() for c in code) for code in hits.codes), default=0)
        if extras:
            return digits >= 3 and bool(hits.strong)
        return digits >= 2 or any(len(code) >= 4 for code in hits.codes)

    def _only_family_missing(self, entry: Entry, hits: _Hits, extras: list[str], missing: list[str]) -> bool:
        """ "MedStation ES" without "Pyxis", "Neuron 2" without "SmartLinx": what is left out tells nothing alone."""
        if extras or any(is_code(word) for word in missing):
            return False
        own = [word for word in hits.strong - entry.family if len(word) >= 5 and word not in self._weak_words]
        return (
            bool(own)
            and (bool(hits.codes) or entry.family.issuperset(missing))
            and (bool(hits.codes) or not entry.name.codes)
        )

    def _another_specialty(self, row: Row, entry: Entry) -> bool:
        """ "IntelliSpace ECG" is not "IntelliSpace Perinatal", though only the family word is a name."""
        known = entry.name.kinds | entry.explained
        return any(token in self._lexicon.specialties and token not in known for token in row.model)

    def _relation(
        self, kind: Kind, row: Row, entry: Entry, hits: _Hits, extras: list[str], missing: tuple[str, ...]
    ) -> Relation:
        specificity = len(hits.strong) + 0.5 * len(hits.weak) + 2 * bool(hits.codes) + bool(hits.pool)
        specificity -= 0.1 * len(extras)
        component = bool(row.component_from and hits.positions and min(hits.positions) >= row.component_from)
        words = [word for word in hits.strong if len(word) >= 5 and word not in self._weak_words]
        numbers = [code for code in hits.codes if sum(char.isdigit() for char in code) >= 2]
        whole = kind is Kind.EXACT and not extras and hits.strong | hits.weak >= entry.name.words
        telling = whole and bool(words) and bool(numbers)
        return Relation(
            kind, entry, specificity, _evidence(row, hits), missing, component=component, is_telling=telling
        )

    def _hosted(self, row: Row, entry: Entry) -> Relation | None:
        if not (entry.name.system or entry.title_host or entry.parts_of or entry.reading.models):
            return None
        telling = [t for t in row.model if t not in self._lexicon.noise | self._lexicon.kinds and is_telling(t)]
        alone = [t for p, t in enumerate(row.model) if t in telling and self._unexplained(row, p, entry.name.system)]
        if entry.name.system and telling and not alone:
            system = " ".join(t for t in row.model if t in telling)
            return _host(entry, f'"{system}" is the system that "{entry.product.name}" is a module of')
        host = entry.title_host
        in_title = bool(host and telling) and sum(word in row.strong for word in host) * 2 >= len(host)
        if in_title and not any(self._unexplained(row, p, host) for p, t in enumerate(row.model) if t in telling):
            part = entry.product.name
            return _host(entry, f'the advisory title names "{" ".join(telling)}"; the affected part is {part}')
        part_of = sorted(word for word in entry.parts_of if word in row.strong or word in row.weak)
        if part_of:
            return _host(entry, f'"{entry.product.name}" is part of {" ".join(part_of)}')
        return self._listed(row, entry, telling)

    def _unexplained(self, row: Row, position: int, words: frozenset[str]) -> bool:
        return not any(position in row.strong.get(word, ()) for word in words)

    def _listed(self, row: Row, entry: Entry, telling: list[str]) -> Relation | None:
        for item in entry.reading.models:
            needed = item - self._lexicon.noise - self._lexicon.kinds
            codes = [token for token in needed if is_code(token)]
            in_row = needed <= row.strong.keys() or any(_code_in(row, token) for token in codes)
            if not in_row or (len(needed) == 1 and not codes):
                continue
            text = " ".join(sorted(item))
            if entry.pairing:
                return _host(entry, f'"{text}" is listed as used with "{entry.product.name}"')
            if codes and all(t in needed or any(Code(code).accepts(t) for code in codes) for t in telling):
                why = f'"{text}" is listed under {entry.product.name}'
                return Relation(Kind.EXACT, entry, float(len(needed)), (why,))
        return None


def _told_by_list(row: Row, entry: Entry, hits: _Hits) -> bool:
    """A number of the row is in the entry's own list of models: not every word of the name need be there."""
    if entry.pairing or not hits.strong:
        return False
    return any(token in row.strong and len(token) >= 5 for token in entry.listed if is_code(token))


def _numbers_of_series(row: Row, prefix: str) -> list[str]:
    """ "CX50" is of the "CX" series."""
    return [t for t in row.model if t.startswith(prefix) and len(t) > len(prefix) and t[len(prefix) :].isdigit()]


def _another_of_the_sort(entry: Entry, orders: set[str]) -> bool:
    """True when a number in the model's place is of the sort the entry lists, but not one of them (24960, 24950)."""
    for order in orders:
        letters, digits = _letters_and_digits(order)
        for code in entry.name.codes:
            ours, number = _letters_and_digits(code.text) if code.text else (code.prefix, "")
            if letters == ours and (letters or len(digits) == len(number)):
                return True
    return False


def _letters_and_digits(token: str) -> tuple[str, str]:
    start = next((i for i, char in enumerate(token) if char.isdigit()), len(token))
    end = next((i for i in range(start, len(token)) if not token[i].isdigit()), len(token))
    return token[:start], token[start:end]


def _code_in(row: Row, code: str) -> bool:
    return len(code) >= 3 and any(is_code(token) and Code(code).accepts(token) for token in row.strong)


def _is_variant(extra: str, word: str) -> bool:
    shorter, longer = sorted((extra, word), key=len)
    return len(shorter) >= 3 and longer.startswith(shorter) and len(longer) - len(shorter) <= 2


def _without_code(relation: Relation) -> Relation:
    return replace(relation, only_codes_missing=True)


def _host(entry: Entry, why: str) -> Relation:
    return Relation(Kind.HOST, entry, 0.0, (why,))


def _evidence(row: Row, hits: _Hits) -> tuple[str, ...]:
    found = [f'"{token}"' for token in sorted(hits.strong | set(hits.codes) | set(hits.pool))]
    lines = [f"model tokens {', '.join(found)} equal"]
    named = sorted(hits.strong | set(hits.codes) | set(hits.pool))
    lines.extend(dict.fromkeys(row.notes[token] for token in named if token in row.notes))
    if hits.weak:
        lines.append("named in the description: " + ", ".join(f'"{word}"' for word in sorted(hits.weak)))
    return tuple(lines)
