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
class ReportJoined(OfCase):
    """A further report turned out to be about the same; ``reports`` counts them all."""

    report: UUID
    reports: int
    reason: Digest


@dataclass(frozen=True, slots=True)
class CaseMerged(OfCase):
    """Another case was closed into this one; its parties see this one from now on."""

    other: UUID
    parties: int
    reports: int


@dataclass(frozen=True, slots=True)
class MergedAway(OfCase):
    """This case was closed into another and stays as it is for those who read it."""

    into: UUID
    reason: Digest


@dataclass(frozen=True, slots=True)
class CaseSplit(OfCase):
    """A part of this case goes on as a case of its own, under the same embargo."""

    child: UUID
    parties: int
    reason: Digest


@dataclass(frozen=True, slots=True)
class LedgerExported(OfCase):
    """The owner took the whole chain out as a signed file. The fact is the last one in that file."""

    export: UUID


@dataclass(frozen=True, slots=True)
class CaseTakenAlong(OfCase):
    """A party took what it reads of the case along as a vulnerability report. ``document``: SHA-256 of that file."""

    document: Digest


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
    """The first of these starts the 45-day clock (CLK-10). ``rung``: step of the escalation ladder, if it was one.
    ``attempted``: when it was made, where it was noted later."""

    party: UUID
    channel: Code
    reached: bool = False
    rung: Code = NO_RUNG
    attempted: datetime | None = None


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
class TermsSet(OfCase):
    """Terms came into force. A signature after this fact, and before the next of its kind, covers them."""

    number: int
    until: datetime


@dataclass(frozen=True, slots=True)
class TermsSigned(OfCase):
    """A party that had signed already agreed to new terms, by proposing or accepting them."""

    party: UUID
    number: int


@dataclass(frozen=True, slots=True)
class TermsAcknowledged(OfCase):
    """A statutory participant acknowledged the handling terms, except as required by law."""

    party: UUID
    number: int


@dataclass(frozen=True, slots=True)
class EndingProposed(OfCase):
    """It is proposed to end the embargo in force, because of the mark that is named."""

    mark: Code


@dataclass(frozen=True, slots=True)
class EmbargoKept(OfCase):
    """The coordinator kept the embargo although its end was proposed."""

    reason: Digest


@dataclass(frozen=True, slots=True)
class ParticipantLeft(OfCase):
    """A party is out of the case: it left, or the coordinator removed it."""

    party: UUID
    by_itself: bool
    reason: Digest


@dataclass(frozen=True, slots=True)
class ClaimMade(OfCase):
    """Somebody says that one of p x a is so; a task until the coordinator decides."""

    claim: UUID
    mark: Code
    party: UUID | None
    by_finder: bool
    evidence: Digest


@dataclass(frozen=True, slots=True)
class ClaimDecided(OfCase):
    claim: UUID
    mark: Code
    party: UUID | None
    confirmed: bool
    reason: Digest


@dataclass(frozen=True, slots=True)
class ReportAnswered(OfCase):
    """A party said where it stands with the report of the case (RM, cvd-protocol 3.2)."""

    party: UUID
    before: Code
    after: Code


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
