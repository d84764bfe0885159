"""Who a member is at an OIDC provider."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.core.access import Permission, Viewer
from medcord.core.facts import IdentityLinked, IdentityUnlinked
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.gateways import clock
from medcord.parties.models import Identity, Member
from medcord.parties.queries import signin as queries


@ledger.action
def link_identity(issuer: str, subject: str, *, actor: Viewer) -> Identity:
    """The actor, who is signed in by another way, is the one the provider calls ``subject``."""
    return _link(queries.own_member(actor), issuer, subject, actor)


@ledger.action
def register_identity(member: UUID, issuer: str, subject: str, *, actor: Viewer) -> Identity:
    """An administrator says under which subject a new colleague will come; only for one who has no way to sign in yet,
    because whoever names a subject can choose who comes in as this member."""
    found = queries.member_for(actor, member, Permission.MEMBER_RECOVER)
    ways = queries.ways_of(found)
    if ways.whole or found.last_login is not None:
        raise RuleRefusal(
            f"{found.name} can sign in already and links the account there alone, on the page “My sign-in”.",
            code="has-a-way-in",
        )
    if not subject.strip():
        raise InputRefusal("Give the subject that the provider has for this person.", fields={"field": "subject"})
    return _link(found, issuer, subject.strip(), actor)


def _link(member: Member, issuer: str, subject: str, actor: Viewer) -> Identity:
    if len(subject) > 255:
        raise InputRefusal("A subject has at most 255 characters. Check what was given.", fields={"field": "subject"})
    if Identity.objects.filter(issuer=issuer, subject=subject).exists():
        raise RuleRefusal(
            "This account at the provider is linked to a member already. Sign out there, choose your own account, and "
            "link again; if it is yours, sign in with it.",
            code="identity-taken",
        )
    row = Identity(member=member, issuer=issuer, subject=subject, linked_at=clock.now())
    ledger.commit(rows=[row], facts=[IdentityLinked(member.organisation_id, member.id, row.id)], actor=actor)
    return row


@ledger.action
def unlink_identity(identity: UUID, *, actor: Viewer) -> None:
    """End a link of the actor's own, unless it is the last way in."""
    member = queries.own_member(actor)
    found = Identity.objects.filter(pk=identity, member=member)
    row = found.first()
    if row is None:
        raise NotFound("link")
    if queries.ways_of(member).whole == 1:
        raise RuleRefusal(
            "This is your last way to sign in, and without it you would be locked out. Set up another first: a passkey "
            "or, where the node takes them, a password.",
            code="last-way-in",
        )
    fact = IdentityUnlinked(member.organisation_id, member.id, row.id)
    ledger.commit(gone=[found], facts=[fact], actor=actor)
