"""Disputes of harm."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.facts.base import Digest, OfCase


@dataclass(frozen=True, slots=True)
class HarmDisputed(OfCase):
    """A party disputes the potential impact (FDA2)."""

    dispute: UUID
    party: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class PositionStated(OfCase):
    dispute: UUID
    party: UUID
    number: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class DisputeAssessed(OfCase):
    """The regulator assessed the dispute, with reasons, by a named person."""

    dispute: UUID
    opinion: UUID | None
    digest: Digest


@dataclass(frozen=True, slots=True)
class DissentRecorded(OfCase):
    dispute: UUID
    party: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class PanelAsked(OfCase):
    """An optional panel of experts was asked (F4.2)."""

    dispute: UUID
    seats: int


@dataclass(frozen=True, slots=True)
class PanelVoted(OfCase):
    dispute: UUID
    votes: int
    with_assessment: int
