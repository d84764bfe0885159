"""Running a party, for its administrators: members, invitations, tokens, profile, log, and who sees which case."""

from __future__ import annotations

from uuid import UUID

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas import party as shapes
from medcord.api.schemas.base import Key
from medcord.api.schemas.spills import DestroyGiven
from medcord.api.viewers import CASE_PARTIES, Asked, members
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.parties import actions, queries
from medcord.parties.queries import running

router = Subject(tags=["Party"])

EVERY_MEMBER = members()


@router.get("/party", auth=EVERY_MEMBER, response=shapes.Profile)
def profile(request: Asked) -> shapes.Profile:
    """What my party says of itself, and what its new members see."""
    running.read_party(request.auth)
    return shapes.Profile.of(queries.own_organisation(request.auth))


@router.put("/party", auth=EVERY_MEMBER, response=shapes.Profile)
def change_profile(request: Asked, given: shapes.ProfileGiven) -> shapes.Profile:
    """Change name, short name, mailbox, time zone and website."""
    seen = given.expected_version
    return shapes.Profile.of(actions.change_profile(given.words(), expected_version=seen, actor=request.auth))


@router.put("/party/default-access", auth=EVERY_MEMBER, response=shapes.Profile)
def default_access(request: Asked, given: shapes.DefaultGiven) -> shapes.Profile:
    """Say what new members see: all cases, or none until some are granted."""
    return shapes.Profile.of(actions.set_default_access(given.sees, actor=request.auth))


@router.get("/party/members", auth=EVERY_MEMBER, response=Page[shapes.MemberEntry])
def list_members(request: Asked, cut: CutQuery) -> Page[shapes.MemberEntry]:
    """Who acts for the party, active members first."""
    return page_of([one.member for one in running.colleagues(request.auth)], cut, shapes.MemberEntry.of)


@router.put("/party/members/{member}/role", auth=EVERY_MEMBER, response=shapes.MemberEntry)
def role(request: Asked, member: UUID, given: shapes.RoleGiven) -> shapes.MemberEntry:
    """Make a member an administrator, a member or a reader. The last administrator stays one."""
    return shapes.MemberEntry.of(actions.change_role(member, given.role, actor=request.auth))


@router.put("/party/members/{member}/access", auth=EVERY_MEMBER, response=shapes.MemberEntry)
def access(request: Asked, member: UUID, given: shapes.AccessGiven) -> shapes.MemberEntry:
    """Let a member see all cases of the party, or named ones only."""
    references = None if given.sees == "all" else given.cases
    return shapes.MemberEntry.of(cases.limit_member(member, references, actor=request.auth))


@router.post("/party/members/{member}/deactivation", auth=EVERY_MEMBER, response=shapes.MemberEntry)
def deactivate(request: Asked, member: UUID, given: shapes.ReasonGiven) -> shapes.MemberEntry:
    """Shut a member out: sessions, tokens and granted cases end; what was done stays."""
    found = running.member_for(request.auth, member)
    return shapes.MemberEntry.of(actions.deactivate_member(found, reason=given.reason, actor=request.auth))


@router.post("/party/members/{member}/reactivation", auth=EVERY_MEMBER, response=shapes.MemberEntry)
def reactivate(request: Asked, member: UUID, given: shapes.ReasonGiven) -> shapes.MemberEntry:
    """Let a member in again, as a plain member who sees what new members see."""
    return shapes.MemberEntry.of(actions.reactivate_member(member, reason=given.reason, actor=request.auth))


@router.post("/party/members/{member}/erasure", auth=EVERY_MEMBER, response=shapes.MemberEntry)
def erase(request: Asked, member: UUID, given: DestroyGiven) -> shapes.MemberEntry:
    """Destroy who a member was, and every way to sign in: what was done stays, by a former member. A legal hold on a
    case in which the member acted forbids it."""
    return shapes.MemberEntry.of(actions.erase_member(member, actor=request.auth, **dict(given)))


@router.get("/party/invitations", auth=EVERY_MEMBER, response=Page[shapes.InvitationEntry])
def invitations(request: Asked, cut: CutQuery) -> Page[shapes.InvitationEntry]:
    """People who were asked in and have not answered."""
    return page_of(running.invitations(request.auth), cut, shapes.InvitationEntry.of)


@router.post("/party/invitations", auth=EVERY_MEMBER, response={201: shapes.InvitationEntry})
def invite(request: Asked, given: shapes.InvitationGiven) -> shapes.InvitationEntry:
    """Ask a person in; a link that works once goes to the address."""
    row, _secret = actions.invite_member(given.email, level=given.role, actor=request.auth)
    return shapes.InvitationEntry.of(row)


@router.post("/party/invitations/{invitation}/withdrawal", auth=EVERY_MEMBER, response=shapes.InvitationEntry)
def withdraw(request: Asked, invitation: UUID) -> shapes.InvitationEntry:
    """Take a link back that nobody has accepted."""
    return shapes.InvitationEntry.of(actions.withdraw_invitation(invitation, actor=request.auth))


@router.get("/party/tokens", auth=EVERY_MEMBER, response=Page[shapes.PartyToken])
def tokens(request: Asked, cut: CutQuery) -> Page[shapes.PartyToken]:
    """Tokens of the party's members that work now, the first to expire first."""
    return page_of(running.tokens_of_party(request.auth), cut, shapes.PartyToken.of)


@router.post("/party/tokens/{token}/revocation", auth=EVERY_MEMBER, response=shapes.PartyToken)
def revoke(request: Asked, token: UUID) -> shapes.PartyToken:
    """End a token of a member at once."""
    return shapes.PartyToken.of(actions.revoke_token(token, actor=request.auth))


@router.get("/party/log", auth=EVERY_MEMBER, response=Page[shapes.LogLine])
def log(request: Asked, cut: CutQuery) -> Page[shapes.LogLine]:
    """What was done about members, tokens and the profile, newest first."""
    facts, reasons = running.log(request.auth), running.reasons_of_erasing(request.auth)
    return page_of(facts, cut, lambda fact: shapes.LogLine.of(fact, reasons))


@router.get("/cases/{reference}/people", auth=CASE_PARTIES, response=Page[shapes.Person])
def people(request: Asked, reference: Key, cut: CutQuery) -> Page[shapes.Person]:
    """Which active members of my party see a case."""
    return page_of(case_queries.our_people(request.auth, reference)[1], cut, shapes.Person.of)


@router.post("/cases/{reference}/people", auth=CASE_PARTIES, response=shapes.Person)
def grant(request: Asked, reference: Key, given: shapes.PersonGiven) -> shapes.Person:
    """Show a case to a member who is limited to named ones."""
    return shapes.Person.of((cases.show_case(reference, given.member, actor=request.auth), True))


@router.post("/cases/{reference}/people/{member}/withdrawal", auth=CASE_PARTIES, response=shapes.Person)
def hide(request: Asked, reference: Key, member: UUID) -> shapes.Person:
    """Hide a case from a member who is limited to named ones."""
    return shapes.Person.of((cases.hide_case(reference, member, actor=request.auth), False))
