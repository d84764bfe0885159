"""Who acts for a party."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import (
    Code,
    Fact,
    MemberDeactivated,
    MemberJoined,
    MemberReactivated,
    MemberRoleChanged,
    TokenRevoked,
)
from medcord.core.refusals import RuleRefusal
from medcord.core.vocabulary import MemberRole
from medcord.gateways import clock
from medcord.parties.actions.access import NAMED, spare_administrator
from medcord.parties.actions.factors import NO_PASSWORDS
from medcord.parties.actions.sessions import sessions_of
from medcord.parties.models import Member, Organisation
from medcord.parties.queries import running as queries
from medcord.parties.queries.signin import phishing_resistant_only


@ledger.action
def add_member(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    title: str = "",
    password: str | None = None,
    level: MemberRole = MemberRole.MEMBER,
    actor: Viewer,
) -> Member:
    """Add a person to an organisation; without a password they cannot sign in by one. The first one administers it;
    what the others see is as the party chose for new members."""
    runs = queries.is_first(organisation) or level is MemberRole.ADMINISTRATOR
    member = Member(email=email, name=name, title=title, organisation=organisation)
    member.level = MemberRole.ADMINISTRATOR.value if runs else level.value
    member.every_case = runs or organisation.default_access != NAMED
    if password is None:
        member.set_unusable_password()
    elif phishing_resistant_only():
        raise RuleRefusal(NO_PASSWORDS, code="no-passwords")
    else:
        member.set_password(password)
    facts: list[Fact] = [MemberJoined(organisation.id, member.id)]
    if member.level != MemberRole.MEMBER.value:
        facts.append(MemberRoleChanged(organisation.id, member.id, Code(MemberRole.MEMBER.value), Code(member.level)))
    ledger.commit(rows=[member], facts=facts, actor=actor)
    return member


@ledger.action
def deactivate_member(member: Member, *, reason: str, actor: Viewer) -> Member:
    """Shut a member out; sessions, tokens and granted cases end with it, and what it did stays. Raises RuleRefusal for
    one who is out already, and for the last administrator unless whoever runs the node does it."""
    row = queries.member_for(actor, member.pk, lock=True)
    queries.locked(row.organisation_id)
    if not row.is_active:
        raise RuleRefusal(f"{row.name} ({row.email}) is deactivated already. There is nothing left to do.")
    if actor.kind is not ViewerKind.SYSTEM:
        spare_administrator(row)
    facts: list[Fact] = [MemberDeactivated(row.organisation_id, row.id, ledger.seal(ledger.new_salt(), reason))]
    now, tokens = clock.now(), queries.live_tokens(row)
    for token in tokens:
        token.revoked_at = now
        facts.append(TokenRevoked(row.organisation_id, row.id, token.id))
    row.is_active, row.left_at, row.every_case, row.cases = False, now, False, []
    gone, ended = sessions_of(row, "deactivated")
    ledger.commit(rows=[row, *tokens], gone=gone, facts=[*facts, *ended], actor=actor)
    return row


@ledger.action
def reactivate_member(member: UUID, *, reason: str, actor: Viewer) -> Member:
    """Let a member in again, as a plain member who sees what new members see. Old sessions and tokens stay ended."""
    row = queries.member_for(actor, member, lock=True)
    if row.is_erased:
        raise RuleRefusal(
            "This member was erased: nobody can tell who it was, so nobody can be let in. Ask the person in anew.",
            code="erased",
        )
    if row.is_active:
        raise RuleRefusal(f"{row.name} is active. There is nothing to do.", code="no-change")
    digest = ledger.seal(ledger.new_salt(), reason)
    facts: list[Fact] = [MemberReactivated(row.organisation_id, row.pk, digest)]
    if row.level != MemberRole.MEMBER.value:
        facts.append(MemberRoleChanged(row.organisation_id, row.pk, Code(row.level), Code(MemberRole.MEMBER.value)))
    row.is_active, row.level, row.cases = True, MemberRole.MEMBER.value, []
    row.every_case = row.organisation.default_access != NAMED
    ledger.commit(rows=[row], facts=facts, actor=actor)
    return row
