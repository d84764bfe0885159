"""One clause of an agreement as data: who owes what, from which fact on, until which fact, by when, and where that is
written.

Clauses change with the texts they come from (X7, F1.6), so a clause holds nothing that only a program could change: its
facts are picked by name from ``signs``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from medcord.core.agreement.signs import SIGNS
from medcord.core.clocks.rule import Length
from medcord.core.refusals import InputRefusal

LONGEST_TITLE: Final = 120
LONGEST_WORDS: Final = 400
LONGEST_AMOUNT: Final = 2_000


class Actor(StrEnum):
    """Who owes a duty."""

    COORDINATOR = "coordinator"
    REGULATOR = "regulator"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Clause:
    """``starts``, ``ends`` and ``voids`` are names of signs: each fact of ``starts`` is one instance of the duty; the
    first fact of ``ends`` about the same thing does it; one of ``voids`` ends it undone and without blame. It must be
    done before the first fact of ``before``: once that is there, its time is over.

    ``limit`` None: the duty has no day of its own, unless the fact that starts it names one. ``limit_when_attacked``
    holds once attacks are known in the case. ``each_cycle``: the duty comes again so long after it was done (an
    exercise).
    ``verified``: whether somebody has read the text that ``source`` names.
    """

    agreement: str
    code: str
    number: int
    actor: Actor
    title: str
    trigger: str
    evidence: str
    source: str
    verified: bool
    starts: tuple[str, ...]
    ends: tuple[str, ...] = ()
    voids: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    limit: Length | None = None
    limit_when_attacked: Length | None = None
    each_cycle: Length | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def clock(self) -> str:
        """Its limit in words."""
        if self.each_cycle is not None:
            return f"again within {self.each_cycle.words}"
        if self.limit is None:
            return f"before {SIGNS[self.before[0]].words}" if self.before else "no day of its own"
        if self.limit_when_attacked is None:
            return self.limit.words
        return f"{self.limit.words}; {self.limit_when_attacked.words} when attacks are known"

    def in_force(self, day: date) -> bool:
        """Whether the clause holds on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def checked(clause: Clause) -> Clause:
    """The clause, if it can be followed. Raises InputRefusal with the field that cannot."""
    for field, longest in (("title", LONGEST_TITLE), ("trigger", LONGEST_WORDS), ("evidence", LONGEST_WORDS)):
        _text(clause, field, longest)
    _text(clause, "source", LONGEST_WORDS)
    _known(clause, "starts", clause.starts)
    _known(clause, "ends", clause.ends)
    _known(clause, "voids", clause.voids)
    _known(clause, "before", clause.before)
    if not clause.starts:
        raise InputRefusal("Choose at least one fact that starts the duty.", fields={"field": "starts"})
    for limit in (clause.limit, clause.limit_when_attacked, clause.each_cycle):
        if limit is not None and not 0 < limit.count <= LONGEST_AMOUNT:
            raise InputRefusal(
                f"A limit of {limit.count} {limit.unit.value} cannot be followed; type a number from 1 to "
                f"{LONGEST_AMOUNT:,}.",
                fields={"field": "limit"},
            )
    if clause.valid_from and clause.valid_to and clause.valid_to < clause.valid_from:
        raise InputRefusal(
            "The clause would end before it begins. Change one of the two days.", fields={"field": "valid_to"}
        )
    return clause


def _text(clause: Clause, field: str, longest: int) -> None:
    text = str(getattr(clause, field)).strip()
    if not text:
        raise InputRefusal(f"The {field} of the clause is empty. Type it.", fields={"field": field})
    if len(text) > longest:
        raise InputRefusal(
            f"The {field} of the clause has {len(text)} characters; {longest} fit.", fields={"field": field}
        )


def _known(clause: Clause, field: str, names: Sequence[str]) -> None:
    strange = [name for name in names if name not in SIGNS]
    if strange:
        raise InputRefusal(
            f"There is no fact called “{strange[0]}” to choose for clause {clause.code}. Choose one from the list.",
            fields={"field": field},
        )
