"""What happened, in the past tense. Every reader (timeline, audit, clocks, feeds, measures) reads these records.

One file a room; the first line of each file is its heading in docs/reference/facts.md.
"""

from __future__ import annotations

from medcord.core.facts.base import Code, Digest, Fact, Plain
from medcord.core.facts.cases import (
    CaseClosed,
    CaseMarked,
    CaseOpened,
    ConsentChanged,
    ConsultationAnswered,
    ContactAttempted,
    DraftCirculated,
    DraftReleased,
    DraftSaved,
    EmbargoChanged,
    EmbargoOverridden,
    MessageSent,
    OpinionSigned,
    ParticipantInvited,
    PublicStatementReleased,
    RegulatorConsulted,
    RegulatorLeftOut,
    StatementMade,
    TrackingNumberSet,
)
from medcord.core.facts.hospital import InventoryImported, MatchRunCompleted, RemediationRecorded, RemediationReopened
from medcord.core.facts.hospital_work import (
    ImportDropped,
    ImportPartStaged,
    ImportReceived,
    ImportRefused,
    ImportStaged,
    ImportStarted,
    ImportUndone,
    MatchPartCompleted,
    StagedRowsSwept,
)
from medcord.core.facts.intake import ReportMessageSent, ReportRead, ReportReceived, ReportStateChanged, ReportTriaged
from medcord.core.facts.parties import (
    MemberDeactivated,
    MemberJoined,
    MemberSignedIn,
    MemberSignedOut,
    OrganisationRegistered,
    TokenIssued,
    TokenRevoked,
)
from medcord.core.facts.products import ProductChanged, ProductRegistered
from medcord.core.facts.purge import ContentPurged
from medcord.core.facts.waist import AdvisoriesRead, AdvisoryPublished, KnownExploitedRead, ProviderTreeBuilt

__all__ = [
    "AdvisoriesRead",
    "AdvisoryPublished",
    "CaseClosed",
    "CaseMarked",
    "CaseOpened",
    "Code",
    "ConsentChanged",
    "ConsultationAnswered",
    "ContactAttempted",
    "ContentPurged",
    "Digest",
    "DraftCirculated",
    "DraftReleased",
    "DraftSaved",
    "EmbargoChanged",
    "EmbargoOverridden",
    "Fact",
    "ImportDropped",
    "ImportPartStaged",
    "ImportReceived",
    "ImportRefused",
    "ImportStaged",
    "ImportStarted",
    "ImportUndone",
    "InventoryImported",
    "KnownExploitedRead",
    "MatchPartCompleted",
    "MatchRunCompleted",
    "MemberDeactivated",
    "MemberJoined",
    "MemberSignedIn",
    "MemberSignedOut",
    "MessageSent",
    "OpinionSigned",
    "OrganisationRegistered",
    "ParticipantInvited",
    "Plain",
    "ProductChanged",
    "ProductRegistered",
    "ProviderTreeBuilt",
    "PublicStatementReleased",
    "RegulatorConsulted",
    "RegulatorLeftOut",
    "RemediationRecorded",
    "RemediationReopened",
    "ReportMessageSent",
    "ReportRead",
    "ReportReceived",
    "ReportStateChanged",
    "ReportTriaged",
    "StagedRowsSwept",
    "StatementMade",
    "TokenIssued",
    "TokenRevoked",
    "TrackingNumberSet",
]
