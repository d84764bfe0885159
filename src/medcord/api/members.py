"""Who asks, the directory of parties, and the member's tokens."""

from __future__ import annotations

from uuid import UUID

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas import members as shapes
from medcord.api.schemas.base import Party
from medcord.api.viewers import Asked, MemberSessionOnly, members
from medcord.core.vocabulary import Role
from medcord.parties import actions, queries
from medcord.parties.models import Organisation

router = Subject(tags=["Members"])

EVERY_MEMBER = members()
BY_SESSION = [MemberSessionOnly()]


def _party(row: Organisation) -> Party:
    return Party(id=row.pk, name=row.name, role=row.role)


@router.get("/me", auth=EVERY_MEMBER, response=shapes.Me)
def me(request: Asked) -> shapes.Me:
    """Who I am, and for which party I act."""
    member = request.auth.member_id
    name = queries.member_names([member])[member] if member else ""
    return shapes.Me(name=name, party=_party(queries.own_organisation(request.auth)))


@router.get("/parties", auth=EVERY_MEMBER, response=Page[Party])
def directory(request: Asked, cut: CutQuery, role: Role | None = None) -> Page[Party]:
    """Parties of this node, by name."""
    return page_of(queries.directory(request.auth, role=role), cut, _party)


@router.get("/tokens", auth=EVERY_MEMBER, response=Page[shapes.TokenEntry])
def tokens(request: Asked, cut: CutQuery) -> Page[shapes.TokenEntry]:
    """My tokens, the first to expire first."""
    return page_of(queries.tokens_of(request.auth), cut, shapes.TokenEntry.of)


@router.post("/tokens", auth=BY_SESSION, response={201: shapes.NewToken})
def make_token(request: Asked, given: shapes.TokenGiven) -> shapes.NewToken:
    """Make a token for a program of mine, by the web session: a token does not make others."""
    token, secret = actions.issue_token(label=given.label, days=given.days, scopes=given.scopes, actor=request.auth)
    return shapes.NewToken(**dict(shapes.TokenEntry.of(token)), secret=secret)


@router.post("/tokens/{token}/revoke", auth=EVERY_MEMBER, response=shapes.TokenEntry)
def revoke_token(request: Asked, token: UUID) -> shapes.TokenEntry:
    """End one of my tokens at once."""
    return shapes.TokenEntry.of(actions.revoke_token(token, actor=request.auth))
