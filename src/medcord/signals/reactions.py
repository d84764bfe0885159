"""What signals do when a fact arrives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
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
from medcord.gateways import clock
from medcord.ledger.models import FactRow
from medcord.signals import queries
from medcord.signals.actions import answered, compare_again
from medcord.signals.models import Uncompared


@ledger.on(
    ProductRegistered,
    ProductChanged,
    ProductsImported,
    ProductRetired,
    ProductRestored,
    name="signals.registry-changed",
)
def registry_changed(fact: FactRow) -> None:  # noqa: ARG001 - what changed is read off the registry itself
    """The registry is another one: what was read before is to meet it (C14)."""
    _mark(Source)


@ledger.on(SignalsRead, name="signals.tie-cves")
def tie_cves(fact: FactRow) -> None:
    """A list ties a CVE to a product: what EPSS and OSV said of it before is a signal now."""
    if Source(fact.data["source"]).names_products and fact.data["new"] + fact.data["changed"]:
        _mark(source for source in Source if not source.names_products)


def _mark(sources: Iterable[Source]) -> None:
    now, read = clock.now(), queries.sources_read()
    for source in read.intersection(sources):
        Uncompared.objects.update_or_create(source=source.value, defaults={"marked_at": now})


@ledger.every(timedelta(seconds=5), name="signals.compare-again")
def compare_marked() -> None:
    """Compare what was marked, many changes in one look, and while nobody waits for the writer. A kill or a second
    worker does no harm: what is compared twice is no news the second time."""
    marked = list(Uncompared.objects.all())
    if marked:
        compare_again([Source(one.source) for one in marked])
    for one in marked:  # what was marked meanwhile stays
        Uncompared.objects.filter(source=one.source, marked_at=one.marked_at).delete()


@ledger.on(SightingDecided, name="signals.answer-sighting")
def answer_sighting(fact: FactRow) -> None:
    """Who made a sighting learns that it was confirmed, and nothing of the case it was confirmed in (15)."""
    row = queries.sighting_by_id(UUID(fact.data["sighting"]))
    if row is not None and row.answered_at is None and fact.data["confirmed"]:
        answered(row.pk, by=fact.actor, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=row.coordinator_id))
