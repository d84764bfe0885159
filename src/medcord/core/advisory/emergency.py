"""Break-glass: a short form of an advisory, prepared and seen in advance, that goes out when there is no time.

It goes out by two persons, or by one with a review due within a day. It goes out only as the regulator saw it: a text
that changed since, in whatever word or product, goes the way of every draft (clause 88 of the policy).
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

REVIEW_WITHIN: Final = timedelta(hours=24)

TITLE: Final = "Published in an emergency"
"""The title of the note by which readers know it; the next ordinary revision is without it."""
FIRST: Final = (
    "This went out in a short form because it could not wait. What it does not say yet follows in a revision of it."
)
REVISION: Final = (
    "This revision went out because it could not wait. Only what is new was changed; the rest is as it was, and a "
    "fuller revision may follow."
)


class ReviewOutcome(StrEnum):
    """What the review of a release by one person came to."""

    STANDS = "stands"
    REVISE = "revise"
    WITHDRAW = "withdraw"


OUTCOMES: Final = MappingProxyType(
    {
        ReviewOutcome.STANDS: "It was right, and stands as it is",
        ReviewOutcome.REVISE: "It stands, and is to be revised",
        ReviewOutcome.WITHDRAW: "It is to be withdrawn",
    }
)


class Lack(StrEnum):
    """What keeps a short form in; the code of the refusal."""

    NOT_SEEN = "not-seen"
    CHANGED = "changed-since-seen"


SENTENCES: Final = MappingProxyType(
    {
        Lack.NOT_SEEN: "No member of the regulator has seen this text. Ask the regulator to read it on this page; "
        "until then the advisory goes out like every draft, with its approval.",
        Lack.CHANGED: "The text, or what a maker states of a product in it, has changed since the regulator saw it. "
        "Ask the regulator to read it again, or publish the draft, with its approval.",
    }
)


def lack(now: str, seen: str) -> Lack | None:
    """What keeps the text with digest ``now`` in, if ``seen`` is that of the text which the regulator saw ("" none)."""
    if not seen:
        return Lack.NOT_SEEN
    return None if seen == now else Lack.CHANGED
