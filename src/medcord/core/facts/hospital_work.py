"""The hospital's long work."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfOrganisation


@dataclass(frozen=True, slots=True)
class ImportReceived(OfOrganisation):
    """An inventory file was put down. The digest is salted: it covers the file's bytes."""

    batch: UUID
    size: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class ImportStarted(OfOrganisation):
    """A member said which column holds what; the file may now be read. The digest covers the chosen columns."""

    batch: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class ImportPartStaged(OfOrganisation):
    """One part of a file was read into staging: what lets a killed load go on where it stopped."""

    batch: UUID
    part: int
    rows: int


@dataclass(frozen=True, slots=True)
class ImportStaged(OfOrganisation):
    """The whole file stands in staging, compared with the inventory in use, which is still untouched."""

    batch: UUID
    rows: int
    added: int
    changed: int
    unchanged: int
    retired: int
    problems: int


@dataclass(frozen=True, slots=True)
class ImportRefused(OfOrganisation):
    """The file turned out unusable while it was read; the inventory in use was not touched."""

    batch: UUID
    code: Code


@dataclass(frozen=True, slots=True)
class ImportDropped(OfOrganisation):
    batch: UUID


@dataclass(frozen=True, slots=True)
class ImportUndone(OfOrganisation):
    """The inventory in use is again the one before ``batch``."""

    batch: UUID
    restored: UUID


@dataclass(frozen=True, slots=True)
class StagedRowsSwept(OfOrganisation):
    """Rows of an import that is no longer needed were deleted, one part at a time."""

    batch: UUID
    rows: int


@dataclass(frozen=True, slots=True)
class MatchPartCompleted(OfOrganisation):
    """One part of the identities of a run was matched: what lets a killed run go on where it stopped."""

    run: UUID
    part: int
    identities: int
