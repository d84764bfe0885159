"""One clock, as plain values: what started it, who holds it, what stops it, what stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID


class Tone(StrEnum):
    """How near a clock is, by share of its time and not by hours."""

    RUNNING = "info"
    NEAR = "warn"
    LATE = "bad"
    MET = "good"


class Force(StrEnum):
    """What stands behind a clock."""

    REGULATION = "regulation"
    CONDITION = "condition of enforcement discretion"
    GUIDANCE = "guidance"
    DIRECTIVE = "binding directive"
    POLICY = "policy"
    TARGET = "agreement, target"
    UNSETTLED = "rule not known to be in force"
    TERMS = "terms"


class Standing(StrEnum):
    """Whether a clock counts for its holder."""

    COUNTS = "counts"
    WAITS = "waits"
    MAY_APPLY = "may apply"


class Happened(Protocol):
    """A fact as a clock reads it; ``seq`` is its place in its chain, ``data`` its plain values."""

    @property
    def pk(self) -> UUID: ...
    @property
    def seq(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def party(self) -> UUID | None: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


class Known(NamedTuple):
    """The plainest thing that ``Happened`` describes."""

    pk: UUID
    seq: int
    kind: str
    at: datetime
    party: UUID | None
    data: Mapping[str, Any]


class Step(NamedTuple):
    """When the holder is told: ``half``, ``four-fifths`` (or days of the rule's own), ``due``, ``late``."""

    name: str
    at: datetime


class LeftOut(NamedTuple):
    """A clock that a fact would start, were the case in the scope of its law; ``why`` it is not."""

    rule: str
    name: str
    pack: str
    why: str
    start: Happened


Shares = tuple[tuple[str, float], ...]
"""Names of steps, with the part of the time at which they come."""

HALF_AND_FOUR_FIFTHS: Final[Shares] = (("half", 0.5), ("four-fifths", 0.8))
AFTER_DUE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """``force`` says what stands behind it, in words. Times are aware.

    ``key`` tells clocks of one rule apart (a declaration, a party); ``holder`` is the party that the fact names, and
    ``held_by`` says it in words where no party is named. ``start`` and ``stop`` are the facts that prove it.
    ``also`` are other times that were declared for its start. ``ended``: it stopped without being met. ``runs_out``: it
    ends by itself when its time is over, and is then neither met nor late. ``only_for``: products to which its law
    applies where it does not apply to the whole case; ``not_for``: those to which it does not where it does.
    """

    name: str
    started: datetime
    due: datetime
    force: str
    held_by: str = ""
    started_by: str = ""
    stops_on: str = ""
    met: datetime | None = None
    rule: str = ""
    key: str = ""
    holder: UUID | None = None
    start: Happened | None = None
    stop: Happened | None = None
    ended: datetime | None = None
    standing: Standing = Standing.COUNTS
    note: str = ""
    source: str = ""
    verified: bool = True
    pack: str = ""
    zone: str = "UTC"
    also: tuple[datetime, ...] = ()
    shares: Shares = HALF_AND_FOUR_FIFTHS
    runs_out: bool = False
    only_for: tuple[UUID, ...] = ()
    not_for: tuple[UUID, ...] = ()

    def share(self, now: datetime) -> float:
        """The part of its time that has run, 0 to 1; 1 when it is late."""
        whole = (self.due - self.started).total_seconds()
        gone = ((self.stopped or now) - self.started).total_seconds()
        return 1.0 if whole <= 0 else min(1.0, max(0.0, gone / whole))

    @property
    def steps(self) -> tuple[Step, ...]:
        """When the holder is told. ``late`` comes a tenth of the time after the due instant, a day at most: a word
        about what is still open, not a second one in the same minute."""
        whole = self.due - self.started
        early = [Step(name, self.started + whole * share) for name, share in self.shares]
        if self.runs_out:
            return (*early, Step("due", self.due))
        return (*early, Step("due", self.due), Step("late", self.due + min(AFTER_DUE, whole / 10)))

    def tone(self, now: datetime) -> Tone:
        """Blue until four fifths, amber from there, red only when late. One that does not count is never red."""
        if self.met is not None and self.met <= self.due:
            return Tone.MET
        if self.standing is not Standing.COUNTS or self.ended is not None:
            return Tone.RUNNING
        if (self.met or now) > self.due:
            return Tone.LATE
        return Tone.NEAR if self.share(now) >= 0.8 else Tone.RUNNING

    @property
    def stopped(self) -> datetime | None:
        return self.met or self.ended

    @property
    def running(self) -> bool:
        return self.stopped is None

    @property
    def counts(self) -> bool:
        """Whether it runs and binds its holder now: neither stopped, nor waiting, nor in doubt."""
        return self.running and self.standing is Standing.COUNTS

    @property
    def ident(self) -> str:
        """Rule and key: the same clock keeps it however often it is computed."""
        return f"{self.rule}/{self.key}"

    def over(self, now: datetime) -> Clock:
        """As it stands at ``now`` where nothing but time ends it."""
        return replace(self, ended=self.due) if self.runs_out and self.running and self.due <= now else self
