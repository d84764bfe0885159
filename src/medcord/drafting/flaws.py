"""The vulnerabilities of a draft. The first stands in columns of its own, further ones in ``Draft.further``.

Each has a key that stays when the others are moved or taken out, so that a comment or a quotation keeps its place.
A part of a further one is named ``key-part``; those of the first are named as they always were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Final

from medcord import ledger
from medcord.core.refusals import InputRefusal
from medcord.drafting.models import Draft

FIRST: Final = "first"
MOST: Final = 50
"""More vulnerabilities than this are several advisories."""

FLAW_PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": "Title of the vulnerability",
        "cve": "CVE",
        "cwe": "CWE",
        "cwe_name": "CWE name",
        "more_cwes": "Further weaknesses (CWE)",
        "vector": "CVSS 3.1 vector",
        "vector_4": "CVSS 4.0 vector",
        "flaw": "Technical description",
    }
)
PROSE: Final = ("title", "cwe_name", "flaw")
"""Parts of a vulnerability that hold words of somebody."""

_OF_FIRST: Final = {name: "flaw_title" if name == "title" else name for name in FLAW_PARTS}
COLUMNS: Final = tuple(_OF_FIRST.values())
"""Columns of a draft that hold the first vulnerability."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One vulnerability as the draft says it. ``key`` is empty for one that is not in the draft yet."""

    key: str = ""
    title: str = ""
    cve: str = ""
    cwe: str = ""
    cwe_name: str = ""
    vector: str = ""
    vector_4: str = ""
    flaw: str = ""
    more_cwes: str = ""

    @property
    def name(self) -> str:
        """What people call it, shortest first."""
        return self.cve or self.title or "a vulnerability without a number"


def flaws_of(draft: Draft) -> tuple[Flaw, ...]:
    """All vulnerabilities in their order. One that only holds the first one's place is the first one."""
    first = Flaw(FIRST, **{name: getattr(draft, column) for name, column in _OF_FIRST.items()})
    rows = draft.further or []
    if all(row["key"] != FIRST for row in rows):
        rows = [{"key": FIRST}, *rows]
    return tuple(first if row["key"] == FIRST else Flaw(**row) for row in rows)


def put_flaws(draft: Draft, flaws: Sequence[Flaw]) -> None:
    """Make these the vulnerabilities of the draft, in this order. Where the first one is taken out, the next takes its
    columns. Raises InputRefusal for none, too many, a key that the draft does not have, and a further one that says
    nothing: it would go out under the advisory's own title, as if it were the first once more."""
    if not 1 <= len(flaws) <= MOST:
        raise InputRefusal(f"An advisory has 1 to {MOST} vulnerabilities; here are {len(flaws)}.")
    known = {one.key for one in flaws_of(draft)}
    given = [one.key for one in flaws if one.key]
    if not known.issuperset(given) or len(given) != len(set(given)):
        raise InputRefusal("A vulnerability in this list is not in the draft any more, or is named twice. Look again.")
    keyed = [one if one.key else replace(one, key=ledger.new_salt()[:6]) for one in flaws]
    if FIRST not in given:
        keyed[0] = replace(keyed[0], key=FIRST)
    if any(one.key != FIRST and not any(_row(one)[part] for part in FLAW_PARTS) for one in keyed):
        sentence = "Say which vulnerability it is: give a title, a CVE number or a description."
        raise InputRefusal(sentence, fields={"field": "title"})
    first = next(one for one in keyed if one.key == FIRST)
    for name, column in _OF_FIRST.items():
        setattr(draft, column, getattr(first, name).strip())
    rows = [_row(one) for one in keyed]
    draft.further = rows[1:] if keyed[0].key == FIRST else rows


def _row(one: Flaw) -> dict[str, str]:
    if one.key == FIRST:
        return {"key": FIRST}
    return {name: text.strip() for name, text in asdict(one).items()}


def keys_of(draft: Draft) -> list[str]:
    """The keys of all vulnerabilities in their order: what the words of a version do not say."""
    return [one.key for one in flaws_of(draft)]


def put_keys(draft: Draft, keys: Sequence[str], words: Mapping[str, str]) -> None:
    """Make the further vulnerabilities again what a version said: these keys in this order, with its words."""
    rows = [
        {"key": key} | ({} if key == FIRST else {part: words.get(part_name(key, part), "") for part in FLAW_PARTS})
        for key in keys
    ]
    draft.further = rows[1:] if rows[:1] == [{"key": FIRST}] else rows


def further_parts(draft: Draft) -> dict[str, str]:
    """The parts of the vulnerabilities after the first one's columns, with what people call them."""
    return {
        part_name(one.key, part): f"Vulnerability {place}: {words}"
        for place, one in enumerate(flaws_of(draft), start=1)
        if one.key != FIRST
        for part, words in FLAW_PARTS.items()
    }


def part_name(key: str, part: str) -> str:
    """The name of a part of a vulnerability among the parts of its draft."""
    return _OF_FIRST[part] if key == FIRST else f"{key}-{part}"


def part_of(name: str) -> tuple[str, str]:
    """The key and the part of a name; an empty key for a part of the draft itself or of its first vulnerability."""
    key, _, part = name.partition("-")
    return (key, part) if part in FLAW_PARTS else ("", name)


def column_of(name: str) -> str:
    """The column of a draft that holds a part of this name, or one like it."""
    key, part = part_of(name)
    return _OF_FIRST[part] if key else name


def said(draft: Draft, name: str) -> str:
    """The words of a part; empty for one of a vulnerability that was taken out."""
    key, part = part_of(name)
    if not key:
        return str(getattr(draft, name))
    return next((str(row.get(part, "")) for row in draft.further or () if row["key"] == key), "")


def put(draft: Draft, name: str, words: str) -> None:
    """Put words into a part of the draft. What belongs to a vulnerability that was taken out is dropped with it."""
    key, part = part_of(name)
    if not key:
        setattr(draft, name, words)
        return
    draft.further = [row | {part: words} if row["key"] == key else row for row in draft.further or ()]


def prose_of(draft: Draft) -> dict[str, str]:
    """What the vulnerabilities say in somebody's words, by the name of the part."""
    found = ((one, part) for one in flaws_of(draft) for part in PROSE)
    return {part_name(one.key, part): getattr(one, part) for one, part in found}


def cves_in(draft: Draft) -> tuple[str, ...]:
    """The CVEs of all vulnerabilities, in their order."""
    return tuple(one.cve for one in flaws_of(draft) if one.cve)


def order_in_words(draft: Draft) -> str:
    """The vulnerabilities one after another; empty where there is one."""
    flaws = flaws_of(draft)
    return "; ".join(one.name for one in flaws) if len(flaws) > 1 else ""
