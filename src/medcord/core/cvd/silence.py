"""When a party counts as silent, and what is to be tried next (CERT Guide's rule, cvd-protocol 4b).

A party is unresponsive when it has not answered for two weeks, and the agreed date has passed or its last word is six
weeks old. One that nobody asked is not silent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

TWO_WEEKS: Final = timedelta(weeks=2)
SIX_WEEKS: Final = timedelta(weeks=6)


@dataclass(frozen=True, slots=True)
class Silence:
    """Since when an answer is owed, for how many whole days, and whether the rule calls the party unresponsive."""

    since: datetime
    days: int
    unresponsive: bool
    because: str


def silence_of(
    *, contacts: Iterable[datetime], last_word: datetime | None, agreed: datetime | None, now: datetime
) -> Silence | None:
    """The silence of one party, or None when it owes no answer.

    ``contacts``: when it was written to or called. ``last_word``: when it last said something. ``agreed``: the date the
    parties agreed on, if any.
    """
    owed = [at for at in contacts if at <= now and (last_word is None or at > last_word)]
    if not owed:
        return None
    since = min(owed)
    quiet = now - since
    last = last_word or since
    passed, long_ago = agreed is not None and agreed <= now, now - last >= SIX_WEEKS
    days = quiet.days
    if quiet < TWO_WEEKS:
        left = (TWO_WEEKS - quiet).days + 1
        return Silence(
            since, days, False, f"It counts as silent after two weeks without an answer, {_days(left)} from now."
        )
    if passed or long_ago:
        why = "the agreed date has passed" if passed else "its last word is six weeks old or more"
        return Silence(since, days, True, f"Two weeks without an answer, and {why}.")
    return Silence(
        since,
        days,
        False,
        "Two weeks without an answer; the agreed date is still ahead and its last word not six weeks old.",
    )


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


class Rung(StrEnum):
    """Steps of the ladder by which a silent party is reached, lowest first (peers.md 5, point 6)."""

    REMIND = "remind"
    OTHER_CHANNEL = "other-channel"
    DISTRIBUTOR = "distributor"
    REGULATOR = "regulator"
    ANNOUNCE = "announce"
    PUBLISH = "publish"


IN_WORDS: Final = {
    Rung.REMIND: "Write once more, and name the date on which this may be published.",
    Rung.OTHER_CHANNEL: "Try another way: telephone, another address, a person known to work there.",
    Rung.DISTRIBUTOR: "Ask its importer, distributor or parent company to pass the message on.",
    Rung.REGULATOR: "Ask the regulator to reach it: a maker has contacts registered there.",
    Rung.ANNOUNCE: "Tell it in writing that the advisory goes out without it, and when.",
    Rung.PUBLISH: "Publish with what helps patients: “no answer from the manufacturer”.",
}

# Days of silence from which a step makes sense. The last two also wait for the rule, see ``next_rung``.
FROM_DAY: Final = {
    Rung.REMIND: 7,
    Rung.OTHER_CHANNEL: 14,
    Rung.DISTRIBUTOR: 21,
    Rung.REGULATOR: 28,
    Rung.ANNOUNCE: 35,
    Rung.PUBLISH: 45,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """The next step, in words, whether it is time for it, and from which day of silence it is."""

    rung: Rung
    words: str
    now: bool
    from_day: int


def next_rung(silence: Silence | None, taken: Iterable[Rung]) -> Offer | None:
    """The lowest step not yet taken; None for a party that owes no answer. A person decides whether to take it.

    ``taken``: steps since the silence began. Announcing and publishing without a party wait for the rule.
    """
    if silence is None:
        return None
    done = set(taken)
    rung = next((one for one in Rung if one not in done), None)
    if rung is None:
        return None
    due = silence.days >= FROM_DAY[rung]
    hard = rung in (Rung.ANNOUNCE, Rung.PUBLISH)
    return Offer(rung, IN_WORDS[rung], due and (silence.unresponsive or not hard), FROM_DAY[rung])
