"""What parties agree to keep quiet about, until when, and who has agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from medcord.core.cvd.casestate import CaseEvent, CaseState
from medcord.core.cvd.consent import Consent
from medcord.core.refusals import InputRefusal, RuleRefusal


@dataclass(frozen=True, slots=True)
class Terms:
    """The end of an embargo (an instant), the IANA zone the parties speak of it in, and a note.

    Raises InputRefusal when the end has no time zone: two parties would read two different instants.
    """

    ends_at: datetime
    zone: str = "UTC"
    note: str = ""

    def __post_init__(self) -> None:
        if self.ends_at.tzinfo is None or not self.zone:
            raise InputRefusal(
                "The end of an embargo needs a time zone, or each party reads another hour. Choose one.",
                code="embargo-end-without-zone",
            )


@dataclass(frozen=True, slots=True)
class EmbargoPolicy:
    """What the coordinator has published about embargoes, counted from the opening of the case.

    ``default`` is the standing proposal; no proposal may end before ``floor``, or the shortest could force a
    publication tomorrow; none may end after ``most``, for an embargo is never without an end.
    """

    default: timedelta
    floor: timedelta
    most: timedelta

    def __post_init__(self) -> None:
        if not timedelta(0) < self.floor <= self.default <= self.most:
            raise ValueError("the policy of embargoes needs floor <= default <= most, each above nothing")

    def check(self, terms: Terms, *, opened_at: datetime, starting: bool) -> None:
        """Whether terms may be proposed at all. The floor binds what starts an embargo; a revision must be accepted.

        Raises RuleRefusal.
        """
        if starting and terms.ends_at < opened_at + self.floor:
            raise RuleRefusal(
                f"An embargo of this case may not end before {_minute(opened_at + self.floor)}: the coordinator's "
                f"published floor is {self.floor.days} days from its opening. Propose a later end.",
                code="embargo-below-floor",
            )
        if terms.ends_at > opened_at + self.most:
            raise RuleRefusal(
                f"An embargo of this case may not end after {_minute(opened_at + self.most)}: the coordinator's "
                f"published policy allows {self.most.days} days from its opening. Propose an earlier end.",
                code="embargo-above-most",
            )


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Terms one party has put on the table."""

    terms: Terms
    by: UUID


@dataclass(frozen=True, slots=True)
class PartyConsent:
    """Where one party stands with the terms, and since when."""

    party: UUID
    consent: Consent
    since: datetime


def earliest(proposals: Iterable[Proposal]) -> Proposal | None:
    """The proposal that ends first: the shortest wins (cvd-protocol 3.3). The first one made wins a draw."""
    return min(proposals, key=lambda each: each.terms.ends_at, default=None)


@dataclass(frozen=True, slots=True)
class Viability:
    """What a case state permits an embargo: to start, to go on; with care or not; and why."""

    may_start: bool
    may_continue: bool
    with_care: bool
    because: str


def viability(case: CaseState) -> Viability:
    """Whether an embargo makes sense in a case state (cvd-protocol 3.3, invariant 1; for attacks docs/adr/0018)."""
    for event, why in (
        (CaseEvent.PUBLIC_AWARE, "The public knows already"),
        (CaseEvent.EXPLOIT_PUBLIC, "An exploit is public"),
    ):
        if event in case:
            return Viability(False, False, False, f"{why}, so silence protects nobody: publish what helps.")
    if CaseEvent.ATTACKS_OBSERVED in case:
        return Viability(
            False, True, True, "Attacks are observed: no embargo starts, and ending a running one is proposed."
        )
    if CaseEvent.FIX_DEPLOYED in case:
        return Viability(
            False, True, True, "The fix is deployed: a running embargo may run out, a new one may not start."
        )
    if CaseEvent.FIX_READY in case:
        return Viability(True, True, True, "A fix is ready: keep the embargo short and prepare to end it.")
    return Viability(True, True, False, "Nothing is public and no fix is ready: an embargo gives time to make one.")
