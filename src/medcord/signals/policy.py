"""The one question every verb of signals asks first."""

from __future__ import annotations

from uuid import UUID

from medcord.core import access
from medcord.core.access import Permission, SignalItem, Viewer, ViewerKind
from medcord.core.refusals import RuleRefusal
from medcord.core.vocabulary import Role
from medcord.parties import queries as parties


def coordinator_of(actor: Viewer) -> UUID:
    """The coordinator for whom signals are read: the actor's own, for the node its first. Raises RuleRefusal where the
    node has none, NotAllowed and NotFound for whoever may not."""
    found = parties.the_coordinator()
    own = actor.party_id if actor.role is Role.COORDINATOR or actor.kind is ViewerKind.SYSTEM else None
    party = own if own is not None else found.pk if found is not None else None
    access.require(actor, Permission.SIGNAL_WRITE, SignalItem(party), "page")
    if party is None:
        raise RuleRefusal(
            "This node has no coordinator yet. Register one; then lists can be read.", code="no-coordinator"
        )
    return UUID(str(party))
