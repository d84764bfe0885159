"""Intake."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfReport


@dataclass(frozen=True, slots=True)
class ReportReceived(OfReport):
    coordinator: UUID
    identity: Code
    files: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class ReportRead(OfReport):
    """A coordinator opened it; the finder sees that somebody is reading."""


@dataclass(frozen=True, slots=True)
class ReportStateChanged(OfReport):
    """RM step (cvd-protocol 3.2) of the receiving coordinator."""

    trigger: Code
    before: Code
    after: Code


@dataclass(frozen=True, slots=True)
class ReportTriaged(OfReport):
    medical_device: Code
    regulator: Code
    reason: Digest


@dataclass(frozen=True, slots=True)
class ReportArrived(OfReport):
    """It came as a mail, a manufacturer's request or a public signal; ``numbers`` of others stand in it."""

    origin: Code
    numbers: int
    party: UUID | None


@dataclass(frozen=True, slots=True)
class ReportInCase(OfReport):
    """The report belongs to this case now."""

    case: UUID


@dataclass(frozen=True, slots=True)
class TriageDecided(OfReport):
    """A named member decided by a table: what the table says, what medcord's own for devices says, what was decided."""

    decision: UUID
    table: Code
    outcome: Code
    medical: Code
    decided: Code
    reason: Digest


@dataclass(frozen=True, slots=True)
class ReportMessageSent(OfReport):
    message: UUID
    author: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class ReportFileAttached(OfReport):
    """A file went out with a message between finder and coordinator."""

    message: UUID
    file: UUID
    size: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class PassphraseSet(OfReport):
    """The finder set or changed the passphrase that is asked for beside the code."""


@dataclass(frozen=True, slots=True)
class ReportEscalated(OfReport):
    """The finder says that nobody answers. ``days`` of silence are counted from the coordinator's last word."""

    days: int


@dataclass(frozen=True, slots=True)
class CreditKeyLeft(OfReport):
    """The finder left a public key by which it can claim credit later; the digest covers the key."""

    key: Digest


@dataclass(frozen=True, slots=True)
class CreditWithdrawn(OfReport):
    """The finder wishes to be thanked no more."""


@dataclass(frozen=True, slots=True)
class CreditClaimed(OfReport):
    """Somebody who holds the finder's key, or its code, claimed credit; the digest covers the name and what else was
    chosen to be thanked by."""

    by_key: bool
    name: Digest
