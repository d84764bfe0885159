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
    """A party stated its position, or a new version of it."""

    dispute: UUID
    party: UUID
    number: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class PositionsOpened(OfCase):
    """The regulator opened the positions to the parties of the dispute; one fact for each of these."""

    dispute: UUID
    party: UUID


@dataclass(frozen=True, slots=True)
class DisputeAssessed(OfCase):
    """The regulator assessed the dispute, with reasons, by a named person."""

    dispute: UUID
    opinion: UUID | None
    digest: Digest


@dataclass(frozen=True, slots=True)
class AssessmentShared(OfCase):
    """The assessment is open to a party of the dispute."""

    dispute: UUID
    party: UUID


@dataclass(frozen=True, slots=True)
class DissentRecorded(OfCase):
    """A party of the dispute does not agree with an assessment; it stays."""

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
    """Votes of the panel were noted: how many in all, and how many with the assessment. It advises, never decides."""

    dispute: UUID
    votes: int
    with_assessment: int
