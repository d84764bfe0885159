"""A way back in for a member who lost every other one."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from medcord import ledger
from medcord.core.access import MemberItem, Permission, Viewer, ViewerKind, may
from medcord.core.facts import (
    Code,
    Fact,
    FactorAdded,
    FactorRemoved,
    IdentityUnlinked,
    RecoveryLinkConfirmed,
    RecoveryLinkIssued,
    RecoveryLinkUsed,
    RecoveryLinkWithdrawn,
    TokenRevoked,
)
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.gateways import clock
from medcord.parties.actions.factors import FACTS, accept_password, passkey_row
from medcord.parties.actions.sessions import sessions_of
from medcord.parties.models import Identity, Member, RecoveryLink, Token
from medcord.parties.queries import signin as queries

LIFE = timedelta(hours=24)

NOT_VALID = (
    "This link opens nothing (any more): it was used, withdrawn, replaced by a newer one, has expired, or still waits "
    "for a second administrator. Ask whoever gave it to you for a new one."
)


@ledger.action
def issue_recovery(member: UUID, *, reason: str, actor: Viewer) -> tuple[RecoveryLink, str]:
    """A link that lets a colleague set up sign-in anew; the secret is returned once. Open sessions end at once. Where
    the party has another administrator, that one must confirm before the link opens anything."""
    found = queries.member_for(actor, member, Permission.MEMBER_RECOVER)
    if not reason.strip():
        raise InputRefusal(
            "Say why the way back is needed; the ledger keeps a digest of it.", fields={"field": "reason"}
        )
    Member.objects.select_for_update().get(pk=found.pk)
    secret = secrets.token_urlsafe(32)
    eyes = actor.kind is ViewerKind.MEMBER and queries.other_administrators(found, actor.member_id) > 0
    link = RecoveryLink(
        member=found,
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        expires_at=clock.now() + LIFE,
        issued_by_id=actor.member_id,
        second_pair_of_eyes=eyes,
    )
    older = [_ended(one) for one in queries.open_links(found)]
    digest = ledger.seal(ledger.new_salt(), reason)
    issued = RecoveryLinkIssued(
        found.organisation_id, found.id, link.id, actor.member_id, link.expires_at, eyes, digest
    )
    gone, ended = sessions_of(found, "recovery")
    withdrawn = [RecoveryLinkWithdrawn(found.organisation_id, found.id, one.id) for one in older]
    ledger.commit(rows=[link, *older], gone=gone, facts=[*withdrawn, issued, *ended], actor=actor)
    return link, secret


@ledger.action
def confirm_recovery(link: UUID, *, actor: Viewer) -> RecoveryLink:
    """A second administrator, neither the issuer nor the one meant, agrees."""
    row = next((one for one in queries.links_to_confirm(actor) if one.pk == link), None)
    if row is None or not _may_help(row, actor):
        raise NotFound("link")
    row.confirmed_by_id = actor.member_id
    fact = RecoveryLinkConfirmed(row.member.organisation_id, row.member_id, row.id)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def withdraw_recovery(link: UUID, *, actor: Viewer) -> RecoveryLink:
    """The member itself did not ask for it, or an administrator sees a mistake."""
    row = RecoveryLink.objects.select_related("member__organisation").filter(pk=link, ended_at=None).first()
    if row is None or (row.member_id != actor.member_id and not _may_help(row, actor)):
        raise NotFound("link")
    fact = RecoveryLinkWithdrawn(row.member.organisation_id, row.member_id, row.id)
    ledger.commit(rows=[_ended(row)], facts=[fact], actor=actor)
    return row


def _may_help(row: RecoveryLink, actor: Viewer) -> bool:
    item = MemberItem(row.member_id, row.member.organisation_id)
    return may(actor, Permission.MEMBER_RECOVER, item).allowed


def _ended(row: RecoveryLink) -> RecoveryLink:
    row.ended_at = clock.now()
    return row


@ledger.action
def use_recovery(secret: str, *, password: str = "", passkey: dict[str, Any] | None = None) -> Member:
    """Set sign-in up anew, by a password or by a passkey whose ceremony went well. Everything older ends: passkeys,
    codes, links to providers, sessions, tokens. Raises RuleRefusal with one sentence for whatever opens nothing."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    # why locked: of two at the same instant one comes in and the other is told that the link is used
    RecoveryLink.objects.select_for_update().filter(digest=digest).first()
    link = queries.link_by_secret(secret)
    if link is None:
        raise RuleRefusal(NOT_VALID, code="no-way-back")
    member = Member.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=link.member_id)
    gone, facts = _everything_of(member)
    if passkey is None:
        accept_password(member, password)
    else:
        member.set_unusable_password()
    way = Code("password" if passkey is None else "passkey")
    tokens = list(Token.objects.filter(member=member, revoked_at=None))
    for token in tokens:
        token.revoked_at = clock.now()
    used = RecoveryLinkUsed(member.organisation_id, member.id, link.id)
    revoked = [TokenRevoked(member.organisation_id, member.id, token.id) for token in tokens]
    ledger.commit(rows=[_ended(link), member, *tokens], gone=gone, facts=[used, *facts, *revoked], actor=member.viewer)
    # A second time, because the first deletes every passkey there is.
    rows = [] if passkey is None else [passkey_row(member, "Passkey", passkey)]
    ledger.commit(rows=rows, facts=[FactorAdded(member.organisation_id, member.id, way)], actor=member.viewer)
    return member


def _everything_of(member: Member) -> tuple[list[QuerySet[Any]], list[Fact]]:
    factors = Authenticator.objects.filter(user=member)
    identities = Identity.objects.filter(member=member)
    facts: list[Fact] = [FactorRemoved(member.organisation_id, member.id, Code(FACTS[row.type])) for row in factors]
    facts += [IdentityUnlinked(member.organisation_id, member.id, row.id) for row in identities]
    gone, ended = sessions_of(member, "recovery")
    return [factors, identities, *gone], [*facts, *ended]
