"""What parties agree to keep quiet about, until when, and who has agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.cvd.casestate import CaseEvent, CaseState
from medcord.core.cvd.consent import Consent
from medcord.core.refusals import InputRefusal


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
    """Whether an embargo makes sense in a case state (cvd-protocol 3.3, invariant 1)."""
    for event, why in (
        (CaseEvent.PUBLIC_AWARE, "The public knows already"),
        (CaseEvent.EXPLOIT_PUBLIC, "An exploit is public"),
        (CaseEvent.ATTACKS_OBSERVED, "Attacks are observed"),
    ):
        if event in case:
            return Viability(False, False, False, f"{why}, so silence protects nobody: publish what helps.")
    if CaseEvent.FIX_DEPLOYED in case:
        return Viability(
            False, True, True, "The fix is deployed: a running embargo may run out, a new one may not start."
        )
    if CaseEvent.FIX_READY in case:
        return Viability(True, True, True, "A fix is ready: keep the embargo short and prepare to end it.")
    return Viability(True, True, False, "Nothing is public and no fix is ready: an embargo gives time to make one.")
