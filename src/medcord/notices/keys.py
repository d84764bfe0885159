"""The secret of a webhook: random, shown once, kept encrypted by a key that comes from the node's own secret."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings

from medcord.gateways import secrets as sealed
from medcord.notices.models import Webhook

PURPOSE = "webhook"


def new_secret() -> str:
    """256 random bits, with a prefix by which a scanner of leaked secrets knows it."""
    return f"mcwh_{secrets.token_urlsafe(32)}"


def keep(row: Webhook, secret: str) -> str:
    """The secret as it is kept in this row."""
    return sealed.lock(secret, node_secret=settings.SECRET_KEY, purpose=PURPOSE, about=str(row.pk))


def signing(row: Webhook, now: datetime) -> list[str]:
    """The secrets that sign now: the present one, and for a while the one before. Raises Unreadable."""
    kept = [row.secret]
    if row.secret_before and row.before_until is not None and now < row.before_until:
        kept.append(row.secret_before)
    return [sealed.unlock(one, node_secret=settings.SECRET_KEY, purpose=PURPOSE, about=str(row.pk)) for one in kept]
