"""The clocks of a case as pages show them: by the names of who holds them, those that run before those that stopped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from medcord.core.clocks import Clock

if TYPE_CHECKING:
    from medcord.cases.models import Participant

MOST = 5


@dataclass(frozen=True, slots=True)
class Clocks:
    """``first``: what the left column has room for. The lists hold every clock that the viewer may know of."""

    counting: list[Clock]
    doubtful: list[Clock]
    stopped: list[Clock]

    @property
    def first(self) -> list[Clock]:
        return self.counting[:MOST]

    @property
    def in_all(self) -> int:
        return len(self.counting) + len(self.doubtful) + len(self.stopped)

    @property
    def by_name(self) -> dict[str, Clock]:
        """Of each name the one that is due first."""
        return {clock.name: clock for clock in reversed(self.counting)}


def of_room(found: Iterable[Clock], present: Sequence[Participant], viewer: UUID | None) -> Clocks:
    """Clocks that were read for the viewer, sorted out; the viewer's own first among those due at one time."""
    names = {row.party_id: row.party.name for row in present}
    named = [_named(clock, names) for clock in found]
    counting = sorted((one for one in named if one.counts), key=lambda one: (one.due, one.holder != viewer))
    doubtful = [one for one in named if one.running and not one.counts]
    return Clocks(counting, doubtful, [one for one in named if not one.running])


def _named(clock: Clock, names: dict[UUID, str]) -> Clock:
    return replace(clock, held_by=names.get(clock.holder, clock.held_by)) if clock.holder else clock


def of_comments(
    asked_at: datetime, due_at: datetime, answered_at: datetime | None, held_by: str, *, out_at: datetime | None = None
) -> Clock:
    """The time to comment (C8). ``out_at``: when the text itself came out; without an answer the time then ends."""
    return Clock(
        name="Comments",
        started=asked_at,
        due=due_at,
        force="agreement, target",
        held_by=held_by,
        started_by="comments asked",
        stops_on="comments given, or none",
        met=answered_at,
        ended=out_at if answered_at is None else None,
    )
