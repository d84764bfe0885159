"""Readers for administrators: who acts for the party, who was asked to, its tokens, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from medcord.core.access import MemberItem, PartyItem, Permission, Viewer, ViewerKind, require
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import MemberRole
from medcord.gateways import clock
from medcord.ledger import destroying
from medcord.ledger.models import FactRow
from medcord.parties.models import Member, MemberInvitation, Organisation, Token
from medcord.parties.onetime import digest_of

MOST_SHOWN = 500
# What stands in the party's log. Who signed in when is a page of its own.
LOGGED = (
    "OrganisationRegistered", "MemberInvited", "MemberInvitationAccepted", "MemberInvitationWithdrawn", "MemberJoined",
    "MemberRoleChanged", "AdministratorNamed", "MemberLimited",
    "CaseGranted", "CaseWithdrawn", "MemberDeactivated", "MemberReactivated", "IdentityErased",
    "PartyProfileChanged", "DefaultAccessChanged", "TokenIssued", "TokenRevoked", "RiskMatrixSigned",
    "FacilityEventDeclared", "FacilityEventReported",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member as the party's administrators see it; of the last sign-in only the day."""

    member: Member
    last_day: date | None

    @property
    def is_administrator(self) -> bool:
        return self.member.level == MemberRole.ADMINISTRATOR.value


def administered(viewer: Viewer, permission: Permission = Permission.PARTY_ADMINISTER) -> UUID:
    """The party that the viewer administers. Raises NotFound for who has none, NotAllowed with the reason."""
    if viewer.party_id is None:
        raise NotFound("page")
    require(viewer, permission, PartyItem(viewer.party_id), "page")
    return viewer.party_id


def read_party(viewer: Viewer) -> UUID:
    """The same for looking only: what a token that reads may do too."""
    return administered(viewer, Permission.PARTY_MEMBERS_READ)


def colleagues(viewer: Viewer) -> list[Colleague]:
    """The members of the party, active ones first."""
    found = Member.objects.filter(organisation=read_party(viewer)).select_related("organisation")
    rows = sorted(found, key=lambda one: (not one.is_active, one.name.lower(), one.email))
    return [Colleague(one, one.last_login.date() if one.last_login else None) for one in rows]


def member_for(viewer: Viewer, member: UUID, *, lock: bool = False) -> Member:
    """A member on whom the viewer may act as an administrator. Raises NotFound for members of other parties."""
    found = Member.objects.select_related("organisation").filter(pk=member)
    if viewer.kind is ViewerKind.MEMBER:
        found = found.filter(organisation=viewer.party_id)
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    if row is None:
        raise NotFound("member")
    require(viewer, Permission.MEMBER_READ, MemberItem(row.pk, row.organisation_id), "member")
    wanted = Permission.PARTY_ADMINISTER if lock else Permission.PARTY_MEMBERS_READ
    require(viewer, wanted, PartyItem(row.organisation_id), "member")
    return row


def locked(party: UUID) -> Organisation:
    """A party whose row is locked: two administrators cannot take the office from each other at the same instant."""
    return Organisation.objects.select_for_update().get(pk=party)


def other_administrators(member: Member) -> int:
    """Active administrators of the member's party besides the member."""
    found = Member.objects.filter(organisation=member.organisation_id, level=MemberRole.ADMINISTRATOR.value)
    return found.filter(is_active=True).exclude(pk=member.pk).count()


def is_first(party: Organisation) -> bool:
    """Whether the party has no active member yet: the first one runs it."""
    return not Member.objects.filter(organisation=party, is_active=True).exists()


def who_sees(viewer: Viewer, case: UUID) -> list[tuple[Member, bool]]:
    """The active members of the party, and whether each may see a case that the party takes part in."""
    found = Member.objects.filter(organisation=read_party(viewer), is_active=True).order_by("name", "email")
    return [(one, one.every_case or str(case) in one.cases) for one in found]


def invitations(viewer: Viewer) -> list[MemberInvitation]:
    """People who were asked to act for the party and have not answered, newest first."""
    found = MemberInvitation.objects.filter(organisation=read_party(viewer), accepted_at=None, withdrawn_at=None)
    return list(found)


def invitation_for(viewer: Viewer, invitation: UUID) -> MemberInvitation:
    """One invitation of the party. Raises NotFound."""
    row = MemberInvitation.objects.filter(organisation=read_party(viewer), pk=invitation).first()
    if row is None:
        raise NotFound("invitation")
    return row


def invitation_by_secret(secret: str, *, lock: bool = False) -> MemberInvitation:
    """The invitation this opens. Unknown, used, withdrawn and old ones are all absent: NotFound."""
    found = MemberInvitation.objects.select_related("organisation").filter(
        digest=digest_of(secret), accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    )
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    if row is None:
        raise NotFound("page")
    return row


def tokens_of_party(viewer: Viewer) -> list[Token]:
    """Tokens of the party's members that still work, the first to expire first."""
    found = Token.objects.filter(member__organisation=read_party(viewer), revoked_at=None)
    return list(found.filter(expires_at__gt=clock.now()).select_related("member").order_by("expires_at"))


def live_tokens(member: Member) -> list[Token]:
    """A member's tokens that still work, for an action that ends them or a page that lists them."""
    found = Token.objects.filter(member=member, revoked_at=None, expires_at__gt=clock.now())
    return list(found.order_by("expires_at"))


def token_for(viewer: Viewer, token: UUID) -> Token:
    """A live token: one's own, or one of the party that the viewer administers. Raises NotFound."""
    row = Token.objects.select_related("member").filter(pk=token, revoked_at=None).first()
    if row is None or row.member.organisation_id != viewer.party_id:
        raise NotFound("token")
    if row.member_id != viewer.member_id and viewer.level is not MemberRole.ADMINISTRATOR:
        raise NotFound("token")
    return row


def log(viewer: Viewer) -> list[FactRow]:
    """What was done about members, tokens and the profile of the party, newest first."""
    party = read_party(viewer)
    found = FactRow.objects.filter(stream=f"organisation:{party}", kind__in=LOGGED)
    return list(found.order_by("-seq")[:MOST_SHOWN])


def reasons_of_erasing(viewer: Viewer) -> dict[UUID, str]:
    """Why members of the party were erased, by the member."""
    return destroying.reasons_for(f"organisation:{read_party(viewer)}", "member")
