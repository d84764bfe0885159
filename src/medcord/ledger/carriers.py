"""What the worker carries out of the house, or what keeps it busy for seconds: letters, and what a stage adds. Each
has a thread of its own there."""

from __future__ import annotations

from collections.abc import Callable

Carrier = Callable[[], bool]
"""One step; True when there was work. It must be safe to be killed and taken again."""

_CARRIERS: dict[str, Carrier] = {}


def carrier(*, name: str) -> Callable[[Carrier], Carrier]:
    """Register a way out."""

    def register(step: Carrier) -> Carrier:
        _CARRIERS[name] = step
        return step

    return register


def all_of_them() -> dict[str, Carrier]:
    """Every way out by name."""
    return dict(_CARRIERS)
