"""Cases and what belongs to them. What a viewer may see of them is decided in core.access, never here."""

from __future__ import annotations

from medcord.cases.models.case import (
    Case,
    CaseFile,
    CaseReport,
    CaseSignal,
    Claim,
    Contact,
    Evidence,
    InvitationLink,
    Message,
    MessageVersion,
    Participant,
    Question,
    ReadMark,
    Room,
    StagedFile,
    Statement,
)
from medcord.cases.models.passing import (
    BasisChange,
    ItemBasis,
    Nearness,
    Protection,
    Quotation,
    SupplierConsultation,
    UseConsent,
)

__all__ = [
    "BasisChange",
    "Case",
    "CaseFile",
    "CaseReport",
    "CaseSignal",
    "Claim",
    "Contact",
    "Evidence",
    "InvitationLink",
    "ItemBasis",
    "Message",
    "MessageVersion",
    "Nearness",
    "Participant",
    "Protection",
    "Question",
    "Quotation",
    "ReadMark",
    "Room",
    "StagedFile",
    "Statement",
    "SupplierConsultation",
    "UseConsent",
]
