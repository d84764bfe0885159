"""Who acts for a party."""

from __future__ import annotations

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.facts import MemberDeactivated, MemberJoined
from medcord.core.refusals import RuleRefusal
from medcord.core.vocabulary import MemberRole
from medcord.parties.actions.factors import NO_PASSWORDS
from medcord.parties.actions.sessions import sessions_of
from medcord.parties.models import Member, Organisation
from medcord.parties.queries.signin import phishing_resistant_only


@ledger.action
def add_member(
    organisation: Organisation, *, email: str, name: str, title: str = "", password: str | None = None, actor: Viewer
) -> Member:
    """Add a person to an organisation; without a password they cannot sign in by one. The first member of a party
    administers it."""
    first = not Member.objects.filter(organisation=organisation, is_active=True).exists()
    level = MemberRole.ADMINISTRATOR if first else MemberRole.MEMBER
    member = Member(email=email, name=name, title=title, organisation=organisation, level=level.value)
    if password is None:
        member.set_unusable_password()
    elif phishing_resistant_only():
        raise RuleRefusal(NO_PASSWORDS, code="no-passwords")
    else:
        member.set_password(password)
    ledger.commit(rows=[member], facts=[MemberJoined(organisation.id, member.id)], actor=actor)
    return member


@ledger.action
def deactivate_member(member: Member, *, reason: str, actor: Viewer) -> Member:
    """Shut a member out; open sessions and tokens end with it. Raises RuleRefusal for one who is out already."""
    row = Member.objects.select_related("organisation").select_for_update(of=("self",)).get(pk=member.pk)
    if not row.is_active:
        raise RuleRefusal(f"{row.name} ({row.email}) is deactivated already. There is nothing left to do.")
    row.is_active = False
    digest = ledger.seal(ledger.new_salt(), reason)
    gone, ended = sessions_of(row, "deactivated")
    fact = MemberDeactivated(row.organisation_id, row.id, digest)
    ledger.commit(rows=[row], gone=gone, facts=[fact, *ended], actor=actor)
    return row
