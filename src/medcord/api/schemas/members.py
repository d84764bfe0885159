"""Members, their tokens, and the directory of parties."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from medcord.api.schemas.base import Given, Party, Time
from medcord.core.access import Scope
from medcord.parties.models import Token


class Me(BaseModel):
    """Who asks."""

    name: str
    party: Party


class TokenEntry(BaseModel):
    """A token of the member; its secret is not kept."""

    id: UUID
    label: str
    expires_at: Time
    revoked_at: Time | None
    scopes: list[Scope] | None = Field(description="what it is for; null: all that its member may do")
    used_on: date | None = Field(description="the day (UTC) on which it was last shown")

    @classmethod
    def of(cls, row: Token) -> TokenEntry:
        scopes = None if row.scopes is None else [Scope(one) for one in row.scopes]
        return cls(
            id=row.pk,
            label=row.label,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
            scopes=scopes,
            used_on=row.used_on,
        )


class NewToken(TokenEntry):
    """A token just made; the secret is shown once and never again."""

    secret: str


class TokenGiven(Given):
    """A token to make."""

    label: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    days: int = Field(90, ge=1, le=366)
    scopes: list[Scope] | None = Field(None, min_length=1, description="what it is for; left out: all I may do")
