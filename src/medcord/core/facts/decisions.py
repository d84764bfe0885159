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


@dataclass(frozen=True, slots=True)
class ChosenDecisionOvertaken(OfCase):
    """A newer decision by the same table stands beside the one that the draft publishes; ``out``: the advisory says the
    older one already, so that a revision may be due. The owner's to know."""

    chosen: UUID
    newer: UUID
    out: bool
