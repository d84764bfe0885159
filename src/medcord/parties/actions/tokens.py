"""Secrets that a member's own programs show."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from medcord import ledger
from medcord.core.access import MemberItem, Permission, Scope, Viewer, require
from medcord.core.facts import TokenIssued, TokenRevoked, TokenUsed
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotFound
from medcord.gateways import clock
from medcord.parties.models import Token
from medcord.parties.onetime import digest_of, fresh
from medcord.parties.queries import running as queries

LONGEST_TOKEN_DAYS = 366


@ledger.action
def issue_token(*, label: str, days: int, scopes: Collection[Scope] | None = None, actor: Viewer) -> tuple[Token, str]:
    """Make a token for the actor's own programs; the secret is returned once and never again. ``scopes`` say what it
    is for; without them it may do what the member may do, and never more."""
    if actor.member_id is None or actor.party_id is None:
        raise NotFound("member")
    require(actor, Permission.MEMBER_SELF_WRITE, MemberItem(actor.member_id, actor.party_id), "member")
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise InputRefusal(
            f"A token lives between 1 and {LONGEST_TOKEN_DAYS} days; you asked for {days}. Choose again."
        )
    secret, expires = fresh("mc_"), clock.now() + timedelta(days=days)
    token = Token(member_id=actor.member_id, label=label[:80], digest=digest_of(secret), expires_at=expires)
    token.scopes = None if scopes is None else sorted(one.value for one in scopes)
    ledger.commit(rows=[token], facts=[TokenIssued(actor.party_id, actor.member_id, token.id, expires)], actor=actor)
    return token, secret


@ledger.action
def revoke_token(token_id: UUID, *, actor: Viewer) -> Token:
    """End a token at once: one's own, or as an administrator one of a member of the party."""
    token = queries.token_for(actor, token_id)
    if token.member_id == actor.member_id:
        item = MemberItem(token.member_id, token.member.organisation_id)
        require(actor, Permission.MEMBER_SELF_WRITE, item, "token")
    else:
        queries.administered(actor)
    token.revoked_at = clock.now()
    fact = TokenRevoked(token.member.organisation_id, token.member_id, token.id)
    ledger.commit(rows=[token], facts=[fact], actor=actor)
    return token


def note_use(token: Token) -> None:
    """Keep the day on which a token is shown: one fact a day, whatever its program asks for."""
    if token.used_on == clock.now().date():
        return
    try:
        _note(token)
    except EditedMeanwhile:  # another request of the same program noted the day at the same instant
        token.used_on = clock.now().date()


@ledger.action
def _note(token: Token) -> None:
    token.used_on = clock.now().date()
    fact = TokenUsed(token.member.organisation_id, token.member_id, token.id)
    ledger.commit(rows=[token], facts=[fact], actor=token.viewer)
