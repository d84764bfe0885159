"""Running a party."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfOrganisation


@dataclass(frozen=True, slots=True)
class MemberInvited(OfOrganisation):
    """A link that works once was sent; ``level`` is what its person will be."""

    invitation: UUID
    level: Code
    expires: datetime


@dataclass(frozen=True, slots=True)
class MemberInvitationAccepted(OfOrganisation):
    invitation: UUID
    member: UUID


@dataclass(frozen=True, slots=True)
class MemberInvitationWithdrawn(OfOrganisation):
    invitation: UUID


@dataclass(frozen=True, slots=True)
class MemberRoleChanged(OfOrganisation):
    member: UUID
    before: Code
    after: Code


@dataclass(frozen=True, slots=True)
class MemberLimited(OfOrganisation):
    """``reach``: all cases of the party, or named ones only."""

    member: UUID
    reach: Code


@dataclass(frozen=True, slots=True)
class CaseGranted(OfOrganisation):
    """A member who is limited to named cases may see this one."""

    member: UUID
    granted: UUID


@dataclass(frozen=True, slots=True)
class CaseWithdrawn(OfOrganisation):
    """A member who is limited to named cases sees this one no longer."""

    member: UUID
    granted: UUID


@dataclass(frozen=True, slots=True)
class MemberReactivated(OfOrganisation):
    member: UUID
    reason: Digest


@dataclass(frozen=True, slots=True)
class PartyProfileChanged(OfOrganisation):
    """How many of its name, mailbox, time zone and website changed."""

    changed: int


@dataclass(frozen=True, slots=True)
class DefaultAccessChanged(OfOrganisation):
    """What a new member sees: all cases of the party, or named ones only."""

    reach: Code


@dataclass(frozen=True, slots=True)
class TokenUsed(OfOrganisation):
    """A token was shown for the first time on this day (UTC)."""

    member: UUID
    token: UUID
