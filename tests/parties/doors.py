"""What stories of sign-in share: a browser's way in, and whose facts were left."""

from __future__ import annotations

from typing import Any

from django.test import Client

from medcord.ledger.models import FactRow
from medcord.parties import actions, authenticators
from medcord.parties.models import Member
from tests.cast import PASSWORD
from tests.parties.codes import totp_now


def knock(member: Member, password: str = PASSWORD, *, client: Client | None = None, to: str = "/sign-in") -> Any:
    """Send the sign-in form."""
    return (client or Client()).post(to, {"email": member.email, "password": password})


def is_in(client: Client) -> bool:
    """Whether this browser is a member's."""
    return "_auth_user_id" in client.session


def generator_of(member: Member) -> str:
    """Give the member a code generator; its secret. The code that set it up belongs to an earlier moment."""
    secret = authenticators.new_totp_secret()
    actions.add_totp(secret, totp_now(secret, steps=-1), actor=member.viewer)
    return secret


def facts(kind: str) -> list[FactRow]:
    return list(FactRow.objects.filter(kind=kind).order_by("at", "seq"))
