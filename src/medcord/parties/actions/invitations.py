"""Asking people to act for a party, by a link that works once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import Code, MemberInvitationAccepted, MemberInvitationWithdrawn, MemberInvited
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.core.vocabulary import MemberRole
from medcord.gateways import clock
from medcord.ledger import letters
from medcord.parties.actions.members import NewPasskey, add_member
from medcord.parties.models import Member, MemberInvitation
from medcord.parties.onetime import digest_of, fresh
from medcord.parties.queries import members_of, signin
from medcord.parties.queries import running as queries

OPEN_FOR = timedelta(days=7)
MOST_OPEN = 100


@ledger.action
def invite_member(email: str, *, level: MemberRole, actor: Viewer) -> tuple[MemberInvitation, str]:
    """Ask a person in. The secret is returned once and mailed to the address; only its digest is kept."""
    party = queries.locked(queries.administered(actor))
    email, open_ones = email.strip().lower(), queries.invitations(actor)
    if "@" not in email or len(email) > 254:
        raise InputRefusal("Give the mail address the link is sent to.", fields={"field": "email"})
    if any(one.email == email for one in members_of(actor)):
        raise RuleRefusal(f"{email} is a member of your party, active or not. Look in the list.", code="member-exists")
    if any(one.email == email and one.expires_at > clock.now() for one in open_ones):
        raise RuleRefusal(f"{email} has an open link. Take it back first, then send another.", code="link-open")
    if len(open_ones) >= MOST_OPEN:
        raise RuleRefusal(f"{MOST_OPEN} links are open. Take back those you need no longer.", code="many-links")
    secret, now = fresh(), clock.now()
    row = MemberInvitation(
        organisation=party,
        email=email,
        level=level.value,
        digest=digest_of(secret),
        made_at=now,
        made_by=actor.member_id,
        expires_at=now + OPEN_FOR,
    )
    fact = MemberInvited(party.pk, row.pk, Code(level.value), row.expires_at)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    letters.write(
        to=email,
        subject="medcord: you are invited",
        body=(
            f"{party.name} asks you to act for it in medcord.\n"
            f"Open this link to accept; it works once, until {row.expires_at:%d %B %Y}:\n"
            f"{letters.link(f'/welcome/{secret}')}\n"
        ),
        link=letters.OneTimeLink(row.pk, row.expires_at),
    )
    return row, secret


@ledger.action
def withdraw_invitation(invitation: UUID, *, actor: Viewer) -> MemberInvitation:
    """Take a link back that nobody has accepted: it works no longer."""
    queries.administered(actor)
    row = queries.invitation_for(actor, invitation)
    if row.accepted_at or row.withdrawn_at:
        raise RuleRefusal("This invitation was accepted or taken back already. Reload the page.", code="link-over")
    row.withdrawn_at = clock.now()
    fact = MemberInvitationWithdrawn(row.organisation_id, row.pk)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    letters.take_out(row.pk)
    return row


def accept_invitation(
    secret: str, *, name: str, password: str | None = None, passkey: dict[str, Any] | None = None
) -> Member:
    """Become a member, who signs in by a password or by a passkey that was made for ``newcomer``.

    Raises NotFound for a link that never was, is used, withdrawn or too old: all look the same.
    """
    try:
        return _accept(secret, name=name, password=password, passkey=passkey)
    except IntegrityError as clash:  # somebody with this address is here already
        raise RuleRefusal(
            "There is a member with this mail address already. Ask the administrator who sent the link for one to "
            "another address.",
            code="member-exists",
        ) from clash


@ledger.action
def _accept(secret: str, *, name: str, password: str | None, passkey: dict[str, Any] | None) -> Member:
    row = queries.invitation_by_secret(secret, lock=True)
    if not name.strip():
        raise InputRefusal("Give your name: what you sign is signed by a person.", fields={"field": "name"})
    system = Viewer(kind=ViewerKind.SYSTEM, party_id=row.organisation_id)
    member = add_member(
        row.organisation,
        email=row.email,
        name=name.strip(),
        password=password,
        passkey=NewPasskey(signin.newcomer(row.pk), passkey) if passkey is not None else None,
        level=MemberRole(row.level),
        actor=system,
    )
    row.accepted_at = clock.now()
    fact = MemberInvitationAccepted(row.organisation_id, row.pk, member.pk)
    ledger.commit(rows=[row], facts=[fact], actor=member.viewer)
    letters.take_out(row.pk)
    return member
