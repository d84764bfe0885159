"""The waist and its feeds."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.facts.base import Code, Digest, Fact


@dataclass(frozen=True, slots=True)
class AdvisoryPublished(Fact):
    advisory: UUID
    revision: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class AdvisoriesRead(Fact):
    """A batch of other publishers' advisories was taken in."""

    batch: UUID
    taken: int
    unchanged: int
    refused: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class KnownExploitedRead(Fact):
    """The list of known exploited vulnerabilities was replaced by a newer one."""

    batch: UUID
    listed: int
    added: int
    removed: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class ProviderTreeBuilt(Fact):
    release: Code
    documents: int
    digest: Digest
