"""What the worker does when it looks, until nothing is left to compare."""

from __future__ import annotations

from medcord.ledger import ticks, worker


def settle() -> None:
    """Facts go to reactions, what these marked is compared, and what that found goes on."""
    for _ in range(2):
        worker.drain()
        ticks.run_all()
    worker.drain()
