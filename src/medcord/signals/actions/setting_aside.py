"""A person says that a signal is nothing for them."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.core import access
from medcord.core.access import Permission, SignalItem, Viewer
from medcord.core.facts import Code, SignalSetAside
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal
from medcord.gateways import clock
from medcord.parties import queries as parties
from medcord.signals import queries
from medcord.signals.models import Signal

LONGEST_REASON = 2000


@ledger.action
def set_aside(signal: UUID, *, because: str, actor: Viewer) -> Signal:
    """Set a signal aside, with the reason. It comes up again when its list says something else of it."""
    row = queries.signal_for(actor, signal)
    access.require(actor, Permission.SIGNAL_WRITE, SignalItem(row.coordinator_id), "signal")
    if actor.member_id is None:
        raise NotAllowed("A signal is set aside by a person, whose name stays.")
    if row.aside_at is not None:
        raise RuleRefusal("This signal is set aside already.", code="decided")
    text = because.strip()
    if not text or len(text) > LONGEST_REASON:
        raise InputRefusal(
            f"Say in up to {LONGEST_REASON:,} characters why it is nothing for you; the reason stays.",
            code="reason-needed",
            fields={"field": "because"},
        )
    row.aside_at, row.aside_by, row.aside_because = clock.now(), actor.member_id, text
    row.aside_name = parties.member_name(actor.member_id)
    fact = SignalSetAside(row.coordinator_id, row.id, Code(row.source), ledger.seal(row.salt, text))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row
