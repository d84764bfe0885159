"""Whether an advisory may go out now: four eyes, the parties' readiness, and what goes over an objection.

Arming shows that a party is ready; it is no veto. A party that is silent keeps nothing back. Over an objection the
coordinator releases with a reason, the factors that apply, and a second person (clause 83 of the policy).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID


class ReleaseFactor(StrEnum):
    """Why a release does not wait for a party that objects."""

    DATE_PASSED = "date-passed"
    LATEST_DAY = "latest-day"
    ATTACKS = "attacks"
    PUBLIC = "public"
    HARM = "harm"
    FIX_OUT = "fix-out"
    NO_ANSWER = "no-answer"


FACTORS: Final = MappingProxyType(
    {
        ReleaseFactor.DATE_PASSED: "The agreed date has passed",
        ReleaseFactor.LATEST_DAY: "45 days have passed since the manufacturer was told, without a fix in sight",
        ReleaseFactor.ATTACKS: "Attacks are under way",
        ReleaseFactor.PUBLIC: "The vulnerability is public already",
        ReleaseFactor.HARM: "Patients may be harmed while others wait",
        ReleaseFactor.FIX_OUT: "The fix is out, and whoever compares versions finds the flaw",
        ReleaseFactor.NO_ANSWER: "The party gave no reason that the others could weigh",
    }
)


@dataclass(frozen=True, slots=True)
class Approval:
    """A member read this version of the draft and would put their name under it."""

    member: UUID
    number: int


@dataclass(frozen=True, slots=True)
class Stand:
    """What a party said of a version: ready (``armed``), or that it objects."""

    party: UUID
    number: int
    armed: bool


@dataclass(frozen=True, slots=True)
class Override:
    """A release over the objections of ``parties``. ``second`` is None until another member stood in for it."""

    number: int
    parties: frozenset[UUID]
    by: UUID
    second: UUID | None = None


class Lack(StrEnum):
    """What keeps the advisory in; the code of the refusal."""

    NOT_APPROVED = "not-approved"
    OBJECTED = "objected"
    NOT_SECONDED = "not-seconded"


SENTENCES: Final = MappingProxyType(
    {
        Lack.NOT_APPROVED: "Nobody but its writer has approved this version of the draft. "
        "Ask another member of your organisation to read and approve it.",
        Lack.OBJECTED: "A party objects to the release. Settle it, or prepare a release over its objection: "
        "with the reason, the factors that apply and a second person.",
        Lack.NOT_SECONDED: "The release over an objection waits for a second person. "
        "Another member of your organisation has to stand in for it.",
    }
)


def objecting(stands: Iterable[Stand]) -> frozenset[UUID]:
    """Parties whose last word is an objection. It holds for later versions too, until they say that they are ready."""
    last = {one.party: one for one in stands}
    return frozenset(party for party, one in last.items() if not one.armed)


def armed(stands: Iterable[Stand], number: int) -> frozenset[UUID]:
    """Parties that are ready for exactly this version: a new version is new words, and asks again."""
    last = {one.party: one for one in stands}
    return frozenset(party for party, one in last.items() if one.armed and one.number == number)


def approved(approvals: Iterable[Approval], number: int, writers: Collection[UUID]) -> bool:
    """Whether somebody who did not write this version approved it."""
    return any(one.number == number and one.member not in writers for one in approvals)


def lacks(
    number: int,
    writers: Collection[UUID],
    approvals: Sequence[Approval],
    stands: Sequence[Stand],
    override: Override | None,
) -> tuple[Lack, ...]:
    """What keeps version ``number`` in, in the order in which it has to be done. Stands are oldest first."""
    found = [] if approved(approvals, number, writers) else [Lack.NOT_APPROVED]
    against = objecting(stands)
    if against:
        covers = override is not None and override.number == number and against <= override.parties
        if override is None or not covers:
            found.append(Lack.OBJECTED)
        elif override.second is None or override.second == override.by:
            found.append(Lack.NOT_SECONDED)
    return tuple(found)
