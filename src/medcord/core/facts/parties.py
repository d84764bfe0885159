"""Parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfOrganisation


@dataclass(frozen=True, slots=True)
class OrganisationRegistered(OfOrganisation):
    role: Code


@dataclass(frozen=True, slots=True)
class MemberJoined(OfOrganisation):
    member: UUID


@dataclass(frozen=True, slots=True)
class MemberDeactivated(OfOrganisation):
    """Shut out for good by whoever runs the node: no sign-in, session or token of theirs works any longer."""

    member: UUID
    reason: Digest


@dataclass(frozen=True, slots=True)
class MemberSignedIn(OfOrganisation):
    member: UUID


@dataclass(frozen=True, slots=True)
class MemberSignedOut(OfOrganisation):
    member: UUID


@dataclass(frozen=True, slots=True)
class TokenIssued(OfOrganisation):
    member: UUID
    token: UUID
    expires: datetime


@dataclass(frozen=True, slots=True)
class TokenRevoked(OfOrganisation):
    member: UUID
    token: UUID
