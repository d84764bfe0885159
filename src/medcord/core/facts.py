"""What happened, in the past tense. Every reader (timeline, audit, clocks, feeds, measures) reads these records.

One fact per human act or per batch, never one per device. A fact holds references, codes, counts, times and salted
digests; never bodies, names or addresses, so that content can be purged while the chain still verifies.
Field types are therefore closed: UUID, int, bool, datetime, ``Code`` and ``Digest`` (``check`` refuses the rest).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import ClassVar, NewType
from uuid import UUID

Code = NewType("Code", str)
"""A short machine word: letters, digits and ``_ . : + -``, at most 64 characters."""

Digest = NewType("Digest", str)
"""64 lower-case hexadecimal digits; "" when there was no content."""

_CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,64}")

Plain = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Fact:
    """Base of all facts. ``STREAM`` names the chain's kind and the field that picks the chain ("" for the node's
    own)."""

    STREAM: ClassVar[tuple[str, str]] = ("node", "")

    @property
    def stream(self) -> str:
        """The chain this fact belongs to: "case:<uuid>", "organisation:<uuid>", "report:<uuid>" or "node"."""
        kind, key = self.STREAM
        return f"{kind}:{getattr(self, key)}" if key else kind

    @property
    def kind(self) -> str:
        return type(self).__name__

    def data(self) -> dict[str, Plain]:
        """Plain values for the chain, keys as the field names; TypeError for anything that could hold content."""
        return {item.name: _plain(item.name, getattr(self, item.name)) for item in fields(self)}


def _plain(name: str, value: object) -> Plain:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, str) and _CODE.fullmatch(value):
        return str(value)
    raise TypeError(f"a fact may not hold {name}: only ids, counts, times, codes and digests")


# --- parties -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _OfOrganisation(Fact):
    STREAM: ClassVar[tuple[str, str]] = ("organisation", "organisation")
    organisation: UUID


@dataclass(frozen=True, slots=True)
class OrganisationRegistered(_OfOrganisation):
    role: Code


@dataclass(frozen=True, slots=True)
class MemberJoined(_OfOrganisation):
    member: UUID


@dataclass(frozen=True, slots=True)
class MemberDeactivated(_OfOrganisation):
    """Shut out for good by whoever runs the node: no sign-in, session or token of theirs works any longer."""

    member: UUID
    reason: Digest


@dataclass(frozen=True, slots=True)
class MemberSignedIn(_OfOrganisation):
    member: UUID


@dataclass(frozen=True, slots=True)
class MemberSignedOut(_OfOrganisation):
    member: UUID


@dataclass(frozen=True, slots=True)
class TokenIssued(_OfOrganisation):
    member: UUID
    token: UUID
    expires: datetime


@dataclass(frozen=True, slots=True)
class TokenRevoked(_OfOrganisation):
    member: UUID
    token: UUID


# --- products ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProductRegistered(_OfOrganisation):
    product: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class ProductChanged(_OfOrganisation):
    product: UUID
    digest: Digest


# --- intake ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _OfReport(Fact):
    STREAM: ClassVar[tuple[str, str]] = ("report", "report")
    report: UUID


@dataclass(frozen=True, slots=True)
class ReportReceived(_OfReport):
    coordinator: UUID
    identity: Code
    files: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class ReportRead(_OfReport):
    """A coordinator opened it; the finder sees that somebody is reading."""


@dataclass(frozen=True, slots=True)
class ReportStateChanged(_OfReport):
    """RM step (cvd-protocol 3.2) of the receiving coordinator."""

    trigger: Code
    before: Code
    after: Code


@dataclass(frozen=True, slots=True)
class ReportTriaged(_OfReport):
    medical_device: Code
    regulator: Code
    reason: Digest


@dataclass(frozen=True, slots=True)
class ReportMessageSent(_OfReport):
    message: UUID
    author: Code
    digest: Digest


# --- cases -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _OfCase(Fact):
    STREAM: ClassVar[tuple[str, str]] = ("case", "case")
    case: UUID


@dataclass(frozen=True, slots=True)
class CaseOpened(_OfCase):
    owner: UUID
    report: UUID | None
    report_received: datetime | None


@dataclass(frozen=True, slots=True)
class RegulatorLeftOut(_OfCase):
    reason: Digest


@dataclass(frozen=True, slots=True)
class ParticipantInvited(_OfCase):
    party: UUID
    role: Code


@dataclass(frozen=True, slots=True)
class ConsentChanged(_OfCase):
    """PEC step (cvd-protocol 3.3): invited, signed, declined, lapsed, or statutory acknowledgement."""

    party: UUID
    before: Code
    after: Code


@dataclass(frozen=True, slots=True)
class ContactAttempted(_OfCase):
    """The first of these starts the 45-day clock (CLK-10)."""

    party: UUID
    channel: Code


@dataclass(frozen=True, slots=True)
class TrackingNumberSet(_OfCase):
    """A party gave the case its own number; the number itself is not in the chain."""

    party: UUID


@dataclass(frozen=True, slots=True)
class EmbargoChanged(_OfCase):
    trigger: Code
    before: Code
    after: Code
    until: datetime | None


@dataclass(frozen=True, slots=True)
class CaseMarked(_OfCase):
    """One of the six marks v f d p x a was set (cvd-protocol 3.4); never taken back."""

    mark: Code
    party: UUID | None
    evidence: Digest


@dataclass(frozen=True, slots=True)
class MessageSent(_OfCase):
    message: UUID
    tlp: Code
    confidentiality: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class StatementMade(_OfCase):
    statement: UUID
    party: UUID
    product: UUID
    status: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class EmbargoOverridden(_OfCase):
    """The coordinator published before the agreed instant, for a reason that stays."""

    until: datetime
    reason: Digest


@dataclass(frozen=True, slots=True)
class CaseClosed(_OfCase):
    reason: Digest


@dataclass(frozen=True, slots=True)
class RegulatorConsulted(_OfCase):
    consultation: UUID
    due: datetime


@dataclass(frozen=True, slots=True)
class ConsultationAnswered(_OfCase):
    consultation: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class OpinionSigned(_OfCase):
    opinion: UUID
    number: int
    severity: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class PublicStatementReleased(_OfCase):
    opinion: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class DraftSaved(_OfCase):
    draft: UUID
    number: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class DraftCirculated(_OfCase):
    """The draft went to a party for comment (C8)."""

    draft: UUID
    party: UUID
    number: int


@dataclass(frozen=True, slots=True)
class DraftReleased(_OfCase):
    """The case's advisory left through the one door. The published side knows nothing of the case."""

    draft: UUID
    advisory: UUID
    revision: int


# --- the waist and its feeds ---------------------------------------------------------------------------------------


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


# --- the hospital --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InventoryImported(_OfOrganisation):
    batch: UUID
    rows: int
    added: int
    changed: int
    unchanged: int
    retired: int
    problems: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class MatchRunCompleted(_OfOrganisation):
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
class RemediationRecorded(_OfOrganisation):
    """What was done for some devices under one advisory, in one human act."""

    act: UUID
    advisory: UUID
    outcome: Code
    devices: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class RemediationReopened(_OfOrganisation):
    act: UUID
    advisory: UUID
    devices: int
    reason: Digest


# --- the hospital's long work ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ImportReceived(_OfOrganisation):
    """An inventory file was put down. The digest is salted: it covers the file's bytes."""

    batch: UUID
    size: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class ImportStarted(_OfOrganisation):
    """A member said which column holds what; the file may now be read. The digest covers the chosen columns."""

    batch: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class ImportPartStaged(_OfOrganisation):
    """One part of a file was read into staging: what lets a killed load go on where it stopped."""

    batch: UUID
    part: int
    rows: int


@dataclass(frozen=True, slots=True)
class ImportStaged(_OfOrganisation):
    """The whole file stands in staging, compared with the inventory in use, which is still untouched."""

    batch: UUID
    rows: int
    added: int
    changed: int
    unchanged: int
    retired: int
    problems: int


@dataclass(frozen=True, slots=True)
class ImportRefused(_OfOrganisation):
    """The file turned out unusable while it was read; the inventory in use was not touched."""

    batch: UUID
    code: Code


@dataclass(frozen=True, slots=True)
class ImportDropped(_OfOrganisation):
    batch: UUID


@dataclass(frozen=True, slots=True)
class ImportUndone(_OfOrganisation):
    """The inventory in use is again the one before ``batch``."""

    batch: UUID
    restored: UUID


@dataclass(frozen=True, slots=True)
class StagedRowsSwept(_OfOrganisation):
    """Rows of an import that is no longer needed were deleted, one part at a time."""

    batch: UUID
    rows: int


@dataclass(frozen=True, slots=True)
class MatchPartCompleted(_OfOrganisation):
    """One part of the identities of a run was matched: what lets a killed run go on where it stopped."""

    run: UUID
    part: int
    identities: int


# --- purge ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ContentPurged(Fact):
    """Content was destroyed; this stays, and so does the chain. ``where`` is the stream it belonged to."""

    what: Code
    item: UUID
    where: Code
    reason: Digest
