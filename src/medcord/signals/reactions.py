"""What signals do when a fact arrives."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import (
    ProductChanged,
    ProductRegistered,
    ProductRestored,
    ProductRetired,
    ProductsImported,
    SightingDecided,
    SignalsRead,
)
from medcord.core.signals import Source
from medcord.ledger import outbox
from medcord.ledger.models import FactRow
from medcord.signals import queries
from medcord.signals.actions import answered, compare_again

_COMPARE = "signals.compare-again"


@ledger.on(ProductRegistered, ProductChanged, ProductsImported, ProductRetired, ProductRestored, name=_COMPARE)
def registry_changed(fact: FactRow) -> None:
    """The registry is another one: what was read before meets it (C14). Of many changes of one maker the last one does
    it for all."""
    if not outbox.newer_waits(fact, _COMPARE):
        compare_again()


@ledger.on(SignalsRead, name="signals.tie-cves")
def tie_cves(fact: FactRow) -> None:
    """A list ties a CVE to a product: what EPSS and OSV said of it before is a signal now."""
    if Source(fact.data["source"]).names_products and fact.data["new"] + fact.data["changed"]:
        compare_again([source for source in Source if not source.names_products])


@ledger.on(SightingDecided, name="signals.answer-sighting")
def answer_sighting(fact: FactRow) -> None:
    """Who made a sighting learns that it was confirmed, and nothing of the case it was confirmed in (15)."""
    row = queries.sighting_by_id(UUID(fact.data["sighting"]))
    if row is not None and row.answered_at is None and fact.data["confirmed"]:
        answered(row.pk, by=fact.actor, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=row.coordinator_id))
