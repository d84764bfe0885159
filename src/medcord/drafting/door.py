"""The one door by which an advisory leaves the drafting table: nothing else of this stage calls the published side."""

from __future__ import annotations

from medcord.advisories.actions import publish, successor_for

__all__ = ["publish", "successor_for"]
