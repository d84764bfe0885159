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
class ReleaseHeld(Fact):
    """A channel could not be made ready, so nothing of a release went out; ``reason`` is a code."""

    channel: Code
    reason: Code


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


@dataclass(frozen=True, slots=True)
class DocumentsSigned(Fact):
    """A batch of published documents was signed for the provider; ``digest`` is over their hashes and signatures."""

    key: Code
    documents: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class ProviderKeyChanged(Fact):
    """Another OpenPGP key signs from now on; with ``compromised`` nothing under a former one counts."""

    key: Code
    former: Code
    compromised: bool
