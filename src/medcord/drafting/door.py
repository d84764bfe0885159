"""The one door by which an advisory leaves the drafting table, for everybody (``publish``) or for some (the others):
nothing else of this stage calls the published side."""

from __future__ import annotations

from medcord.advisories.actions import check, out_now, publish, successor_for
from medcord.restricted.actions import (
    approve,
    clear,
    destroy,
    hand_over,
    name_party,
    prepare,
    refuse,
    remove_party,
    withdraw,
)

__all__ = [
    "approve",
    "check",
    "clear",
    "destroy",
    "hand_over",
    "name_party",
    "out_now",
    "prepare",
    "publish",
    "refuse",
    "remove_party",
    "successor_for",
    "withdraw",
]
