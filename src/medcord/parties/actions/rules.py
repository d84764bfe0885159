"""What a party asks of its members, and who looks after them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from medcord import ledger
from medcord.core.access import PartyItem, Permission, Viewer, require
from medcord.core.facts import AdministratorNamed, SecondFactorRuleSet
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.core.vocabulary import MemberRole
from medcord.gateways import clock
from medcord.parties.models import Member, Organisation
from medcord.parties.queries import running
from medcord.parties.queries import signin as queries

LONGEST_GRACE_DAYS = 90


@ledger.action
def set_second_factor_rule(organisation: UUID, *, required: bool, days: int = 14, actor: Viewer) -> Organisation:
    """Ask a second factor of every member of a party from ``days`` on, or no longer. Until then sign-in reminds; from
    then on a member without one gets no further than to the page that sets one up."""
    require(actor, Permission.PARTY_RULE, PartyItem(organisation))
    if not 0 <= days <= LONGEST_GRACE_DAYS:
        raise InputRefusal(
            f"Members get between 0 and {LONGEST_GRACE_DAYS} days to set one up; you gave {days}. Choose again.",
            fields={"field": "days"},
        )
    row = Organisation.objects.get(pk=organisation)
    row.needs_second_factor = required
    row.second_factor_due = clock.now() + timedelta(days=days) if required else None
    fact = SecondFactorRuleSet(row.id, required, row.second_factor_due)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def name_administrator(member: UUID, *, administers: bool, actor: Viewer) -> Member:
    """Let a member look after the party's members, or no longer. A party keeps at least one who does."""
    found = Member.objects.select_for_update(of=("self",)).select_related("organisation")
    row = found.filter(pk=member, is_active=True).first()
    if row is None:
        raise NotFound("member")
    require(actor, Permission.PARTY_RULE, PartyItem(row.organisation_id), "member")
    running.locked(row.organisation_id)
    if not administers and queries.is_last_administrator(row):
        raise RuleRefusal(
            f"{row.name} is the only administrator of {row.organisation.name}; without one nobody could let a "
            "colleague back in. Name another administrator first.",
            code="last-administrator",
        )
    row.level = (MemberRole.ADMINISTRATOR if administers else MemberRole.MEMBER).value
    if administers:
        row.every_case, row.cases = True, []  # an administrator sees every case of the party
    fact = AdministratorNamed(row.organisation_id, row.id, administers)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row
