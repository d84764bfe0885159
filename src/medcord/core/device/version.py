"""Device versions as comparable values. The order may answer "incomparable"; it never guesses.

Shapes met in the field: ``v2.3.6``, ``Rev B.06.12``, ``R4.1L1``, ``SW 8.01``, ``BT06``, ``U61``, ``012U000061``,
``1.8.4 Service Pack 01``, ``2nd Edition``, ``VA48A``, ``14.x`` (matching.md, "What the input looks like").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest

Part = int | str


class Order(StrEnum):
    LESS = "less"
    EQUAL = "equal"
    GREATER = "greater"
    INCOMPARABLE = "incomparable"


@dataclass(frozen=True, slots=True)
class Version:
    """A parsed version: ``parts`` as written, ``tail`` a service pack or patch level, ``line`` the letter of a
    product line whose numbers do not compare with another line's (B. Braun U and L), ``variant`` the digits before it.
    ``family`` is true for "1.X": every version that begins with ``parts``."""

    raw: str
    parts: tuple[Part, ...]
    tail: tuple[Part, ...] = ()
    line: str = ""
    variant: str = ""
    family: bool = False

    @property
    def names_family(self) -> bool:
        """True for "1.X", a bare major ("8"), a letter revision ("B", "C.02"): the whole family is meant."""
        if self.tail or self.line:
            return False
        if self.family or len(self.parts) == 1:
            return True
        return len(self.parts) == 2 and _is_letter(self.parts[0]) and isinstance(self.parts[1], int)


_NOT_KNOWN = frozenset(
    [
        "unknown",
        "unk",
        "n/a",
        "na",
        "none",
        "tbd",
        "?",
        "-",
        "--",
        ".",
        "not-known",
        "notknown",
        "various",
        "see",
        "label",
        "missing",
        "null",
        "nil",
        "not-available",
        "no",
    ]
)
_LEAD = re.compile(
    r"^(?:software|sw|s/w|firmware|fw|f/w|versions?|vers|ver|revisions?|rev|releases?|rel|level|lvl)(?:\b|(?=\d))[\s.:#=_-]*"
)
_LETTER_LEAD = re.compile(r"^[vr][.\s]?(?=\d)")
_SIEMENS = re.compile(r"^v([a-z])(\d\d)([a-z]?)$")
_PART_LINE = re.compile(r"^(\d{3})([a-z])0*(\d+)$")
_LINE = re.compile(r"^([a-z])(\d{2,})$")
_EDITION = re.compile(r"^(\d+)(?:st|nd|rd|th)\s*ed(?:ition|\.)?$")
_HASH = re.compile(r"(?<=[-+_])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,40}$")
_PIECE = re.compile(r"\d+x\b|\d+|[a-z]+|\*")
_LARGE = 1000
_PATCH_WORDS = {
    "sp": "sp",
    "servicepack": "sp",
    "hotfix": "hf",
    "hf": "hf",
    "patch": "patch",
    "build": "build",
    "update": "update",
    "upd": "update",
}


def _is_letter(part: Part) -> bool:
    return isinstance(part, str) and len(part) == 1


@lru_cache(maxsize=65536)
def parse_version(text: str) -> Version | None:
    """The version in ``text``, or None when it is empty, "unknown" or prose."""
    raw = " ".join(text.split())
    lowered = (re.sub(r"\s*\([^()]*\)", "", raw) or raw).lower().strip(" .,;()[]")
    if lowered in _NOT_KNOWN or lowered.replace(" ", "-") in _NOT_KNOWN:
        return None
    while (shorter := _LEAD.sub("", lowered)) != lowered:
        lowered = shorter
    lowered = _LETTER_LEAD.sub("", lowered)
    special = _special(raw, lowered)
    if special is not None:
        return special
    return _general(raw, lowered)


def _special(raw: str, text: str) -> Version | None:
    if hit := _EDITION.match(text):
        return Version(raw, ("ed", int(hit[1])))
    if hit := _PART_LINE.match(text):
        return Version(raw, (hit[2], int(hit[3])), line=hit[2], variant=hit[1])
    if hit := _SIEMENS.match(text):
        return Version(raw, (hit[1], int(hit[2])) + ((hit[3],) if hit[3] else ()))
    if hit := _LINE.match(text):
        return Version(raw, (hit[1], int(hit[2])), line=hit[1])
    return None


def _general(raw: str, text: str) -> Version | None:
    text = text.replace("service pack", "sp")
    suffix: tuple[Part, ...] = ()
    if hit := _HASH.search(text):
        suffix, text = (hit[0],), text[: hit.start()]
    parts: list[Part] = []
    tail: list[Part] = []
    family = False
    for piece in _PIECE.findall(text):
        if piece in {"x", "*"} and parts:
            family = True
            break
        if piece[:-1].isdigit() and piece.endswith("x"):
            # "C.0x" means C.00 to C.09: the last of the ten, as a family
            parts.append(int(piece[:-1]) * 10 + 9)
            family = True
            break
        into = tail if tail or piece in _PATCH_WORDS else parts
        into.append(int(piece) if piece.isdigit() else _PATCH_WORDS.get(piece, piece))
    whole = tuple(parts) + suffix
    if not _is_a_version(whole, text):
        return None
    return Version(raw, whole, tuple(tail), family=family)


def _is_a_version(parts: tuple[Part, ...], text: str) -> bool:
    if not parts:
        return False
    words = [part for part in parts if isinstance(part, str) and len(part) > 1]
    if any(len(word) > 6 and word.isalpha() for word in words) or len(words) > 2:
        return False
    if any(isinstance(part, int) for part in parts):
        return True
    return len(parts) == 1 and len(text) <= 2


def compare(a: Version, b: Version) -> Order:
    """How ``a`` stands to ``b``; missing numbers are zeros (2.3.6.0 = 2.3.6), a missing letter is incomparable."""
    if a.raw.lower() == b.raw.lower():
        return Order.EQUAL
    if other_line(a, b):
        return Order.INCOMPARABLE
    order = _compare_parts(a.parts, b.parts)
    if order is not Order.EQUAL:
        return order
    if not a.tail and not b.tail:
        return Order.EQUAL
    if a.tail and b.tail:
        shared = min(len(a.tail), len(b.tail))
        order = _compare_parts(a.tail[:shared], b.tail[:shared])
        if order is not Order.EQUAL or len(a.tail) == len(b.tail):
            return order
        return Order.GREATER if len(a.tail) > shared else Order.LESS
    longer = a.tail or b.tail
    if not any(longer[1:]):
        return Order.EQUAL
    return Order.GREATER if a.tail else Order.LESS


def other_line(a: Version, b: Version) -> bool:
    """True when the two belong to product lines whose numbers are counted apart."""
    if a.variant and b.variant and a.variant != b.variant:
        return True
    if other_scheme(a, b):
        return True
    if not (a.line or b.line):
        return False
    return _is_letter(a.parts[0]) and _is_letter(b.parts[0]) and a.parts[0] != b.parts[0]


def other_scheme(a: Version, b: Version) -> bool:
    """True when one counts by years or serial numbers (2021-2, 120034) and the other by small numbers (3.11)."""
    first, second = a.parts[0], b.parts[0]
    if isinstance(first, str) or isinstance(second, str):
        return False
    return (first >= _LARGE) != (second >= _LARGE)


def _compare_parts(a: tuple[Part, ...], b: tuple[Part, ...]) -> Order:
    for left, right in zip_longest(_trim(a), _trim(b), fillvalue=0):
        if left == right:
            continue
        if isinstance(left, int) and isinstance(right, int):
            return Order.LESS if left < right else Order.GREATER
        if isinstance(left, str) and isinstance(right, str) and len(left) == len(right) == 1:
            return Order.LESS if left < right else Order.GREATER
        return Order.INCOMPARABLE
    return Order.EQUAL


def _trim(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    end = len(parts)
    while end > 1 and parts[end - 1] == 0:
        end -= 1
    return parts[:end]


def in_family(version: Version, family: Version) -> bool:
    """True when ``version`` begins with all of ``family``'s parts (M.04.01 is in M)."""
    if other_line(version, family):
        return False
    return version.parts[: len(family.parts)] == family.parts


def refines(version: Version, coarse: Version) -> bool:
    """True when ``version`` says more than ``coarse`` and agrees as far as that goes (9.33.1 and 9.33)."""
    if other_line(version, coarse):
        return False
    length = len(coarse.parts)
    if len(_trim(version.parts)) > length:
        return version.parts[:length] == coarse.parts
    return bool(version.tail) and not coarse.tail and _compare_parts(version.parts, coarse.parts) is Order.EQUAL


def is_coarser(version: Version, fine: Version) -> bool:
    """True when ``version`` is only the beginning of ``fine``: a bare major, or one with the letter level missing."""
    length = len(version.parts)
    if length >= len(_trim(fine.parts)) or fine.parts[:length] != version.parts or other_line(version, fine):
        return False
    return length == 1 or isinstance(fine.parts[length], str)
