"""What changed between two revisions of an advisory, in words a reader can follow.

Products are told apart by maker, name and versions and not by their ids, which are of one document alone. What no rule
here names is still reported, as a change of that field: two revisions that differ never compare as equal.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeVar

from medcord.core.advisory.value import (
    Acknowledgment,
    Advisory,
    ClinicianWords,
    Note,
    PlainWords,
    Product,
    Remediation,
    Score,
    Vulnerability,
)  # fmt: skip


class Part(StrEnum):
    """What a change is of, in the order in which a reader must hear of it."""

    STATUS = "statement"
    PRODUCT = "product"
    VERSION = "versions"
    IDENTIFIER = "identifier"
    REMEDY = "remediation"
    FLAW = "vulnerability"
    SCORE = "score"
    TEXT = "text"
    REFERENCE = "reference"
    OTHER = "other"


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``about`` names the thing, ``before`` and ``after`` are its words (empty: none)."""

    part: Part
    kind: Kind
    about: str
    before: str = ""
    after: str = ""

    @property
    def sentence(self) -> str:
        """The change in words. Texts are too long to stand in it; they are told by name."""
        what = f"{self.part.value.capitalize()} {self.kind.value}: {self.about}"
        if self.part in (Part.TEXT, Part.REMEDY) or not (self.before or self.after):
            return f"{what}."
        if self.kind is Kind.CHANGED:
            return f"{self.part.value.capitalize()} of {self.about}: {self.before or 'none'} → {self.after or 'none'}."
        return f"{what} ({self.before or self.after})."


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of two texts that are compared: in both, only in the former, or only in the later."""

    words: str
    kind: Kind | None


_WORDS: Final = re.compile(r"\s+|[^\s]+")
LONGEST_COMPARED: Final = 4_000
"""Words of a text that are compared one by one; of longer ones both are shown whole."""

T = TypeVar("T")

# Told by a rule of their own, or not a change of what is said: who writes a revision sets these anew each time.
_ANEW: Final = ("id", "version", "status", "initial_release", "current_release", "revisions")
_ADVISORY: Final = frozenset(
    (*_ANEW, "title", "summary", "notes", "references", "acknowledgments", "products", "vulnerabilities", "plain")
)
_FLAW: Final = frozenset(
    ["cve", "more_cwes", "notes", "statements", "scores", "remediations", "references", "title", "ids"]
)
_PRODUCT: Final = frozenset(["id", "vendor", "name", "version", "version_is_range", "full_name", "identifiers", "path"])


def differences(before: Advisory, after: Advisory) -> tuple[Change, ...]:
    """Every difference, the most important for a reader first; empty when the two say the same."""
    pairs = _paired(before.products, after.products)
    found = [*_products(pairs), *_flaws(before, after, pairs), *_texts(before, after)]
    found += _listed(Part.REFERENCE, before.references, after.references, lambda one: one.summary or one.url)
    found += _listed(Part.OTHER, before.acknowledgments, after.acknowledgments, _thanks)
    found += _fields(before, after, _ADVISORY, "")
    if not found and before != replace(after, **{name: getattr(before, name) for name in _ANEW}):
        found.append(Change(Part.OTHER, Kind.CHANGED, "numbering or order in the file, nothing that it says"))
    order = {part: place for place, part in enumerate(Part)}
    return tuple(sorted(dict.fromkeys(found), key=lambda one: order[one.part]))


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts word by word, for a page that marks what went and what came."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > LONGEST_COMPARED:
        return (Piece(before, Kind.REMOVED), Piece(after, Kind.ADDED))
    found: list[Piece] = []
    for verb, start, end, begin, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            found.append(Piece("".join(old[start:end]), None))
            continue
        if end > start:
            found.append(Piece("".join(old[start:end]), Kind.REMOVED))
        if stop > begin:
            found.append(Piece("".join(new[begin:stop]), Kind.ADDED))
    return tuple(found)


def _thanks(one: Acknowledgment) -> str:
    return f"thanks to {', '.join([*one.names, *([one.organization] if one.organization else [])]) or one.summary}"


Pair = tuple[Product | None, Product | None]


def _paired(before: Sequence[Product], after: Sequence[Product]) -> list[Pair]:
    """Which product of one is which of the other: the same in all words, else the same id and name, else the only one
    of its name on both sides."""
    old, new = list(before), list(after)
    found: list[Pair] = []
    keys: tuple[Callable[[Product], Any], ...] = (
        lambda one: (one.vendor, one.name, one.version, one.full_name),
        lambda one: (one.vendor, one.name, one.version),
        lambda one: (one.vendor, one.name, one.id),
        lambda one: (one.vendor, one.name),
    )
    for number, key in enumerate(keys):
        there: dict[Any, list[Product]] = {}
        for each in new:
            there.setdefault(key(each), []).append(each)
        many = {one for one in there if len([each for each in old if key(each) == one]) != 1 or len(there[one]) != 1}
        for each in list(old):
            same = there.get(key(each), [])
            if not same or (number == len(keys) - 1 and key(each) in many):
                continue
            other = same.pop(0)
            found.append((each, other))
            old.remove(each)
            new.remove(other)
    return [*found, *((each, None) for each in old), *((None, each) for each in new)]


def named(product: Product) -> str:
    """A product as a sentence names it."""
    return " ".join((product.name or product.full_name or product.id).split())


def _entry(product: Product) -> str:
    return f"{named(product)}, {product.version}" if product.version else named(product)


def _products(pairs: Iterable[Pair]) -> Iterator[Change]:
    for old, new in pairs:
        if old is None and new is not None:
            yield Change(Part.PRODUCT, Kind.ADDED, _entry(new))
        elif new is None and old is not None:
            yield Change(Part.PRODUCT, Kind.REMOVED, _entry(old))
        elif old is not None and new is not None:
            yield from _product(old, new)


def _product(old: Product, new: Product) -> Iterator[Change]:
    if (old.version, old.version_is_range) != (new.version, new.version_is_range):
        yield Change(Part.VERSION, Kind.CHANGED, named(new), _versions(old), _versions(new))
    if old.full_name != new.full_name and old.version == new.version:
        yield Change(Part.PRODUCT, Kind.CHANGED, named(new), old.full_name, new.full_name)
    for each in fields(old.identifiers):
        was, now = getattr(old.identifiers, each.name), getattr(new.identifiers, each.name)
        if was != now:
            about = f"{named(new)} ({each.name.replace('_', ' ')})"
            # Serial numbers tell single devices; that they changed is said, what they are is not.
            words = ("", "") if each.name == "serial_numbers" else (_said(was), _said(now))
            yield Change(Part.IDENTIFIER, Kind.CHANGED, about, *words)
    yield from _fields(old, new, _PRODUCT, named(new))


def _versions(product: Product) -> str:
    return f"{product.version or 'not stated'}{' (a range)' if product.version_is_range else ''}"


def _key(flaw: Vulnerability) -> str:
    return flaw.cve or next((text for _, text in flaw.ids), "") or flaw.title or "vulnerability without a name"


def _by_key(flaws: Iterable[Vulnerability]) -> dict[str, Vulnerability]:
    found: dict[str, Vulnerability] = {}
    for flaw in flaws:
        key, number = _key(flaw), 1
        while (key if number == 1 else f"{key} ({number})") in found:
            number += 1
        found[key if number == 1 else f"{key} ({number})"] = flaw
    return found


def _flaws(before: Advisory, after: Advisory, pairs: Sequence[Pair]) -> Iterator[Change]:
    old, new = _by_key(before.vulnerabilities), _by_key(after.vulnerabilities)
    same = {one.id: other.id for one, other in pairs if one is not None and other is not None}
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        if was is not None and now is not None:
            yield from _flaw(key, was, now, before, after, same)
        elif now is not None:
            yield Change(Part.FLAW, Kind.ADDED, _titled(key, now))
            yield from _statements(key, None, now, before, after, same)
        elif was is not None:
            yield Change(Part.FLAW, Kind.REMOVED, _titled(key, was))


def _titled(key: str, flaw: Vulnerability) -> str:
    return f"{key}, {flaw.title}" if flaw.title and flaw.title != key else key


def _flaw(
    key: str, was: Vulnerability, now: Vulnerability, before: Advisory, after: Advisory, same: dict[str, str]
) -> Iterator[Change]:
    if was.title != now.title:
        yield Change(Part.FLAW, Kind.CHANGED, key, was.title, now.title)
    if was.ids != now.ids:
        yield Change(Part.FLAW, Kind.CHANGED, f"{key} (ids)", _said(was.ids), _said(now.ids))
    if was.more_cwes != now.more_cwes:
        further = ("; ".join(one.words for one in some) for some in (was.more_cwes, now.more_cwes))
        yield Change(Part.FLAW, Kind.CHANGED, f"{key} (further weaknesses)", *further)
    yield from _statements(key, was, now, before, after, same)
    yield from _remedies(key, was, now, before, after, same)
    scores = [replace(one, product_ids=_as(one.product_ids, same)) for one in was.scores]
    new_scores = [replace(one, product_ids=_as(one.product_ids)) for one in now.scores]
    yield from _listed(Part.SCORE, scores, new_scores, lambda one: f"CVSS {one.version} of {key}", _score)
    yield from _notes(was.notes, now.notes, f"{key}: ")
    yield from _listed(Part.REFERENCE, was.references, now.references, lambda one: one.summary or one.url)
    yield from _fields(was, now, _FLAW, key)


def _as(ids: Iterable[str], same: Mapping[str, str] = MappingProxyType({})) -> tuple[str, ...]:
    """Ids of products as the later revision has them."""
    return tuple(sorted(same.get(each, each) for each in ids))


def _score(score: Score) -> str:
    return f"{score.base} {score.vector}".strip()


def _statements(
    key: str, was: Vulnerability | None, now: Vulnerability, before: Advisory, after: Advisory, same: dict[str, str]
) -> Iterator[Change]:
    """Statuses by product: of one that is in both, and of a new one."""
    old = {same.get(one.product_id, f"-{one.product_id}"): one for one in (was.statements if was else ())}
    new = {one.product_id: one for one in now.statements}
    for place in dict.fromkeys((*old, *new)):
        one, other = old.get(place), new.get(place)
        said = after.product(place) or (before.product(one.product_id) if one else None)
        about = f"{_entry(said) if said else place.removeprefix('-')} ({key})"
        words = tuple(_status(each.status.value, each.justification) if each else "" for each in (one, other))
        if words[0] != words[1]:
            kind = Kind.CHANGED if all(words) else Kind.ADDED if words[1] else Kind.REMOVED
            yield Change(Part.STATUS, kind, about, *words)


def _status(status: str, justification: str) -> str:
    return f"{status} ({justification})".replace("_", " ") if justification else status.replace("_", " ")


def _remedies(
    key: str, was: Vulnerability, now: Vulnerability, before: Advisory, after: Advisory, same: dict[str, str]
) -> Iterator[Change]:
    def of(one: Remediation, ids: Callable[[str], str]) -> tuple[Any, ...]:
        return (one.category, one.details, one.url, one.date, frozenset(map(ids, one.product_ids)))

    old = {of(one, lambda each: same.get(each, f"-{each}")): one for one in was.remediations}
    new = {of(one, lambda each: each): one for one in now.remediations}
    gone, come = (
        [one for what, one in old.items() if what not in new],
        [one for what, one in new.items() if what not in old],
    )
    for one in list(gone):
        other = next((each for each in come if (each.category, each.details) == (one.category, one.details)), None)
        other = other or next((each for each in come if each.category == one.category and _alike(one, each)), None)
        if other is not None:
            gone.remove(one)
            come.remove(other)
            yield Change(Part.REMEDY, Kind.CHANGED, _remedy(key, other), _offer(one, before), _offer(other, after))
    for one in gone:
        yield Change(Part.REMEDY, Kind.REMOVED, _remedy(key, one), before=_offer(one, before))
    for one in come:
        yield Change(Part.REMEDY, Kind.ADDED, _remedy(key, one), after=_offer(one, after))


def _alike(one: Remediation, other: Remediation) -> bool:
    return difflib.SequenceMatcher(None, one.details[:400], other.details[:400]).quick_ratio() > 0.6


def _remedy(key: str, one: Remediation) -> str:
    return f"{one.category.replace('_', ' ')} for {key}"


def _offer(one: Remediation, advisory: Advisory) -> str:
    products = (advisory.product(each) for each in one.product_ids)
    of = ", ".join(dict.fromkeys(_entry(each) for each in products if each))
    rest = [one.url, f"for {of}" if of else "", f"{one.date:%Y-%m-%d}" if one.date else ""]
    return "\n".join([one.details, *(each for each in rest if each)])


def _texts(before: Advisory, after: Advisory) -> Iterator[Change]:
    for about, was, now in (("title", before.title, after.title), ("summary", before.summary, after.summary)):
        yield from _text(about, was, now)
    yield from _words("plain words", before.plain, after.plain)
    yield from _words("words for clinicians", before.plain.clinicians, after.plain.clinicians)
    # The summary stands in the notes once more; one change is told once.
    yield from _notes(
        [one for one in before.notes if one.text != before.summary],
        [one for one in after.notes if one.text != after.summary],
        "",
    )


def _words(whose: str, before: PlainWords | ClinicianWords, after: PlainWords | ClinicianWords) -> Iterator[Change]:
    """The texts for one kind of reader, field by field."""
    for each in fields(before):
        if each.name != "clinicians":
            was, now = getattr(before, each.name), getattr(after, each.name)
            yield from _text(f"{whose}: {each.name.replace('_', ' ')}", _said(was), _said(now))


def _notes(before: Sequence[Note], after: Sequence[Note], where: str) -> Iterator[Change]:
    def keyed(notes: Sequence[Note]) -> dict[tuple[str, int], Note]:
        found: dict[tuple[str, int], Note] = {}
        for one in notes:
            name = one.title or one.category
            found[name, sum(key == name for key, _ in found)] = one
        return found

    old, new = keyed(before), keyed(after)
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        about = f"{where}{key[0]}"
        changed = list(_text(about, was.text if was else "", now.text if now else ""))
        yield from changed
        if was is not None and now is not None and was != now and not changed:
            yield Change(Part.TEXT, Kind.CHANGED, f"{about} (of what kind, or for whom)")


def _text(about: str, was: str, now: str) -> Iterator[Change]:
    if was != now:
        yield Change(Part.TEXT, Kind.CHANGED if was and now else Kind.ADDED if now else Kind.REMOVED, about, was, now)


def _listed(
    part: Part,
    before: Iterable[T],
    after: Iterable[T],
    about: Callable[[T], str],
    said: Callable[[T], str] | None = None,
) -> Iterator[Change]:
    """Things told apart by what they are about: gone, come, or otherwise than before."""
    old: dict[str, list[T]] = {}
    new: dict[str, list[T]] = {}
    for one in before:
        old.setdefault(about(one), []).append(one)
    for one in after:
        new.setdefault(about(one), []).append(one)
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key, []), new.get(key, [])
        if was == now:
            continue
        kind = Kind.CHANGED if was and now else Kind.ADDED if now else Kind.REMOVED
        words = ["; ".join(said(one) for one in some) if said else "" for some in (was, now)]
        if kind is Kind.CHANGED and words[0] == words[1]:
            yield Change(part, kind, f"{key} (in a detail)")
        else:
            yield Change(part, kind, key, *words)


def _fields(before: Any, after: Any, told: frozenset[str], where: str) -> Iterator[Change]:
    """What no other rule tells of: the field by its name, and its words where they are short."""
    for each in fields(before):
        was, now = getattr(before, each.name), getattr(after, each.name)
        if each.name in told or was == now:
            continue
        name = each.name.replace("_", " ")
        yield Change(Part.OTHER, Kind.CHANGED, f"{where}: {name}" if where else name, _said(was), _said(now))


def _said(value: object) -> str:
    """A value in few words; nothing for what is not plain text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if isinstance(value, tuple) and all(isinstance(one, tuple) for one in value):
        return "; ".join(" ".join(map(str, one)) for one in value)
    return ""
