"""What a hospital is told of an advisory that no longer stands: since when, what it clears, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from medcord.core.advisory.in_force import Standing, standing_of
from medcord.core.advisory.revising import RevisionKind, kind_of
from medcord.core.advisory.value import Advisory

CLEARS_NOTHING: Final = "This clears no device: each stands as it did under the last revision that was in force."


@dataclass(frozen=True, slots=True)
class Fallen:
    """An advisory that no longer stands, with the instant since which."""

    standing: Standing
    since: datetime

    @property
    def word(self) -> str:
        return "superseded" if self.standing.kind is RevisionKind.SUPERSEDING else "withdrawn"

    @property
    def by(self) -> str:
        """The number of what takes its place, as the reference names it; empty where it names none."""
        successor = self.standing.successor
        return successor.summary.partition(": ")[2].strip() if successor else ""

    @property
    def url(self) -> str:
        """Where what takes its place is read; empty where there is no such page."""
        url = self.standing.successor.url if self.standing.successor else ""
        return url if url.startswith(("https://", "http://")) else ""

    @property
    def heading(self) -> str:
        day = f"{self.since.day} {self.since:%B %Y}"
        if self.word == "withdrawn":
            return f"Withdrawn on {day}"
        return f"Superseded by {self.by or 'another advisory'} on {day}"

    @property
    def todo(self) -> str:
        """What to do now, in our words; the publisher's own are ``standing.advice``."""
        if self.word == "withdrawn":
            return "Nothing takes its place: decide about each device by what you know of it, or ask the publisher."
        return f"Read {self.by or 'the one in its place'}, and decide about each device by it."

    @property
    def clears_nothing(self) -> str:
        return CLEARS_NOTHING


def fallen(value: Advisory) -> Fallen | None:
    """The same for a value; None while it is in force."""
    standing = standing_of(value)
    if standing is None:
        return None
    ends = [one.at for one in value.revisions if kind_of(one.summary) is standing.kind]
    return Fallen(standing, max(ends, default=value.current_release))
