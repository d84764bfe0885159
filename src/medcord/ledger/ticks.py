"""What the worker does from time to time, whether a fact arrives or not: an end that comes with the clock alone."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from medcord.gateways import clock
from medcord.ledger.outbox import place_of

log = logging.getLogger(__name__)

Tick = Callable[[], None]


SHORTEST = 1.0
"""Seconds between two looks, however fast the clock of an exercise runs."""


@dataclass
class _Entry:
    every: float
    run: Tick
    next_at: float = 0.0

    def pause(self) -> float:
        """Seconds until it is due again: as often in the time of an exercise as in real time."""
        return max(self.every / clock.speed(), min(self.every, SHORTEST))


_TICKS: dict[str, _Entry] = {}


def every(interval: timedelta, *, name: str) -> Callable[[Tick], Tick]:
    """Register what several workers may run at once and a kill may run again: it must be idempotent."""

    def register(tick: Tick) -> Tick:
        _TICKS[name] = _Entry(interval.total_seconds(), tick)
        return tick

    return register


def run_due() -> None:
    """Run what is due in this process; the first look runs everything once."""
    now = time.monotonic()
    for name, entry in _TICKS.items():
        if entry.next_at > now:
            continue
        entry.next_at = now + entry.pause()
        try:
            entry.run()
        except Exception as error:  # noqa: BLE001 - one tick must not stop the worker; it is due again
            log.error("tick %s failed: %s at %s", name, type(error).__name__, place_of(error))


def run_all() -> None:
    """Run every tick now: for tests and one-shot commands."""
    for entry in _TICKS.values():
        entry.run()
