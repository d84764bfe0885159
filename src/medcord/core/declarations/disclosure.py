"""Publish without the manufacturer, or wait until a day: what the coordinator decides beside the 45 days (C4, CLK-10).

Nothing is computed from the factors, and nothing is published by a decision: a named person weighs them and decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from medcord.core.clocks.scope import ScopeSaid
from medcord.core.refusals import InputRefusal, RuleRefusal

OPENS: Final = timedelta(days=30)
PUBLISH_FROM: Final = timedelta(days=45)
LONGEST_WAIT: Final = timedelta(days=366)


class DisclosureOutcome(StrEnum):
    """What is decided."""

    PUBLISH = "publish"
    WAIT = "wait"

    @property
    def words(self) -> str:
        return "publish without the manufacturer" if self is DisclosureOutcome.PUBLISH else "go on waiting until a day"


FACTORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "answered": "Has the manufacturer answered at all?",
        "timeframe": "Has it named a reasonable time for its fix?",
        "attacks": "Are attacks known, or an exploit?",
        "public": "Is the weakness known to the public already?",
        "workable": "Can hospitals lower the risk without a fix?",
        "harm": "Would publication now put patients at more risk than silence?",
    }
)
"""The factors that are recorded with a decision; each is answered yes, no or not known. The list is ours."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision that stands: ``until`` only where it was decided to wait."""

    outcome: DisclosureOutcome
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether a decision is offered now, whether it is due, and from when publication can be decided."""

    open: bool
    due: bool
    publish_from: datetime
    because: str


def offer(first_contact: datetime | None, taken: Taken | None, *, published: bool, now: datetime) -> Offer | None:
    """From the 30th day a decision is offered; from the 45th it is due, until one is taken, and again when the day is
    over until which it was decided to wait. None where no manufacturer was approached, or it is public."""
    if first_contact is None or published or now < first_contact + OPENS:
        return None
    publish_from = first_contact + PUBLISH_FROM
    if taken is None:
        if now < publish_from:
            return Offer(True, False, publish_from, "30 days have passed since a manufacturer was first approached.")
        return Offer(True, True, publish_from, "45 days have passed since a manufacturer was first approached.")
    if taken.outcome is DisclosureOutcome.PUBLISH:
        return Offer(
            True, False, publish_from, "It is decided to publish without the manufacturer. Publishing is yours."
        )
    if taken.until is not None and now > taken.until:
        return Offer(True, now >= publish_from, publish_from, "The day is over until which it was decided to wait.")
    return Offer(True, False, publish_from, "It is decided to wait.")


def check(
    outcome: DisclosureOutcome,
    until: datetime | None,
    factors: Mapping[str, str],
    standing: Offer | None,
    now: datetime,
) -> None:
    """Raise a Refusal where the decision is not whole, or comes before its time."""
    if standing is None:
        raise RuleRefusal(
            "This is decided from the 30th day after a manufacturer was first approached until the case is public.",
            code="too-early",
        )
    if outcome is DisclosureOutcome.PUBLISH and now < standing.publish_from:
        raise RuleRefusal(
            f"The policy lets you publish without the manufacturer from {standing.publish_from:%-d %B %Y, %H:%M} UTC "
            "on, the 45th day. Until then you can decide to wait.",
            code="too-early",
        )
    for key in FACTORS:
        if factors.get(key) not in set(ScopeSaid):
            raise _lack(f"Answer yes, no or not known: “{FACTORS[key]}”", key, "not-answered")
    odd = next((key for key in factors if key not in FACTORS), None)
    if odd is not None:
        raise _lack("There is no such factor.", "factors", "unknown-factor")
    if outcome is DisclosureOutcome.PUBLISH and until is not None:
        raise _lack("A day is given only with a decision to wait.", "until", "input")
    if outcome is DisclosureOutcome.WAIT and (until is None or not now < until <= now + LONGEST_WAIT):
        raise _lack("Give the day until which you wait: a coming one, within a year.", "until", "not-answered")


def _lack(sentence: str, name: str, code: str) -> InputRefusal:
    return InputRefusal(sentence, code=code, fields={"field": name})
