"""Readers of published advisories. What is released and TLP:CLEAR is open to everybody; nothing else leaves here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Unpack
from uuid import UUID

from django.db.models import F, QuerySet

from medcord import search
from medcord.advisories import shelf
from medcord.advisories.finding import KIND, Wanted, narrowed, require_no_udi, without_unit
from medcord.advisories.models import AdvisoryRevision, KnownExploited, PublishedAdvisory
from medcord.advisories.signs import require_no_turned_text
from medcord.advisories.units import require_no_single_device, require_servable, without_serials
from medcord.core.access import AdvisoryItem, Viewer, ViewerKind
from medcord.core.advisory import Advisory, Product
from medcord.core.advisory.in_force import standing_of
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Tlp

__all__ = [
    "KIND",
    "Wanted",
    "require_no_single_device",
    "require_no_turned_text",
    "require_no_udi",
    "without_serials",
    "without_unit",
]

PAGE = 25
_LOADED_AT_ONCE = 100
_HEAVY = ("document",)

ORDERS = {
    "newest": ("-current__released_at", "tracking_id"),
    "oldest": ("current__released_at", "tracking_id"),
    "id": ("tracking_id",),
    "title": ("current__title", "tracking_id"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: rows with ``current`` loaded (without its document), and how many there are in all."""

    items: list[PublishedAdvisory]
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Current:
    """What is in force of one advisory: its id here, the revision, the document's SHA-256 (hex) and its value."""

    id: UUID
    revision: int
    digest: str
    value: Advisory


@dataclass(frozen=True, slots=True)
class Earlier:
    """A revision that is not in force any more: its document's SHA-256 and the CVEs it names."""

    sha256: str
    cves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KevState:
    """The list of exploited CVEs in use: its version and how many it names; empty when none was taken in."""

    catalogue: str
    listed: int


def visible_to(viewer: Viewer) -> QuerySet[PublishedAdvisory]:
    """Advisories the viewer may read: the same answer as ``may(viewer, ADVISORY_READ, …)`` row by row (policy 31)."""
    found = PublishedAdvisory.objects.all()
    if not viewer.active:
        return found.none()
    if viewer.kind is ViewerKind.SYSTEM:
        return found
    return found.filter(current__tlp__in=_open_labels(viewer))


def _open_labels(viewer: Viewer) -> list[str]:
    member = viewer.kind is ViewerKind.MEMBER
    return [Tlp.CLEAR.value, Tlp.GREEN.value] if member else [Tlp.CLEAR.value]


def published(viewer: Viewer, *, order: str = "newest", page: int = 1, **wanted: Unpack[Wanted]) -> Page:
    """A page of advisories for which each filter holds (``finding.Wanted``)."""
    found = matching(viewer, order=order, **wanted)
    count = found.count()
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    return Page(list(found[(page - 1) * PAGE : page * PAGE]), count, page, pages)


def matching(viewer: Viewer, *, order: str = "newest", **wanted: Unpack[Wanted]) -> QuerySet[PublishedAdvisory]:
    """The whole of what ``published`` pages through: for exports and feeds."""
    found = narrowed(visible_to(viewer), wanted, _products)
    return _with_current(found).order_by(*ORDERS.get(order, ORDERS["newest"]))


def _products(found: QuerySet[PublishedAdvisory]) -> Iterator[tuple[UUID, tuple[Product, ...]]]:
    return ((one.id, one.value.products) for one in subjects(_currents(found)))


@search.source(KIND)
def texts(keys: Collection[UUID] | None) -> Iterator[search.Text]:
    """What the index is told of advisories, whoever may read them: the list asks that of each."""
    found = PublishedAdvisory.objects.all()
    for one in subjects(_currents(found if keys is None else found.filter(pk__in=keys))):
        yield shelf.found_by(one.id, one.value)


def subjects(rows: Iterable[Current]) -> Iterator[Current]:
    """The same with what each is about: one that was withdrawn or superseded names no product any more, and is looked
    for by what it said while it stood. In another order."""
    fallen: list[Current] = []
    for one in rows:
        if standing_of(one.value) is None:
            yield one
        else:
            fallen.append(one)
    before = earlier_values([one.id for one in fallen]) if fallen else {}
    for one in fallen:
        stood = next((each for each in reversed(before.get(one.id, ())) if standing_of(each) is None), one.value)
        value = replace(one.value, products=stood.products, vulnerabilities=stood.vulnerabilities)
        yield replace(one, value=value)


def makers(viewer: Viewer) -> list[str]:
    """Manufacturers named by advisories the viewer may read, by name."""
    texts = visible_to(viewer).values_list("current__makers", flat=True).distinct()
    return sorted({name for text in texts for name in text.split("\n") if name}, key=str.casefold)


def years(viewer: Viewer) -> list[int]:
    """Years of first release, newest first."""
    return sorted(set(visible_to(viewer).values_list("current__year", flat=True)), reverse=True)


def advisory_for(viewer: Viewer, tracking_id: str) -> PublishedAdvisory:
    """The advisory with this tracking id; of several publishers' ours, then the newest. Raises NotFound."""
    found = _with_current(visible_to(viewer))
    order = ("-own", "-current__released_at", "publisher_namespace")
    row = found.filter(tracking_id=tracking_id).order_by(*order).first()
    row = row or found.filter(tracking_id__iexact=tracking_id).order_by(*order).first()
    if row is None:
        raise NotFound("advisory")
    return row


def by_id(viewer: Viewer, advisory: UUID) -> PublishedAdvisory:
    """One advisory by its id on this node. Raises NotFound."""
    row = _with_current(visible_to(viewer)).filter(pk=advisory).first()
    if row is None:
        raise NotFound("advisory")
    return row


def item_of(advisory: UUID) -> AdvisoryItem:
    """What the policy needs to know of a released advisory, for the worker. Raises DoesNotExist."""
    tlp = PublishedAdvisory.objects.values_list("current__tlp", flat=True).get(pk=advisory)
    return AdvisoryItem(released=True, tlp=Tlp(tlp))


def history(viewer: Viewer, advisory: PublishedAdvisory) -> list[AdvisoryRevision]:
    """Revisions kept of an advisory, newest first, without their documents."""
    found = AdvisoryRevision.objects.filter(advisory=advisory).defer(*_HEAVY)
    if viewer.kind is not ViewerKind.SYSTEM:
        found = found.filter(tlp__in=_open_labels(viewer))
    return list(found.order_by("-released_at", "-number"))


def revision_for(viewer: Viewer, tracking_id: str, number: int) -> AdvisoryRevision:
    """One revision by the number it has on this node. Raises NotFound."""
    for revision in history(viewer, advisory_for(viewer, tracking_id)):
        if revision.number == number:
            return revision
    raise NotFound("advisory")


def value_of(revision: AdvisoryRevision) -> Advisory:
    """What the document of a revision says."""
    return shelf.value_kept(revision.sha256) or shelf.read_value(revision.sha256, document_of(revision))


def document_of(revision: AdvisoryRevision) -> bytes:
    """The CSAF file, byte by byte as published or as taken in."""
    return bytes(AdvisoryRevision.objects.values_list("document", flat=True).get(pk=revision.pk))


def document_for(viewer: Viewer, revision: AdvisoryRevision) -> bytes:
    """The same for somebody who asked for it. Raises RuleRefusal when it names single devices to a stranger (P4)."""
    if not revision.advisory.own:
        require_servable(viewer, value_of(revision))
    return document_of(revision)


def current_values() -> Iterator[Current]:
    """What is in force now and open to everybody, by tracking id: for the hospitals' matching and for feeds."""
    return _currents(_open())


def values_of(advisories: Iterable[UUID]) -> list[Current]:
    """The same for these advisories; those not open to everybody are left out."""
    return list(_currents(_open().filter(pk__in=set(advisories))))


def current_digests() -> dict[UUID, str]:
    """SHA-256 of the document in force of each advisory, without reading any."""
    return dict(_open().values_list("id", "current__sha256"))


def earlier(advisories: Collection[UUID] = ()) -> dict[UUID, list[Earlier]]:
    """The revisions before the one in force, oldest first, of these advisories (of all when none is named); those
    without any are left out. Only what is open to everybody."""
    found = AdvisoryRevision.objects.filter(tlp=Tlp.CLEAR.value, advisory__current__tlp=Tlp.CLEAR.value)
    found = found.exclude(pk=F("advisory__current")).defer(*_HEAVY)
    if advisories:
        found = found.filter(advisory__in=set(advisories))
    by: dict[UUID, list[Earlier]] = {}
    # What has one age is put in order by its digest, so that it does not matter which came in first.
    for one in sorted(found, key=lambda one: (shelf.age_key(one), one.sha256)):
        by.setdefault(one.advisory_id, []).append(Earlier(one.sha256, tuple(one.cve_ids)))
    return by


def earlier_values(advisories: Collection[UUID] = ()) -> dict[UUID, list[Advisory]]:
    """What these earlier revisions say, in the same order."""
    named = earlier(advisories)
    digests = [one.sha256 for some in named.values() for one in some]
    values = {sha256: shelf.value_kept(sha256) for sha256 in digests}
    absent = [sha256 for sha256, value in values.items() if value is None]
    for start in range(0, len(absent), _LOADED_AT_ONCE):
        some = AdvisoryRevision.objects.filter(sha256__in=absent[start : start + _LOADED_AT_ONCE])
        for sha256, document in some.values_list("sha256", "document"):
            values[sha256] = shelf.read_value(sha256, bytes(document))
    return {one: [value for each in some if (value := values[each.sha256])] for one, some in named.items()}


def own_digests() -> list[str]:
    """SHA-256 of each of our own advisories in force, by tracking id: what the provider's tree is made of."""
    return list(_open().filter(own=True).order_by("tracking_id").values_list("current__sha256", flat=True))


def own_documents(digests: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Those of these documents that are ours and open to everybody, each with its digest, read a hundred at a time."""
    ordered = list(digests)
    for start in range(0, len(ordered), _LOADED_AT_ONCE):
        some = AdvisoryRevision.objects.filter(sha256__in=ordered[start : start + _LOADED_AT_ONCE])
        ours = some.filter(tlp=Tlp.CLEAR.value, advisory__own=True).order_by("advisory__tracking_id", "number")
        for sha256, document in ours.values_list("sha256", "document"):
            yield sha256, bytes(document)


def value_under(sha256: str, document: bytes) -> Advisory:
    """What a document says, read once in this process; the digest is that of the document."""
    return shelf.read_value(sha256, document)


def known_exploited() -> frozenset[str]:
    """CVE ids known to be exploited (KEV)."""
    return frozenset(KnownExploited.objects.values_list("cve", flat=True))


def exploited_since(cves: Iterable[str]) -> dict[str, date | None]:
    """Of these CVE ids, the exploited ones with the day they were listed."""
    return dict(KnownExploited.objects.filter(cve__in=set(cves)).values_list("cve", "added"))


def kev_state() -> KevState:
    """Which list of exploited CVEs is in use."""
    row = KnownExploited.objects.order_by("-catalogue").first()
    return KevState(row.catalogue if row else "", KnownExploited.objects.count())


def _open() -> QuerySet[PublishedAdvisory]:
    return PublishedAdvisory.objects.filter(current__tlp=Tlp.CLEAR.value)


def _with_current(found: QuerySet[PublishedAdvisory]) -> QuerySet[PublishedAdvisory]:
    return found.select_related("current").defer(*(f"current__{name}" for name in _HEAVY))


def _currents(found: QuerySet[PublishedAdvisory]) -> Iterator[Current]:
    heads = list(
        found.order_by("tracking_id", "publisher_namespace").values_list(
            "id", "current__number", "current__sha256", "current_id"
        )
    )
    for start in range(0, len(heads), _LOADED_AT_ONCE):
        some = heads[start : start + _LOADED_AT_ONCE]
        values = {sha256: shelf.value_kept(sha256) for _, _, sha256, _ in some}
        absent = [pk for _, _, sha256, pk in some if values[sha256] is None]
        for sha256, document in AdvisoryRevision.objects.filter(pk__in=absent).values_list("sha256", "document"):
            values[sha256] = shelf.read_value(sha256, bytes(document))
        for advisory, number, sha256, _ in some:
            value = values[sha256]
            if value is not None:
                yield Current(advisory, number, sha256, value)
