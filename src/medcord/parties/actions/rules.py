"""What a party asks of its members at sign-in."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from medcord import ledger
from medcord.core.access import PartyItem, Permission, Viewer, require
from medcord.core.facts import SecondFactorRuleSet
from medcord.core.refusals import InputRefusal
from medcord.gateways import clock
from medcord.parties.models import Organisation

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
