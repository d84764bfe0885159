"""What signals do when a fact arrives."""

from __future__ import annotations

from collections.abc import Iterable
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


@ledger.carrier(name="signals.compare-again")
def compare_marked() -> bool:
    """Compare one list that was marked, many changes in one look; True when there was one. It has a thread of its own,
    because it may take seconds: reactions go on meanwhile, and the writer is held for one part at a time. A kill or a
    second worker does no harm: the mark stays until all is kept, and what is compared twice is no news the second time.
    """
    # Those that follow the CVEs of other lists come after them.
    marked = min(Uncompared.objects.all(), key=lambda one: not Source(one.source).names_products, default=None)
    if marked is None:
        return False
    compare_again([Source(marked.source)])
    Uncompared.objects.filter(source=marked.source, marked_at=marked.marked_at).delete()  # marked meanwhile: stays
    return True


@ledger.on(SightingDecided, name="signals.answer-sighting")
def answer_sighting(fact: FactRow) -> None:
    """Who made a sighting learns that it was confirmed, and nothing of the case it was confirmed in (15)."""
    row = queries.sighting_by_id(UUID(fact.data["sighting"]))
    if row is not None and row.answered_at is None and fact.data["confirmed"]:
        answered(row.pk, by=fact.actor, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=row.coordinator_id))
