"""One running or met clock, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tone(StrEnum):
    """How near a clock is, by share of its time and not by hours."""

    RUNNING = "info"
    NEAR = "warn"
    LATE = "bad"
    MET = "good"


@dataclass(frozen=True, slots=True)
class Clock:
    """``force`` says what stands behind it: regulation, guidance, policy, target, terms. Times are aware."""

    name: str
    started: datetime
    due: datetime
    force: str
    held_by: str = ""
    started_by: str = ""
    stops_on: str = ""
    met: datetime | None = None

    def share(self, now: datetime) -> float:
        """The part of its time that has run, 0 to 1; 1 when it is late."""
        whole = (self.due - self.started).total_seconds()
        gone = ((self.met or now) - self.started).total_seconds()
        return 1.0 if whole <= 0 else min(1.0, max(0.0, gone / whole))

    def tone(self, now: datetime) -> Tone:
        """Blue until four fifths, amber from there, red only when late."""
        if self.met is not None and self.met <= self.due:
            return Tone.MET
        if (self.met or now) > self.due:
            return Tone.LATE
        return Tone.NEAR if self.share(now) >= 0.8 else Tone.RUNNING

    @property
    def running(self) -> bool:
        return self.met is None
