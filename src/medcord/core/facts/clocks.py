"""Clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Code, OfCase


@dataclass(frozen=True, slots=True)
class ClockReached(OfCase):
    """A running clock came to half, four fifths, its end, or past it, and its holder was told; each once.

    ``party`` holds it, where the fact that started it names one; else ``holder`` says which office. ``began`` and
    ``began_at`` are that fact's kind and time: who may not know of it may not know of this.
    """

    clock: UUID
    rule: Code
    party: UUID | None
    holder: Code
    began: Code
    began_at: datetime
    step: Code
    due: datetime
