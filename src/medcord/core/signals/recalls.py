"""How long a recall takes by its own dates: begun, given its class or posted, terminated (domain.md FDA7, F5.6, F5.7).

The two records that openFDA has of one recall say different things: the enforcement report its class, the recall record
when it was posted. Both may say when it was terminated. Nothing is guessed from one date about another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

NOT_KNOWN = "not known"
_AGAINST_EACH_OTHER = "its dates contradict each other"


@dataclass(frozen=True, slots=True)
class RecallTimes:
    """The days of a recall. ``status`` is the record's own word ("Ongoing", "Open, Classified", "Completed",
    "Terminated"); "" where it has none."""

    initiated: date | None = None
    classified: date | None = None
    posted: date | None = None
    terminated: date | None = None
    status: str = ""

    @property
    def says_terminated(self) -> bool:
        return self.terminated is not None or "terminated" in self.status.casefold()

    @property
    def is_open(self) -> bool:
        """Whether the record says where the recall stands, and that is not its end. "Completed" is not the end: the
        firm has done its part, and the agency has not closed it."""
        return bool(self.status) and not self.says_terminated

    @property
    def seen(self) -> date | None:
        """When it got its class; where that is not known, when it was posted."""
        return self.classified or self.posted

    @property
    def days_to_seen(self) -> int | None:
        """Days from its beginning to its class or posting; None while one is not known, or they contradict."""
        return _days(self.initiated, self.seen)

    @property
    def days_to_end(self) -> int | None:
        """Days from its beginning to its termination."""
        return _days(self.initiated, self.terminated)

    @property
    def days_seen_to_end(self) -> int | None:
        """Days from its class or posting to its termination."""
        return _days(self.seen, self.terminated)

    @property
    def seen_words(self) -> str:
        """The first lag, as people read it."""
        end = "to its class" if self.classified else "until it was posted"
        return _words(self.initiated, self.seen, end)

    @property
    def end_words(self) -> str:
        """The whole lag. "Not known" is said only of a record that tells neither an end nor where it stands."""
        if self.terminated is not None:
            return _words(self.initiated, self.terminated, "to its end")
        if self.says_terminated:
            return "terminated on a day not known"
        return "not yet terminated" if self.is_open else NOT_KNOWN


def together(records: Iterable[RecallTimes]) -> RecallTimes:
    """What several records of one recall say together: of each day the earliest, and the status of one that says it is
    over, else of the first that says any."""
    listed = list(records)
    ended = [one.status for one in listed if one.status and one.says_terminated]
    return RecallTimes(
        initiated=min((one.initiated for one in listed if one.initiated), default=None),
        classified=min((one.classified for one in listed if one.classified), default=None),
        posted=min((one.posted for one in listed if one.posted), default=None),
        terminated=min((one.terminated for one in listed if one.terminated), default=None),
        status=next(iter([*ended, *(one.status for one in listed if one.status)]), ""),
    )


def _days(start: date | None, end: date | None) -> int | None:
    return (end - start).days if start and end and end >= start else None


def _words(start: date | None, end: date | None, what: str) -> str:
    if start is None or end is None:
        return NOT_KNOWN
    days = _days(start, end)
    if days is None:
        return _AGAINST_EACH_OTHER
    return f"{days:,} day{'' if days == 1 else 's'} {what}"
