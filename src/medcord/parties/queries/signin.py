"""Readers of sign-in: ways to sign in, sessions, ways back in, and who signed in when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from allauth.mfa.models import Authenticator
from django.conf import settings

from medcord.core.access import MemberItem, PartyItem, Permission, Viewer, ViewerKind, require
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import MemberRole
from medcord.gateways import clock
from medcord.ledger.models import FactRow
from medcord.parties.authenticators import PASSKEY, RECOVERY_CODES, TOTP
from medcord.parties.models import Identity, Member, RecoveryLink, WebSession

MOST_SHOWN = 200
SECOND_FACTORS = (TOTP, PASSKEY)
KINDS = (
    "MemberSignedIn", "MemberConfirmed", "MemberSignedOut", "SignInRefused", "FactorAdded", "FactorRemoved",
    "RecoveryCodeUsed", "RecoveryLinkIssued", "RecoveryLinkConfirmed", "RecoveryLinkWithdrawn", "RecoveryLinkUsed",
    "SessionsEnded", "IdentityLinked", "IdentityUnlinked", "AdministratorNamed", "MemberRoleChanged",
    "SecondFactorRuleSet",
)  # fmt: skip


def phishing_resistant_only() -> bool:
    """Whether passwords and codes are refused on this node."""
    return bool(settings.MEDCORD_SIGN_IN == "phishing-resistant")


def newcomer(invitation: UUID) -> UUID:
    """The id of the member that somebody will be who accepts this invitation: a passkey is made for an id, before."""
    return uuid5(invitation, "member")


@dataclass(frozen=True, slots=True)
class Ways:
    """How a member can sign in."""

    password: bool
    totp: Authenticator | None
    passkeys: tuple[Authenticator, ...]
    identities: tuple[Identity, ...]
    codes_left: int

    @property
    def second_factor(self) -> bool:
        return self.totp is not None or bool(self.passkeys)

    @property
    def whole(self) -> int:
        """Ways that open the door by themselves under this node's rule."""
        password = self.password and not phishing_resistant_only()
        return int(password) + len(self.passkeys) + len(self.identities)


def ways_of(member: Member) -> Ways:
    """Every way of one member, for the member and for verbs that must not take the last one away."""
    rows = list(Authenticator.objects.filter(user=member).order_by("created_at"))
    codes = next((row for row in rows if row.type == RECOVERY_CODES), None)
    return Ways(
        password=member.has_usable_password(),
        totp=next((row for row in rows if row.type == TOTP), None),
        passkeys=tuple(row for row in rows if row.type == PASSKEY),
        identities=tuple(Identity.objects.filter(member=member)),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
    )


def has_second_factor(member: Member) -> bool:
    """Whether a password alone is not enough for this member."""
    return bool(Authenticator.objects.filter(user=member, type__in=SECOND_FACTORS).exists())


def must_enrol(member: Member) -> bool:
    """Whether the member's party asks for a second factor, the time to set one up is over, and there is none."""
    party = member.organisation
    if not party.needs_second_factor or (party.second_factor_due and party.second_factor_due > clock.now()):
        return False
    return not has_second_factor(member) and not Identity.objects.filter(member=member).exists()


def own_member(viewer: Viewer) -> Member:
    """The viewer's own account. Raises NotFound for who has none."""
    found = active_member(viewer.member_id)
    if viewer.kind is not ViewerKind.MEMBER or found is None:
        raise NotFound("member")
    return found


def active_member(member: UUID | str | None) -> Member | None:
    """Who began to sign in and is to show a second factor; None when shut out meanwhile."""
    return Member.objects.select_related("organisation").filter(pk=member, is_active=True).first() if member else None


def member_for(viewer: Viewer, member: UUID, permission: Permission) -> Member:
    """A colleague on whom this may be done. Raises NotFound or NotAllowed."""
    found = Member.objects.select_related("organisation").filter(pk=member, is_active=True).first()
    if found is None:
        raise NotFound("member")
    require(viewer, permission, MemberItem(found.pk, found.organisation_id), "member")
    return found


def member_at(issuer: str, subject: str) -> Member | None:
    """The active member whom this provider knows by this subject; nobody by any other word of the provider."""
    found = (
        Identity.objects.select_related("member__organisation")
        .filter(issuer=issuer, subject=subject, member__is_active=True)
        .first()
    )
    return found.member if found else None


def sessions_of(viewer: Viewer) -> list[WebSession]:
    """The viewer's own open sessions, newest first."""
    if viewer.member_id is None:
        return []
    return list(
        WebSession.objects.filter(member=viewer.member_id, expire_date__gt=clock.of_machine()).order_by("-began_at")
    )


def link_by_secret(secret: str) -> RecoveryLink | None:
    """The way back that this secret opens now: neither used, withdrawn nor expired, and confirmed where it must be."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    found = (
        RecoveryLink.objects.select_related("member__organisation")
        .filter(digest=digest, ended_at=None, expires_at__gt=clock.now(), member__is_active=True)
        .first()
    )
    ready = found is not None and (not found.second_pair_of_eyes or found.confirmed_by_id is not None)
    return found if ready else None


def open_links(member: Member) -> list[RecoveryLink]:
    """Ways back that wait to be used, for the member itself."""
    return list(RecoveryLink.objects.filter(member=member, ended_at=None, expires_at__gt=clock.now()))


def links_to_confirm(viewer: Viewer) -> list[RecoveryLink]:
    """Ways back for colleagues that wait for a second administrator, who is neither issuer nor the one meant."""
    found = RecoveryLink.objects.select_related("member", "issued_by").filter(
        member__organisation=viewer.party_id, ended_at=None, expires_at__gt=clock.now(), second_pair_of_eyes=True
    )
    return list(found.filter(confirmed_by=None).exclude(issued_by=viewer.member_id).exclude(member=viewer.member_id))


def other_administrators(member: Member, *without: UUID | None) -> int:
    """Active administrators of the member's party, apart from it and these."""
    administrators = Member.objects.filter(level=MemberRole.ADMINISTRATOR.value, is_active=True)
    others = administrators.filter(organisation=member.organisation_id)
    return others.exclude(pk__in=[member.pk, *filter(None, without)]).count()


def is_last_administrator(member: Member) -> bool:
    """Whether nobody else of the party could help this member back in."""
    return member.administers and other_administrators(member) == 0


def own_history(viewer: Viewer) -> list[FactRow]:
    """What happened at the viewer's own sign-in, newest first."""
    if viewer.member_id is None:
        return []
    return [fact for fact in _history(viewer.party_id) if fact.data.get("member") == str(viewer.member_id)]


def party_history(viewer: Viewer) -> list[FactRow]:
    """What happened at the sign-in of the viewer's party, for its administrators."""
    if viewer.party_id is None:
        raise NotFound
    require(viewer, Permission.PARTY_SIGNINS_READ, PartyItem(viewer.party_id))
    return _history(viewer.party_id)[:MOST_SHOWN]


def _history(party: UUID | None) -> list[FactRow]:
    since = clock.now() - timedelta(days=90)
    found = FactRow.objects.filter(stream=f"organisation:{party}", kind__in=KINDS, at__gte=since)
    return list(found.order_by("-seq")[: MOST_SHOWN * 5])


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member as the party's administrators see its sign-in: by which kinds of way, and since when not."""

    member: Member
    ways: Ways
    last: datetime | None


def colleagues(viewer: Viewer) -> list[Colleague]:
    """The active members of the viewer's party with their ways to sign in, for its administrators."""
    history = party_history(viewer)
    last = {fact.data["member"]: fact.at for fact in reversed(history) if fact.kind == "MemberSignedIn"}
    found = Member.objects.filter(organisation=viewer.party_id, is_active=True).order_by("name")
    return [Colleague(one, ways_of(one), last.get(str(one.pk))) for one in found]
