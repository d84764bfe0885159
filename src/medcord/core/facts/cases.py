"""Cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfCase


@dataclass(frozen=True, slots=True)
class CaseOpened(OfCase):
    owner: UUID
    report: UUID | None
    report_received: datetime | None


@dataclass(frozen=True, slots=True)
class LedgerExported(OfCase):
    """The owner took the whole chain out as a signed file. The fact is the last one in that file."""

    export: UUID


@dataclass(frozen=True, slots=True)
class RegulatorLeftOut(OfCase):
    reason: Digest


@dataclass(frozen=True, slots=True)
class ParticipantInvited(OfCase):
    party: UUID
    role: Code


@dataclass(frozen=True, slots=True)
class ConsentChanged(OfCase):
    """PEC step (cvd-protocol 3.3): invited, signed, declined, lapsed, or statutory acknowledgement."""

    party: UUID
    before: Code
    after: Code


NO_RUNG = Code("")


@dataclass(frozen=True, slots=True)
class ContactAttempted(OfCase):
    """The first of these starts the 45-day clock (CLK-10). ``rung``: step of the escalation ladder, if it was one."""

    party: UUID
    channel: Code
    reached: bool = False
    rung: Code = NO_RUNG


@dataclass(frozen=True, slots=True)
class TrackingNumberSet(OfCase):
    """A party gave the case its own number; the number itself is not in the chain."""

    party: UUID


@dataclass(frozen=True, slots=True)
class EmbargoChanged(OfCase):
    trigger: Code
    before: Code
    after: Code
    until: datetime | None


@dataclass(frozen=True, slots=True)
class CaseMarked(OfCase):
    """One of the six marks v f d p x a was set (cvd-protocol 3.4); never taken back."""

    mark: Code
    party: UUID | None
    evidence: Digest


@dataclass(frozen=True, slots=True)
class MessageSent(OfCase):
    message: UUID
    tlp: Code
    confidentiality: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class StatementMade(OfCase):
    statement: UUID
    party: UUID
    product: UUID
    status: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class EmbargoOverridden(OfCase):
    """The coordinator published before the agreed instant, for a reason that stays."""

    until: datetime
    reason: Digest


@dataclass(frozen=True, slots=True)
class CaseClosed(OfCase):
    reason: Digest


@dataclass(frozen=True, slots=True)
class RegulatorConsulted(OfCase):
    consultation: UUID
    due: datetime


@dataclass(frozen=True, slots=True)
class ConsultationAnswered(OfCase):
    consultation: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class OpinionSigned(OfCase):
    opinion: UUID
    number: int
    severity: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class PublicStatementReleased(OfCase):
    opinion: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class DraftSaved(OfCase):
    draft: UUID
    number: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class DraftCirculated(OfCase):
    """The draft went to a party for comment (C8)."""

    draft: UUID
    party: UUID
    number: int


@dataclass(frozen=True, slots=True)
class DraftReleased(OfCase):
    """The case's advisory left through the one door. The published side knows nothing of the case."""

    draft: UUID
    advisory: UUID
    revision: int


@dataclass(frozen=True, slots=True)
class FileUploaded(OfCase):
    """A member put a file down for a message that is not sent yet; nobody else sees it."""

    file: UUID
    size: int
    hints: int


@dataclass(frozen=True, slots=True)
class FileAttached(OfCase):
    """A file went out with a message, and is read by whoever reads that."""

    message: UUID
    file: UUID
    size: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class UploadDropped(OfCase):
    """A file that was put down was taken away before any message took it: by its author, or by time. Its
    bytes are destroyed by these ids."""

    file: UUID
    blob: UUID
    clean_blob: UUID | None
