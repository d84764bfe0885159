"""The time. One function, so that core never asks for it; ``at`` is its in-memory twin for tests and the demo's
story."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Faster:
    """A clock of an exercise: from ``real`` on, when it showed ``shown``, it runs ``speed`` times as fast; 0: it
    stands still."""

    shown: datetime
    real: datetime
    speed: int

    def now(self) -> datetime:
        """What it shows."""
        return self.shown + (datetime.now(UTC) - self.real) * self.speed

    def __str__(self) -> str:
        return f"{self.shown.isoformat()}@{self.real.isoformat()}x{self.speed}"

    @classmethod
    def read(cls, text: str) -> Faster:
        """What ``str`` wrote. Raises ValueError for anything else."""
        shown, _, rest = text.partition("@")
        real, _, speed = rest.rpartition("x")
        return cls(datetime.fromisoformat(shown), datetime.fromisoformat(real), int(speed))


_faster: list[Faster] = []
_held: ContextVar[datetime | None] = ContextVar("medcord_clock_held", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _held.get() or (_faster[0].now() if _faster else datetime.now(UTC))


def run_faster(faster: Faster | None) -> None:
    """Let the clock of this process run as an exercise's; None: as the machine's again. Real nodes never call this."""
    _faster[:] = [faster] if faster is not None else []


def of_machine() -> datetime:
    """The present instant as the machine has it, also in an exercise: for how long somebody stays signed in, which is
    the time of the person and not of the story."""
    return _held.get() or datetime.now(UTC)


def speed() -> int:
    """How many times as fast the clock of this process runs."""
    return max(1, _faster[0].speed) if _faster else 1


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Inside, the clock stands at ``instant`` for this thread."""
    token = _held.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)
