"""An entry of a manufacturer's registry as a plain value, cleaned and checked the same for page, API and file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Final

from medcord.core.device.udi import WrongUdi, read_udi


class Support(StrEnum):
    """Whether the maker still supports a product."""

    UNKNOWN = "unknown"
    SUPPORTED = "supported"
    LIMITED = "limited"
    ENDED = "ended"

    @property
    def words(self) -> str:
        return _SUPPORT_WORDS[self]


_SUPPORT_WORDS: Final = {
    Support.UNKNOWN: "Not stated",
    Support.SUPPORTED: "Supported",
    Support.LIMITED: "Security fixes only",
    Support.ENDED: "Support ended",
}


@dataclass(frozen=True, slots=True)
class RegistryVersion:
    """One version. Dates are ISO 8601 days as typed, or ""; ``wrong_with`` says which cannot be."""

    name: str
    released: str = ""
    support_ends: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProductWords:
    """What is said of a product. ``versions`` are oldest first, a plain name stands for a version without dates.

    ``udi_dis`` are in the form of GS1, HIBCC or ICCBBA; ``superseded_by`` is the name of another product of the maker.
    """

    name: str
    model_number: str = ""
    aliases: Sequence[str] = ()
    udi_dis: Sequence[str] = ()
    versions: Sequence[str | RegistryVersion] = ()
    description: str = ""
    catalogue_numbers: Sequence[str] = ()
    support: str = Support.UNKNOWN.value
    superseded_by: str = ""

    def listed(self) -> tuple[RegistryVersion, ...]:
        """The versions, each as a record."""
        return tuple(one if isinstance(one, RegistryVersion) else RegistryVersion(one) for one in self.versions)


FIELDS: Final = tuple(each.name for each in fields(ProductWords))


@dataclass(frozen=True, slots=True)
class Wrong:
    """What cannot be kept as it is: the field, and a sentence with what to do."""

    field: str
    sentence: str


_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST: Final = {"name": 160, "model_number": 80, "description": 300}
_LONGEST_ENTRY: Final = 160
_MOST_ENTRIES: Final = 500
_LABELS: Final = {
    "name": "name",
    "model_number": "model number",
    "description": "description",
    "aliases": "other name",
    "udi_dis": "UDI-DI",
    "catalogue_numbers": "catalogue number",
    "versions": "version",
    "superseded_by": "successor",
}


def clean_text(text: str) -> str:
    """One line: white space runs become one space, signs that cannot be shown are left out."""
    shown = "".join(sign if sign.isprintable() or sign.isspace() else "" for sign in text)
    return " ".join(unicodedata.normalize("NFC", shown).split())


def cleaned(words: ProductWords) -> tuple[ProductWords, list[Wrong]]:
    """The same words in the form they are kept in, and all that is wrong with them (then they are not kept)."""
    wrong: list[Wrong] = []
    udis, bad = _udis(words.udi_dis)
    versions = _versions(words.listed())
    ready = ProductWords(
        name=clean_text(words.name),
        model_number=clean_text(words.model_number),
        aliases=_lines(words.aliases),
        udi_dis=udis,
        versions=versions,
        description=clean_text(words.description),
        catalogue_numbers=_lines(words.catalogue_numbers),
        support=words.support.strip().casefold() or Support.UNKNOWN.value,
        superseded_by=clean_text(words.superseded_by),
    )
    if not ready.name:
        wrong.append(Wrong("name", "A product needs a name. Type the name that stands on the device."))
    wrong += bad
    wrong += _too_long(ready)
    wrong += _wrong_versions(versions)
    if ready.support not in set(Support):
        offered = ", ".join(Support)
        wrong.append(Wrong("support", f"“{ready.support[:40]}” is no support status. Give one of: {offered}."))
    if ready.superseded_by and ready.superseded_by == ready.name:
        wrong.append(Wrong("superseded_by", "A product cannot follow itself. Name its successor, or leave it empty."))
    return ready, wrong


def _lines(entries: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for entry in entries if (text := clean_text(entry))))


def _udis(entries: Iterable[str]) -> tuple[tuple[str, ...], list[Wrong]]:
    kept: list[str] = []
    wrong: list[Wrong] = []
    for entry in _lines(entries):
        try:
            kept.append(read_udi(entry).text)
        except WrongUdi as failure:
            wrong.append(Wrong("udi_dis", str(failure)))
    return tuple(dict.fromkeys(kept)), wrong


def _versions(given: Iterable[RegistryVersion]) -> tuple[RegistryVersion, ...]:
    lines = (
        RegistryVersion(clean_text(one.name), one.released.strip(), one.support_ends.strip(), clean_text(one.note))
        for one in given
    )
    return tuple(dict.fromkeys(one for one in lines if one != RegistryVersion("")))


def _wrong_versions(versions: Sequence[RegistryVersion]) -> Iterable[Wrong]:
    seen: set[str] = set()
    for one in versions:
        if not one.name:
            yield Wrong("versions", "A version has dates or a note and no name. Name it, or take the line out.")
        elif one.name in seen:
            yield Wrong("versions", f"Version “{one.name}” stands here twice. Keep one line for it.")
        seen.add(one.name)
        ends = {"release date": one.released, "end of support": one.support_ends}
        bad = [word for word, text in ends.items() if text and day_of(text) is None]
        for word in bad:
            yield Wrong(
                "versions",
                f"The {word} of version “{one.name}” is “{ends[word][:40]}”, which is no day. Write it as 2026-01-31.",
            )
        if not bad and one.released and one.support_ends and one.support_ends < one.released:
            yield Wrong("versions", f"The support of version “{one.name}” ends before its release. Correct a date.")


def day_of(text: str) -> date | None:
    """A day written as 2026-01-31; None for anything else."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _too_long(ready: ProductWords) -> Iterable[Wrong]:
    for name, most in _LONGEST.items():
        size = len(getattr(ready, name))
        if size > most:
            yield Wrong(name, f"The {_LABELS[name]} has {size} characters; {most} fit. Shorten it.")
    texts = {name: getattr(ready, name) for name in ("aliases", "udi_dis", "catalogue_numbers")}
    versions = ready.listed()
    texts["versions"] = [one.name for one in versions] + [one.note for one in versions]
    for name, entries in texts.items():
        if len(entries) > _MOST_ENTRIES * (2 if name == "versions" else 1):
            yield Wrong(name, f"More than {_MOST_ENTRIES} entries do not fit. Leave some out.")
        longest = max(entries, key=len, default="")
        if len(longest) > _LONGEST_ENTRY:
            yield Wrong(name, f"A {_LABELS[name]} has {len(longest)} characters; {_LONGEST_ENTRY} fit. Shorten it.")
