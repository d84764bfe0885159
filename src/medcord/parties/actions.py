"""Verbs of parties."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.facts import (
    Code,
    MemberDeactivated,
    MemberJoined,
    MemberSignedIn,
    MemberSignedOut,
    OrganisationRegistered,
    TokenIssued,
    TokenRevoked,
)
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.parties.models import Member, Organisation, Token

LONGEST_TOKEN_DAYS = 366


@ledger.action
def register_organisation(
    *, name: str, short_name: str, role: Role, time_zone: str = "UTC", address: str = "", actor: Viewer
) -> Organisation:
    """Add a party to the directory."""
    row = Organisation(name=name, short_name=short_name, role=role.value, time_zone=time_zone, address=address)
    ledger.commit(rows=[row], facts=[OrganisationRegistered(row.id, Code(role.value))], actor=actor)
    return row


@ledger.action
def add_member(
    organisation: Organisation, *, email: str, name: str, title: str = "", password: str | None = None, actor: Viewer
) -> Member:
    """Add a person to an organisation; without a password they cannot sign in by one."""
    member = Member(email=email, name=name, title=title, organisation=organisation)
    if password is None:
        member.set_unusable_password()
    else:
        member.set_password(password)
    ledger.commit(rows=[member], facts=[MemberJoined(organisation.id, member.id)], actor=actor)
    return member


@ledger.action
def deactivate_member(member: Member, *, reason: str, actor: Viewer) -> Member:
    """Shut a member out; open sessions and tokens end with it. Raises RuleRefusal for one who is out already."""
    row = Member.objects.select_related("organisation").select_for_update(of=("self",)).get(pk=member.pk)
    if not row.is_active:
        raise RuleRefusal(f"{row.name} ({row.email}) is deactivated already. There is nothing left to do.")
    row.is_active = False
    digest = ledger.seal(ledger.new_salt(), reason)
    ledger.commit(rows=[row], facts=[MemberDeactivated(row.organisation_id, row.id, digest)], actor=actor)
    return row


@ledger.action
def record_sign_in(member: Member) -> None:
    """Leave the fact that a member signed in."""
    ledger.commit(facts=[MemberSignedIn(member.organisation_id, member.id)], actor=member.viewer)


@ledger.action
def record_sign_out(member: Member) -> None:
    """Leave the fact that a member signed out."""
    ledger.commit(facts=[MemberSignedOut(member.organisation_id, member.id)], actor=member.viewer)


@ledger.action
def issue_token(*, label: str, days: int, actor: Viewer) -> tuple[Token, str]:
    """Make a token for the actor's own programs; the secret is returned once and never again."""
    if actor.member_id is None or actor.party_id is None:
        raise NotFound("member")
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise InputRefusal(
            f"A token lives between 1 and {LONGEST_TOKEN_DAYS} days; you asked for {days}. Choose again."
        )
    secret = f"mc_{secrets.token_urlsafe(32)}"
    expires = clock.now() + timedelta(days=days)
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = Token(member_id=actor.member_id, label=label[:80], digest=digest, expires_at=expires)
    ledger.commit(rows=[token], facts=[TokenIssued(actor.party_id, actor.member_id, token.id, expires)], actor=actor)
    return token, secret


@ledger.action
def revoke_token(token_id: UUID, *, actor: Viewer) -> Token:
    """End one of the actor's own tokens at once."""
    token = Token.objects.filter(pk=token_id, member=actor.member_id, revoked_at=None).first()
    if token is None or actor.member_id is None or actor.party_id is None:
        raise NotFound("token")
    token.revoked_at = clock.now()
    ledger.commit(rows=[token], facts=[TokenRevoked(actor.party_id, actor.member_id, token.id)], actor=actor)
    return token
