"""Coordination of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Digest, OfCase, OfReport


@dataclass(frozen=True, slots=True)
class QuestionAsked(OfCase):
    """A party was asked what its products are; ``product`` is empty when it was asked about all of them."""

    question: UUID
    party: UUID
    product: UUID | None


@dataclass(frozen=True, slots=True)
class LinkMade(OfCase):
    """An organisation that is not here yet was asked in; the link shows nothing until it is accepted."""

    link: UUID
    party: UUID
    expires: datetime


@dataclass(frozen=True, slots=True)
class LinkAccepted(OfCase):
    link: UUID
    party: UUID


@dataclass(frozen=True, slots=True)
class LinkWithdrawn(OfCase):
    link: UUID
    party: UUID


@dataclass(frozen=True, slots=True)
class HandOverOffered(OfCase):
    """The coordinator offered the case to another one; ``reason`` is sealed."""

    party: UUID
    reason: Digest


@dataclass(frozen=True, slots=True)
class HandOverDeclined(OfCase):
    """The offer was turned down, or taken back by the one that made it."""

    party: UUID


@dataclass(frozen=True, slots=True)
class CaseHandedOver(OfCase):
    """Another coordinator owns the case now. The one before stays in it with all that it has seen."""

    before: UUID
    party: UUID


@dataclass(frozen=True, slots=True)
class ReportHandedOver(OfReport):
    """The report went along with its case: its finder now writes with this coordinator."""

    before: UUID
    coordinator: UUID
