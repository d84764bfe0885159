"""Readers of signals and sightings, scoped to who may read them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from medcord.core.access import Permission, SightingItem, SignalItem, Viewer, ViewerKind, may
from medcord.core.refusals import NotFound
from medcord.core.signals import Entry, Source, join_ids
from medcord.signals.models import ListAddress, ListedEntry, Sighting, Signal, SignalList


def signals(viewer: Viewer, *, source: str = "", q: str = "") -> list[Signal]:
    """The signals of the viewer's coordinator, the newest first, with what they touch."""
    if not may(viewer, Permission.SIGNAL_READ, SignalItem(viewer.party_id)).allowed:
        return []
    found = Signal.objects.filter(coordinator=viewer.party_id)
    if source:
        found = found.filter(source=source)
    rows = list(found.prefetch_related("hits__product__maker"))
    words = q.lower().split()
    return [row for row in rows if all(word in _text(row) for word in words)]


def _text(row: Signal) -> str:
    products = " ".join(f"{hit.product.maker.name} {hit.product.name}" for hit in row.hits.all())
    return f"{row.key} {row.publisher} {' '.join(row.about)} {row.title} {row.text} {products}".lower()


def lists(viewer: Viewer) -> list[SignalList]:
    """Which lists were read, the newest first."""
    if not may(viewer, Permission.SIGNAL_READ, SignalItem(viewer.party_id)).allowed:
        return []
    return list(SignalList.objects.filter(coordinator=viewer.party_id, finished=True)[:50])


def unkept(viewer: Viewer) -> list[Source]:
    """Lists of which not every entry is kept as it is compared now: they were read before entries were kept, or before
    the packages of OSV records were compared. A product that is registered later meets them when they are read again.
    """
    if not may(viewer, Permission.SIGNAL_READ, SignalItem(viewer.party_id)).allowed:
        return []
    kept = ListedEntry.objects.filter(coordinator=viewer.party_id)
    there = kept.filter(source=OuterRef("source"), publisher=OuterRef("publisher"), key=OuterRef("key"))
    signals = Signal.objects.filter(~Exists(there), coordinator=viewer.party_id)
    read = SignalList.objects.filter(coordinator=viewer.party_id, entries__gt=0)
    found = set(signals.order_by().values_list("source", flat=True).distinct())
    found |= set(read.order_by().values_list("source", flat=True).distinct()) - set(
        kept.order_by().values_list("source", flat=True).distinct()
    )
    bare = kept.filter(source=Source.OSV.value, said__packages__isnull=True, said__text__startswith="Packages: ")
    return [one for one in Source if one.value in found or (one is Source.OSV and bare.exists())]


def addresses(viewer: Viewer) -> list[ListAddress]:
    """The addresses from which the viewer's lists are fetched (all, for the node), with what came of the last time."""
    found = ListAddress.objects.filter(ended_at=None).select_related("fetching")
    if viewer.kind is ViewerKind.SYSTEM:
        return list(found)
    if not may(viewer, Permission.SIGNAL_READ, SignalItem(viewer.party_id)).allowed:
        return []
    return list(found.filter(coordinator=viewer.party_id))


def sources_read() -> frozenset[Source]:
    """The sources of which any entry is kept, for the worker."""
    return frozenset(Source(one) for one in ListedEntry.objects.order_by().values_list("source", flat=True).distinct())


def signal_for(viewer: Viewer, signal: UUID | str) -> Signal:
    """One signal. Raises NotFound."""
    # A first cut by the database, so that what is hidden costs the same queries as what is absent (34).
    found = Signal.objects.filter(pk=signal)
    if viewer.kind is not ViewerKind.SYSTEM:
        found = found.filter(coordinator=viewer.party_id)
    row = found.prefetch_related("hits__product__maker").first()
    if row is None or not may(viewer, Permission.SIGNAL_READ, SignalItem(row.coordinator_id)).allowed:
        raise NotFound("signal")
    return row


def for_case(ids: Collection[UUID]) -> dict[UUID, Signal]:
    """Signals linked to a case that the caller may read."""
    return {row.pk: row for row in Signal.objects.filter(pk__in=ids)}


def for_reaction(batch: UUID) -> list[Signal]:
    """What is new or says something else since the reading with this id, for the worker."""
    return list(Signal.objects.filter(read_in=batch, aside_at=None).prefetch_related("hits__product__maker"))


def with_cve(coordinator: UUID, cve: str) -> list[Signal]:
    """Signals about a CVE that a case of the coordinator has now, for the worker."""
    if not cve:
        return []
    found = Signal.objects.filter(Q(cve=cve) | ~Q(more_cves=[]), coordinator=coordinator, aside_at=None)
    return [row for row in found if cve in row.cves]


def entry_of(row: Signal) -> Entry:
    """A signal as the plain value that rules look at."""
    return Entry(
        Source(row.source), row.key, row.title, row.text, cve=row.cve, day=row.day, exploited=row.exploited,
        exploit_public=row.exploit_public, score=row.score, url=row.url, number=row.number,
        recall_class=row.recall_class, status=row.status, initiated=row.initiated, classified=row.classified,
        posted=row.posted, terminated=row.terminated, file=row.file_digest, more_cves=tuple(row.more_cves),
        aliases=tuple(row.aliases), upstream=tuple(row.upstream),
    )  # fmt: skip


def same_ids(coordinator: UUID) -> Mapping[str, frozenset[str]]:
    """By id, all ids that OSV records say are of the same weakness, for the worker and actions."""
    rows = Signal.objects.filter(coordinator=coordinator, source=Source.OSV.value).order_by()
    return join_ids((key, *aliases) for key, aliases in rows.values_list("key", "aliases"))


# --- sightings -----------------------------------------------------------------------------------------------------


def sighting_item(row: Sighting) -> SightingItem:
    """What the policy needs to know of a sighting."""
    return SightingItem(row.party_id, row.coordinator_id)


def sightings(viewer: Viewer) -> list[Sighting]:
    """Sightings that the viewer's party made, or that came to its coordinator: the open ones first, then the newest."""
    if viewer.party_id is None:
        return []
    rows = Sighting.objects.filter(Q(party=viewer.party_id) | Q(coordinator=viewer.party_id))
    found = list(rows.select_related("party").order_by("-at"))
    seen = [row for row in found if may(viewer, Permission.SIGHTING_READ, sighting_item(row)).allowed]
    return sorted(seen, key=lambda row: row.answered_at is not None)


def sighting_for(viewer: Viewer, reference: str, *, lock: bool = False) -> Sighting:
    """One sighting. Raises NotFound."""
    found = Sighting.objects.filter(reference=reference).select_related("party")
    if viewer.kind is not ViewerKind.SYSTEM:
        found = found.filter(Q(party=viewer.party_id) | Q(coordinator=viewer.party_id))
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    if row is None or not may(viewer, Permission.SIGHTING_READ, sighting_item(row)).allowed:
        raise NotFound("sighting")
    return row


def sighting_by_id(sighting: UUID) -> Sighting | None:
    """A sighting named by a fact, for the worker."""
    return Sighting.objects.filter(pk=sighting).select_related("party").first()
