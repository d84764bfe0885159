"""Readers of parties. Names of organisations in the directory are open to members; members' addresses are not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from medcord.core.access import Viewer, ViewerKind
from medcord.core.declarations.discretion import NOT_CHOSEN, zone_of
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.parties.models import Member, Organisation, Token


def directory(viewer: Viewer, *, role: Role | None = None) -> list[Organisation]:
    """Organisations by name, for signed-in members and the node itself; nobody else sees any (policy 33)."""
    if viewer.kind not in (ViewerKind.MEMBER, ViewerKind.SYSTEM) or not viewer.active:
        return []
    found = Organisation.objects.all() if role is None else Organisation.objects.filter(role=role.value)
    # One that was asked in by link stands here from the day it accepts.
    return list((found if viewer.kind is ViewerKind.SYSTEM else found.filter(listed=True)).order_by("name"))


def members_of(viewer: Viewer, party: UUID | None = None) -> list[Member]:
    """Members by party and name, of one party or all: the node itself reads every one, a member its own party's."""
    if viewer.kind not in (ViewerKind.MEMBER, ViewerKind.SYSTEM) or not viewer.active:
        return []
    found = Member.objects.select_related("organisation").order_by("organisation__name", "name", "email")
    if viewer.kind is ViewerKind.MEMBER:
        found = found.filter(organisation=viewer.party_id)
    return list(found if party is None else found.filter(organisation=party))


def organisation_for(viewer: Viewer, organisation: UUID | str) -> Organisation:
    """One organisation of the directory. Raises NotFound."""
    if viewer.kind is ViewerKind.MEMBER and viewer.active:
        found = Organisation.objects.filter(pk=organisation).first()
        if found is not None:
            return found
    raise NotFound("organisation")


def own_organisation(viewer: Viewer) -> Organisation:
    """The viewer's own organisation. Raises NotFound for those who have none."""
    if viewer.party_id is None:
        raise NotFound("organisation")
    return organisation_for(viewer, viewer.party_id)


def names(parties: Iterable[UUID]) -> dict[UUID, str]:
    """Names for parties whose ids the caller was allowed to read."""
    return dict(Organisation.objects.filter(pk__in=set(parties)).values_list("pk", "name"))


def roles(parties: Iterable[UUID]) -> dict[UUID, Role]:
    """What these parties are."""
    found = Organisation.objects.filter(pk__in=list(parties)).values_list("pk", "role")
    return {pk: Role(role) for pk, role in found}


def member_names(members: Iterable[UUID]) -> dict[UUID, str]:
    """Names for members whose ids the caller was allowed to read."""
    return dict(Member.objects.filter(pk__in=set(members)).values_list("pk", "name"))


def member_name(member: UUID | None) -> str:
    """The name of one member whose id the caller was allowed to read."""
    return (member_names([member]).get(member) if member else None) or "somebody whose name is not known any more"


def heads(parties: Iterable[UUID], case: UUID) -> dict[UUID, int]:
    """How many active members of each of these parties may see a case that their party takes part in (35)."""
    found: dict[UUID, int] = {}
    active = Member.objects.filter(organisation__in=list(parties), is_active=True)
    for party, every_case, named in active.values_list("organisation", "every_case", "cases"):
        if every_case or str(case) in named:
            found[party] = found.get(party, 0) + 1
    return found


def people(viewer: Viewer, authors: Iterable[UUID]) -> list[Member]:
    """Active members whom a viewer knows by name: its own party's, and these authors of what it reads."""
    if viewer.kind is not ViewerKind.MEMBER or not viewer.active:
        return []
    known = Q(organisation=viewer.party_id) | Q(pk__in=list(authors))
    return list(Member.objects.filter(known, is_active=True).select_related("organisation").order_by("name"))


def active_members(parties: Iterable[UUID]) -> list[Member]:
    """Active members of these parties, for an action that names some of them by address."""
    return list(Member.objects.filter(organisation__in=list(parties), is_active=True))


def the_coordinator() -> Organisation | None:
    """The coordinator of this node: the one whose policy and address stand on the public pages."""
    return Organisation.objects.filter(role=Role.COORDINATOR.value).order_by("name").first()


def the_regulator() -> Organisation | None:
    """The health regulator of this node."""
    return Organisation.objects.filter(role=Role.REGULATOR.value).order_by("name").first()


def active_member_at(email: str) -> Member | None:
    """The active member with this address, for whoever runs the node and acts for a named one."""
    found = Member.objects.filter(email__iexact=email.strip(), is_active=True)
    return found.select_related("organisation").first()


class Living(NamedTuple):
    """What clocks look at of a party: where it lives, and within how many work days it acknowledges a report."""

    party: UUID
    role: str
    zone: str
    acknowledges: int | None


def where_all_live() -> list[Living]:
    """Each party, for the worker: clocks count days where their holder lives."""
    found = Organisation.objects.order_by("name").values_list("pk", "role", "time_zone", "acknowledges")
    return [Living(*row) for row in found]


def work_zone(party: UUID) -> str:
    """Where a party counts its work days: its own zone, or where the law and the agreement were made if it chose
    none."""
    own = Organisation.objects.filter(pk=party).values_list("time_zone", flat=True).first()
    return str(zone_of(own or NOT_CHOSEN))


def post_of(parties: Iterable[UUID]) -> tuple[dict[UUID, Organisation], list[Member]]:
    """Where notices to these parties go, for the worker: the parties with their mailboxes, and their active members."""
    wanted = set(parties)
    members = Member.objects.filter(organisation__in=wanted, is_active=True).select_related("organisation")
    return {row.pk: row for row in Organisation.objects.filter(pk__in=wanted)}, list(members.order_by("email"))


def token_by_secret(secret: str) -> Token | None:
    """The live token that this is, of an active member; its ``viewer`` is who asks."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    return (
        Token.objects.filter(digest=digest, revoked_at=None, expires_at__gt=clock.now(), member__is_active=True)
        .select_related("member__organisation")
        .first()
    )


def tokens_of(viewer: Viewer) -> list[Token]:
    """The viewer's own tokens, newest last."""
    return list(Token.objects.filter(member=viewer.member_id).order_by("expires_at")) if viewer.member_id else []


def demo_cast() -> list[Member]:
    """Members of this node with their organisations, for the demo's sign-in page only."""
    return list(Member.objects.filter(is_active=True).select_related("organisation").order_by("organisation__role"))
