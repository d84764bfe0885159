"""Whether a coordinator keeps a finder waiting, and whether the finder may say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_ANSWER = timedelta(days=3)
LATER_ANSWER = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class FinderSilence:
    """``days`` since the coordinator's last word; from ``escalates_at`` on the finder may say that nobody answers."""

    days: int
    escalates_at: datetime
    may_escalate: bool
    because: str


def silence_since(
    *, received: datetime, last_word: datetime | None, escalated: datetime | None, now: datetime
) -> FinderSilence:
    """The promise is a first answer within 3 days (CLK-11), and a word every 14 days after that.

    ``last_word``: when the coordinator last wrote, triaged or changed something the finder sees.
    """
    since = last_word or received
    due = since + (LATER_ANSWER if last_word else FIRST_ANSWER)
    if escalated is not None and escalated >= since:
        due = max(due, escalated + LATER_ANSWER)
    days = (now - since).days
    if now < due:
        what = "You have said so already; you can again" if escalated and escalated >= since else "You can say so"
        return FinderSilence(days, due, False, f"{what} from {due:%d %B %Y} on, if nobody answers until then.")
    return FinderSilence(days, due, True, f"The coordinator has been silent for {days} days.")
