"""A version text as the range CSAF 2.1 asks for, where its meaning is certain (3.1.2.3.2; tests 6.1.31, .50, .59).

Which form is written, and why:

- ``vers:all/*`` for all versions: the standard allows no other form.
- ``vers:intdot/…`` where every bound is numbers between dots ("8.2.2"). That scheme orders such numbers one by one,
  which is what the publisher means. ``semver`` and the package schemes promise more (three parts, pre-releases).
- The vers-like form without a scheme ("<=R4.1L1") where a bound has letters, leading zeros ("4.01" may be a decimal)
  or is one number alone that may name a family ("<=8"). No registered scheme orders these, and to name one would be to
  invent an order. The standard keeps this form for just that.
- An exact version is no range and goes to ``product_version``.

All else (prose, dates, lists, conditions, models, empty or contradictory ranges) keeps its text, with the reason. What
would need percent-encoding in a vers is among these, so nothing is ever encoded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from medcord.core.device.expression import All, Exact, Interval
from medcord.core.device.reading import read_version_field, said_in_name
from medcord.core.device.version import Order, Version, compare

ALL = "vers:all/*"
LONGEST = 400
"""Characters of a text that is read at all: reading takes time that grows with the square."""


class Kind(StrEnum):
    """What a text became: a range, one version, or still a text."""

    RANGE = "range"
    VERSION = "version"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Normalised:
    """``text`` is the normal form, or for ``Kind.TEXT`` what was given, and why (no dot at the end)."""

    kind: Kind
    text: str
    reason: str = ""


_BOUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+~_-]*")
_LEAD = re.compile(r"(?:versions?|ver\.?|v\.) +", re.IGNORECASE)
_INTDOT = re.compile(r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))+")
_PLACEHOLDER = re.compile(r"[0-9.]x\b|\*", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:all|any|versions?|ver|models?|prior|before|earlier|older|lower|previous|later|newer|above|below|less|greater"
    r"|than|up|to|and|or|including|through|thru|from|between|until|since|no|starting|with)\b",
    re.IGNORECASE,
)
_RANGE_WORD = re.compile(
    r"[<>=*|!]|\b(?:after|all|and|before|earlier|later|or|prior|through|versions)\b", re.IGNORECASE
)
_MORE = "It says more than a range of versions"
_EMPTY = "There is no version text"


def normalise(text: str, *, claimed_range: bool = True, full_name: str = "") -> Normalised:
    """The normal form of ``text``. ``claimed_range`` is what its document calls it; ``full_name`` may contradict it."""
    given = " ".join(text.split())
    if not given:
        return Normalised(Kind.TEXT, text, _EMPTY)
    if not claimed_range and len(given) <= LONGEST and not _RANGE_WORD.search(given) and not _PLACEHOLDER.search(given):
        return Normalised(Kind.VERSION, text)
    if len(given) > LONGEST:
        return Normalised(Kind.TEXT, text, "It is too long to be a range")
    full_name = full_name[:LONGEST]
    reading = read_version_field(given, full_name)
    if reading.models or reading.conditions or reading.parts_of or reading.per_model:
        return Normalised(Kind.TEXT, text, _MORE)
    said = said_in_name(full_name)
    match reading.expression:
        case All() if said is None and not _left_over(given, ALL, "*"):
            return Normalised(Kind.RANGE, ALL)
        case Exact(version):
            return _exact(text, version, claimed_range=claimed_range)
        case Interval() as interval if said is None or _same(interval, said):
            return _range(text, interval)
        case All() if said is None:
            return Normalised(Kind.TEXT, text, _MORE)
        case All() | Interval():
            return Normalised(Kind.TEXT, text, "The name of the product says another range")
    return Normalised(Kind.TEXT, text, "It cannot be read as one range of versions")


def _exact(text: str, version: Version, *, claimed_range: bool) -> Normalised:
    bound = _as_written(text, version)
    if claimed_range and version.names_family:
        return Normalised(Kind.TEXT, text, "It may mean one version or a whole family of them")
    if not bound or _PLACEHOLDER.search(bound) or _left_over(text, bound):
        return Normalised(Kind.TEXT, text, "It cannot be read as one version")
    return Normalised(Kind.VERSION, bound)


def _range(text: str, interval: Interval) -> Normalised:
    constraints, bounds, plain = [], [], True
    for version, included, sign in (
        (interval.low, interval.low_included, ">"),
        (interval.high, interval.high_included, "<"),
    ):
        if version is None:
            continue
        bound = _as_written(text, version)
        if not bound or version.family or _PLACEHOLDER.search(bound):
            return Normalised(Kind.TEXT, text, "A bound of the range is not one plain version")
        plain = plain and _INTDOT.fullmatch(bound) is not None
        constraints.append(f"{sign}{'=' if included else ''}{bound}")
        bounds.append(version)
    if len(bounds) == 2 and compare(*bounds) is not Order.LESS:
        return Normalised(Kind.TEXT, text, "The range is empty or one version")
    if _left_over(text, *constraints):
        return Normalised(Kind.TEXT, text, _MORE)
    return Normalised(Kind.RANGE, ("vers:intdot/" if plain else "") + "|".join(constraints))


def _as_written(text: str, version: Version) -> str:
    """The bound in the publisher's own letters; empty when it is no single plain token of the text."""
    raw = _LEAD.sub("", version.raw, count=1)
    if not _BOUND.fullmatch(raw):
        return ""
    found = re.findall(rf"(?<![A-Za-z0-9.+~_-]){re.escape(raw)}(?![A-Za-z0-9+~_-])", text, re.IGNORECASE)
    return found[0] if found else ""


def _left_over(text: str, *constraints: str) -> bool:
    """Whether words or numbers stand in the text that its normal form would lose ("S4" in "<= S4 A.07.107")."""
    rest = text.partition("/")[2] if text.startswith("vers:") else text
    for constraint in constraints:
        rest = re.sub(rf"(?<![A-Za-z0-9]){re.escape(constraint.lstrip('<>='))}", " ", rest, count=1)
    return re.search(r"\w|[*()]", _SAID.sub(" ", rest)) is not None


def _same(one: Interval, other: object) -> bool:
    if not isinstance(other, Interval):
        return False
    return (one.low_included, one.high_included) == (other.low_included, other.high_included) and all(
        a is b or (a is not None and b is not None and compare(a, b) is Order.EQUAL)
        for a, b in ((one.low, other.low), (one.high, other.high))
    )
