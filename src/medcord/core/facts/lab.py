"""Independent tests."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfCase


@dataclass(frozen=True, slots=True)
class LabTestRequested(OfCase):
    """A party asked for an independent test (C12)."""

    test: UUID
    party: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class LabTestAnswered(OfCase):
    """The coordinator took the request on, or turned it down with a reason. ``party`` is the one that asked."""

    test: UUID
    party: UUID
    accepted: bool
    digest: Digest


@dataclass(frozen=True, slots=True)
class SpecimenMoved(OfCase):
    """A device or firmware changed hands: received, given to the laboratory, returned or destroyed."""

    test: UUID
    specimen: UUID
    before: Code
    after: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class LabTestReported(OfCase):
    """The laboratory's result is in; it is evidence of the case."""

    test: UUID
    outcome: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class LabDocumentKept(OfCase):
    """The document of the laboratory that the result names is kept in the case, after its digest was compared. Where it
    has a class, ``message`` is the item under whose rules it stands."""

    test: UUID
    document: UUID
    size: int
    digest: Digest
    message: UUID | None = None


@dataclass(frozen=True, slots=True)
class LabTestReleased(OfCase):
    """It was decided who may see the result: the agencies, the maker that supplied the specimen (``party``), everyone
    who reads the case, or the public."""

    test: UUID
    party: UUID | None
    audience: Code
    reason: Digest
