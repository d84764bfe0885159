"""Legal bases of sharing, with the days on which they hold, as data (domain.md F1.7, F1.10, X7).

Nobody may assume that a shield stands because it once did: each shared item names its basis and the days that were
checked, and says so itself when they are over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from medcord.core.refusals import InputRefusal


class Effect(StrEnum):
    """What follows when a basis holds no more: it is shown, or it is shown and nothing of the item is published."""

    SHOWS = "shows"
    STOPS = "stops"


class Holds(StrEnum):
    """Where a basis stands on a day."""

    NOT_YET = "not yet"
    HOLDS = "holds"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which a basis holds, both included. ``verified``: its text was read, not only a page about it."""

    valid_from: date | None
    valid_to: date | None
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A basis that an item can rest on."""

    code: str
    words: str
    gives: str
    periods: tuple[Period, ...]
    effect: Effect


_OPEN: Final = (Period(None, None, "no end known", verified=False),)

BASES: Final[Mapping[str, LegalBasis]] = MappingProxyType(
    {
        one.code: one
        for one in (
            LegalBasis(
                "cisa-2015",
                "Cybersecurity Information Sharing Act of 2015",
                "What is shared may not be used to regulate the sharer's lawful activity; no liability for sharing.",
                (
                    Period(None, date(2025, 9, 30), "F1.10: lapsed on 30 September 2025", verified=False),
                    # Short extensions since; the first day of the first one is in no source read here.
                    Period(None, date(2026, 9, 30), "F1.10: extensions, one source says so far", verified=False),
                ),
                Effect.SHOWS,
            ),
            LegalBasis(
                "pcii",
                "Protected Critical Infrastructure Information, 6 CFR part 29",
                "Critical-infrastructure protection only; regulatory use needs both written consents.",
                (Period(None, None, "F1.7: 6 CFR 29.3(b), 29.8(b)", verified=True),),
                Effect.SHOWS,
            ),
            LegalBasis("supplier", "The supplier's own word", "What it allowed, as long.", _OPEN, Effect.STOPS),
            LegalBasis(
                "agreement",
                "The agreement of the two agencies",
                "The regulator shares no trade secret to settle a dispute; suppliers are conferred with first.",
                (Period(None, None, "F1.2, F1.3; the term of 225-24-015 is unknown (F1.6)", verified=False),),
                Effect.SHOWS,
            ),
        )
    }
)


LONGEST_WORDS: Final = 160
LONGEST_TEXT: Final = 400
MOST_PERIODS: Final = 40
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def checked(basis: LegalBasis) -> LegalBasis:
    """The basis, if it can be rested on. Raises InputRefusal with the field that is wrong."""
    if not _CODE.fullmatch(basis.code) or len(basis.code) > 24:
        raise InputRefusal(
            "The short name holds small letters, digits and single hyphens, 24 at most: “fisma-2014”.",
            fields={"field": "code"},
        )
    if not basis.periods or len(basis.periods) > MOST_PERIODS:
        text = f"Give it 1 to {MOST_PERIODS} periods; one without days has no end known."
        raise InputRefusal(text, fields={"field": "periods"})
    named = [("words", basis.words, LONGEST_WORDS), ("gives", basis.gives, LONGEST_TEXT)]
    named += [("source", one.source, LONGEST_TEXT) for one in basis.periods]
    for field, text, longest in named:
        if not 0 < len(text.strip()) <= longest:
            raise InputRefusal(_LACKS[field].format(longest=longest), fields={"field": field})
    if any(one.valid_from and one.valid_to and one.valid_to < one.valid_from for one in basis.periods):
        raise InputRefusal("It would end before it begins. Change one of the two days.", fields={"field": "valid_to"})
    return basis


_LACKS: Final = {
    "words": "Say what the basis is called, in at most {longest} characters.",
    "gives": "Say what it gives to who shares, in at most {longest} characters.",
    "source": "Say where it is written, with its section and day, in at most {longest} characters.",
}


def plain(periods: Iterable[Period]) -> list[list[Any]]:
    """Periods as JSON holds them."""
    return [[_iso(one.valid_from), _iso(one.valid_to), one.source, one.verified] for one in periods]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def read(kept: Iterable[Sequence[Any]]) -> tuple[Period, ...]:
    """Periods that ``plain`` wrote."""
    days = [(tuple(date.fromisoformat(day) if day else None for day in one[:2]), one[2], one[3]) for one in kept]
    return tuple(Period(first, last, str(source), verified=bool(known)) for (first, last), source, known in days)


def period_on(basis: LegalBasis, day: date) -> Period:
    """The period that covers a day, else the one that ended last: its end is what the item will say."""
    covering = [one for one in basis.periods if _covers(one, day)]
    return covering[0] if covering else basis.periods[-1]


def _covers(one: Period, day: date) -> bool:
    return (one.valid_from is None or one.valid_from <= day) and (one.valid_to is None or day <= one.valid_to)


def holding(valid_from: datetime | None, valid_to: datetime | None, now: datetime) -> Holds:
    """Where a basis with these instants stands now. ``valid_to`` is the first instant at which it holds no more."""
    if valid_from is not None and now < valid_from:
        return Holds.NOT_YET
    return Holds.LAPSED if valid_to is not None and now >= valid_to else Holds.HOLDS
