"""One member of a party, one case: an administrator of the party says who of its people sees it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from medcord import ledger
from medcord.cases import queries
from medcord.core.access import Viewer
from medcord.parties.actions import access
from medcord.parties.models import Member


@ledger.action
def show_case(reference: str, member: UUID, *, actor: Viewer) -> Member:
    """Let one member of the actor's own party see a case; the party itself may be invited only so far."""
    row, facts = access.granted(member, queries.invitation_for(actor, reference).pk, actor=actor)
    ledger.commit(rows=[row], facts=facts, actor=actor)
    return row


@ledger.action
def hide_case(reference: str, member: UUID, *, actor: Viewer) -> Member:
    """Let a member who is limited to named cases see this one no longer."""
    row, facts = access.withdrawn(member, queries.invitation_for(actor, reference).pk, actor=actor)
    ledger.commit(rows=[row], facts=facts, actor=actor)
    return row


@ledger.action
def limit_member(member: UUID, references: Collection[str] | None, *, actor: Viewer) -> Member:
    """Let a member see the cases with these references only, or all of the party's (None)."""
    cases = None if references is None else queries.named(actor, references)
    row, facts = access.reached(member, cases, actor=actor)
    ledger.commit(rows=[row], facts=facts, actor=actor)
    return row
