"""Purge."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.facts.base import Code, Digest, Fact


@dataclass(frozen=True, slots=True)
class ContentPurged(Fact):
    """Content was destroyed; this stays, and so does the chain. ``where`` is the stream it belonged to."""

    what: Code
    item: UUID
    where: Code
    reason: Digest
