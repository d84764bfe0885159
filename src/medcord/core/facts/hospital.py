"""The hospital."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfOrganisation


@dataclass(frozen=True, slots=True)
class InventoryImported(OfOrganisation):
    batch: UUID
    rows: int
    added: int
    changed: int
    unchanged: int
    retired: int
    problems: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class MatchRunCompleted(OfOrganisation):
    """Digests of both inputs, the engine's version, counts and the digest of the result; verdicts are rebuildable."""

    run: UUID
    advisory: UUID | None
    identities: int
    affected: int
    possible: int
    not_affected: int
    inventory_digest: Digest
    advisories_digest: Digest
    result_digest: Digest
    engine: Code


@dataclass(frozen=True, slots=True)
class DeploymentDecided(OfOrganisation):
    """How soon a hospital acts on an advisory, decided by a named member beside the deployer tables: what the original
    says, what ours for devices says, and what was decided. ``digest`` covers the answers and the reason."""

    decision: UUID
    advisory: UUID
    table: Code
    outcome: Code
    extended: Code
    decided: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class RemediationRecorded(OfOrganisation):
    """What was done for some devices under one advisory, in one human act."""

    act: UUID
    advisory: UUID
    outcome: Code
    devices: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class RemediationReopened(OfOrganisation):
    act: UUID
    advisory: UUID
    devices: int
    reason: Digest


@dataclass(frozen=True, slots=True)
class FacilityEventDeclared(OfOrganisation):
    """A user facility signed that it became aware of a death or serious injury (21 CFR 803.30, CLK-6). The chain is its
    own. ``to_regulator`` and ``to_maker``: where the law routes it. ``year``: in which it became aware, where it lives;
    facts of earlier days do not say it."""

    event: UUID
    aware: datetime
    death: bool
    to_regulator: bool
    to_maker: bool
    year: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class FacilityEventReported(OfOrganisation):
    """The facility signed that its report went out; ``to`` is regulator or manufacturer."""

    event: UUID
    to: Code
    reported: datetime
    digest: Digest


@dataclass(frozen=True, slots=True)
class FacilityYearReported(OfOrganisation):
    """The facility signed that its annual report of a year went out (21 CFR 803.33)."""

    report: UUID
    year: int
    reported: datetime
    digest: Digest


@dataclass(frozen=True, slots=True)
class FacilityClockReached(OfOrganisation):
    """A clock of a facility's events came to half, four fifths, its end, or past it, and its people were told; each
    once."""

    clock: UUID
    rule: Code
    step: Code
    due: datetime
