"""Parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Code, Digest, Fact, OfOrganisation

_PASSWORD = Code("password")


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
    """``method`` says how: password, password+totp, password+passkey, password+recovery-code, passkey, oidc,
    recovery-link."""

    member: UUID
    method: Code = _PASSWORD


@dataclass(frozen=True, slots=True)
class MemberConfirmed(OfOrganisation):
    """Signed in already and asked again, before a change of how to sign in."""

    member: UUID
    method: Code


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


@dataclass(frozen=True, slots=True)
class SignInRefused(OfOrganisation):
    """A wrong password, code or passkey. ``source`` is a digest of where it came from that nobody can compute any more
    when the day is over: it tells whether attempts of one day came from one place, and nothing else."""

    member: UUID
    method: Code
    source: Digest


@dataclass(frozen=True, slots=True)
class StrangerRefused(Fact):
    """As SignInRefused, for what belongs to no member: an address, passkey or identity that is not known here."""

    method: Code
    source: Digest


@dataclass(frozen=True, slots=True)
class FactorAdded(OfOrganisation):
    """A way to sign in: password, totp, passkey or recovery-codes."""

    member: UUID
    factor: Code


@dataclass(frozen=True, slots=True)
class FactorRemoved(OfOrganisation):
    member: UUID
    factor: Code


@dataclass(frozen=True, slots=True)
class RecoveryCodeUsed(OfOrganisation):
    member: UUID
    left: int


@dataclass(frozen=True, slots=True)
class RecoveryLinkIssued(OfOrganisation):
    """Somebody who may gave a member a way back in; ``issued_by`` is empty for whoever runs the node."""

    member: UUID
    link: UUID
    issued_by: UUID | None
    expires: datetime
    needs_confirmation: bool
    reason: Digest


@dataclass(frozen=True, slots=True)
class RecoveryLinkConfirmed(OfOrganisation):
    """A second administrator agreed."""

    member: UUID
    link: UUID


@dataclass(frozen=True, slots=True)
class RecoveryLinkWithdrawn(OfOrganisation):
    member: UUID
    link: UUID


@dataclass(frozen=True, slots=True)
class RecoveryLinkUsed(OfOrganisation):
    """The member is back: every earlier way to sign in, session and token ended with it."""

    member: UUID
    link: UUID


@dataclass(frozen=True, slots=True)
class SessionsEnded(OfOrganisation):
    """Web sessions of a member ended before their time. ``why``: by-member, factor-changed, recovery or deactivated."""

    member: UUID
    sessions: int
    why: Code


@dataclass(frozen=True, slots=True)
class IdentityLinked(OfOrganisation):
    """A member is known at an OIDC provider from now on; issuer and subject stand in the row, not here."""

    member: UUID
    identity: UUID


@dataclass(frozen=True, slots=True)
class IdentityUnlinked(OfOrganisation):
    member: UUID
    identity: UUID


@dataclass(frozen=True, slots=True)
class SecondFactorRuleSet(OfOrganisation):
    """Whether a party asks a second factor of its members, and from when on they can do nothing else before."""

    required: bool
    due: datetime | None


@dataclass(frozen=True, slots=True)
class AdministratorNamed(OfOrganisation):
    """No longer written, and still read: a member administered the party, or no longer. Now ``MemberRoleChanged``."""

    member: UUID
    administers: bool
