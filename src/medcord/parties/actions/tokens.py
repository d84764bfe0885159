"""Secrets that a member's own programs show."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.facts import TokenIssued, TokenRevoked
from medcord.core.refusals import InputRefusal, NotFound
from medcord.gateways import clock
from medcord.parties.models import Token

LONGEST_TOKEN_DAYS = 366


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
