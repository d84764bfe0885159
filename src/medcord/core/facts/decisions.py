"""Decisions."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfCase


@dataclass(frozen=True, slots=True)
class DecisionTaken(OfCase):
    """A named person took a decision beside a decision table: what the table says, what the extended one says, and what
    was decided."""

    decision: UUID
    table: Code
    outcome: Code
    extended: Code
    decided: Code
    digest: Digest
