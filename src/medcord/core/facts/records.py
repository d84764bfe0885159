"""Records for the public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfCase


@dataclass(frozen=True, slots=True)
class RecordsRequested(OfCase):
    """Somebody asked for the records of the case under a law on public records."""

    request: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class ItemsDecided(OfCase):
    """A named person decided of items of the case whether they leave, one by one or several at once."""

    request: UUID
    items: int
    withheld: bool
    exemption: Code


@dataclass(frozen=True, slots=True)
class ReleaseProposed(OfCase):
    """Everything is decided; a second member of the owner looks at it before it leaves."""

    request: UUID


@dataclass(frozen=True, slots=True)
class PassageRedacted(OfCase):
    """A passage is withheld, under the exemption that is named; or no longer."""

    request: UUID
    redaction: UUID
    exemption: Code
    withheld: bool


@dataclass(frozen=True, slots=True)
class RecordsReleased(OfCase):
    """The records left, with so many passages withheld."""

    request: UUID
    items: int
    redactions: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class RetentionSet(OfCase):
    """How long the case is kept, by which rule of the schedule."""

    rule: Code
    until: datetime | None
