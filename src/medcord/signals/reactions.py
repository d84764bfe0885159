"""What signals do when a fact arrives."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import SightingDecided
from medcord.ledger.models import FactRow
from medcord.signals import queries
from medcord.signals.actions import answered


@ledger.on(SightingDecided, name="signals.answer-sighting")
def answer_sighting(fact: FactRow) -> None:
    """Who made a sighting learns that it was confirmed, and nothing of the case it was confirmed in (15)."""
    row = queries.sighting_by_id(UUID(fact.data["sighting"]))
    if row is not None and row.answered_at is None and fact.data["confirmed"]:
        answered(row.pk, by=fact.actor, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=row.coordinator_id))
