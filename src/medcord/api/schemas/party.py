"""Running a party: members, invitations, tokens, profile and log."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from medcord.api.schemas.base import Given, Key, Line, Time, Version
from medcord.core.access import Scope
from medcord.core.vocabulary import MemberRole, Role
from medcord.ledger.models import FactRow
from medcord.parties.actions import ProfileWords
from medcord.parties.actions.organisations import MOST_TO_ACKNOWLEDGE
from medcord.parties.models import Member, MemberInvitation, Organisation, Token

Reach = Literal["all", "named"]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class Profile(BaseModel):
    """What a party says of itself, and what its new members see."""

    name: str
    short_name: str
    role: Role
    time_zone: str
    address: str
    website: str
    acknowledges: int | None = Field(description="work days in which it acknowledges a report, as it declares")
    new_members_see: Reach
    version: int

    @classmethod
    def of(cls, row: Organisation) -> Profile:
        return cls(
            name=row.name,
            short_name=row.short_name,
            role=Role(row.role),
            time_zone=row.time_zone,
            address=row.address,
            website=row.website,
            acknowledges=row.acknowledges,
            new_members_see="all" if row.default_access == "all" else "named",
            version=row.version,
        )


class ProfileGiven(Given):
    """A whole profile; what is left out becomes empty."""

    name: Line
    short_name: Annotated[str, StringConstraints(max_length=40)]
    time_zone: Annotated[str, StringConstraints(max_length=40)] = "UTC"
    address: Annotated[str, StringConstraints(max_length=254)] = ""
    website: Annotated[str, StringConstraints(max_length=200)] = ""
    acknowledges: Annotated[int, Field(ge=1, le=MOST_TO_ACKNOWLEDGE)] | None = None
    expected_version: Version | None = None

    def words(self) -> ProfileWords:
        """What the verb wants."""
        return ProfileWords(self.name, self.short_name, self.time_zone, self.address, self.website, self.acknowledges)


class MemberEntry(BaseModel):
    """A member of the party. ``cases``: how many named cases a limited one sees."""

    id: UUID
    name: str
    email: str
    title: str
    role: MemberRole
    active: bool
    sees: Reach
    cases: int
    last_signed_in: date | None

    @classmethod
    def of(cls, row: Member) -> MemberEntry:
        return cls(
            id=row.pk,
            name=row.name,
            email=row.email,
            title=row.title,
            role=MemberRole(row.level),
            active=row.is_active,
            sees="all" if row.every_case else "named",
            cases=len(row.cases),
            last_signed_in=row.last_login.date() if row.last_login else None,
        )


class InvitationEntry(BaseModel):
    """A person who was asked in and has not answered; the link itself goes by mail only."""

    id: UUID
    email: str
    role: MemberRole
    made_at: Time
    expires_at: Time

    @classmethod
    def of(cls, row: MemberInvitation) -> InvitationEntry:
        return cls(
            id=row.pk, email=row.email, role=MemberRole(row.level), made_at=row.made_at, expires_at=row.expires_at
        )


class InvitationGiven(Given):
    """Whom to ask in."""

    email: Annotated[str, StringConstraints(min_length=3, max_length=254)]
    role: MemberRole = MemberRole.MEMBER


class RoleGiven(Given):
    """What a member is from now on."""

    role: MemberRole


class AccessGiven(Given):
    """Which cases a member sees: all of the party's, or those with these references only."""

    sees: Reach
    cases: list[Key] = Field(default_factory=list, max_length=1000)


class ReasonGiven(Given):
    """Why. The ledger keeps a digest of it."""

    reason: Reason


class DefaultGiven(Given):
    """What new members see."""

    sees: Reach


class PartyToken(BaseModel):
    """A token of a member of the party that works now."""

    id: UUID
    label: str
    member: UUID
    member_name: str
    scopes: list[Scope] | None
    used_on: date | None
    expires_at: Time

    @classmethod
    def of(cls, row: Token) -> PartyToken:
        return cls(
            id=row.pk,
            label=row.label,
            member=row.member_id,
            member_name=row.member.name,
            scopes=None if row.scopes is None else [Scope(one) for one in row.scopes],
            used_on=row.used_on,
            expires_at=row.expires_at,
        )


class LogLine(BaseModel):
    """What was done, by whom and to whom. ``said`` is the fact's own word: a role, or all or named. ``reason``: why a
    member was erased; of other reasons medcord keeps a digest only."""

    at: Time
    kind: str
    actor: UUID | None
    member: UUID | None
    said: str
    reason: str

    @classmethod
    def of(cls, fact: FactRow, reasons: dict[UUID, str]) -> LogLine:
        data = fact.data
        said = data.get("after") or data.get("level") or data.get("reach") or ""
        why = reasons.get(UUID(data["member"]), "") if fact.kind == "IdentityErased" else ""
        member = data.get("member")
        return cls(at=fact.at, kind=fact.kind, actor=fact.actor, member=member, said=str(said), reason=why)


class Person(BaseModel):
    """A member of one's own party, and whether a case is open to them."""

    id: UUID
    name: str
    role: MemberRole
    sees: bool

    @classmethod
    def of(cls, pair: tuple[Member, bool]) -> Person:
        row, sees = pair
        return cls(id=row.pk, name=row.name, role=MemberRole(row.level), sees=sees)


class PersonGiven(Given):
    """Who is to see the case."""

    member: UUID
