"""Readers of the inventory. A hospital reads its own and nothing else; for everybody else there is nothing here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from medcord.core.access import InventoryItem, Permission, Viewer, ViewerKind, may
from medcord.core.refusals import NotFound
from medcord.inventory.models import ColumnMapping, Device, Entry, Identity, ImportBatch, ImportProblem, Inventory

PER_PAGE = 50
_ASKED_AT_ONCE = 900  # values in one question; databases have a limit


def hospital_of(viewer: Viewer, permission: Permission = Permission.INVENTORY_READ) -> UUID:
    """The hospital whose things the viewer may see or do: a member's own. Raises NotFound for everybody else."""
    party = viewer.party_id
    if viewer.kind is ViewerKind.MEMBER and party is not None and may(viewer, permission, InventoryItem(party)).allowed:
        return party
    raise NotFound


def batch_for(viewer: Viewer, batch: UUID | str) -> ImportBatch:
    """One import. Raises NotFound."""
    found = ImportBatch.objects.filter(pk=batch, organisation=hospital_of(viewer)).first()
    if found is None:
        raise NotFound("import")
    return found


def current_batch(viewer: Viewer) -> ImportBatch | None:
    """The import in use, if there is one."""
    return in_use(hospital_of(viewer))


def in_use(organisation: UUID) -> ImportBatch | None:
    """The import a hospital's inventory is now, for steps of later stages done in its name."""
    row = Inventory.objects.filter(organisation=organisation).select_related("current").first()
    return row.current if row else None


def can_undo(viewer: Viewer, batch: ImportBatch) -> bool:
    """Whether this import is the one in use and the one before it still stands."""
    row = Inventory.objects.filter(organisation=hospital_of(viewer), current=batch).first()
    return row is not None and row.previous_id is not None


def batches(viewer: Viewer, *, most: int = 10) -> list[ImportBatch]:
    """Imports, newest first."""
    return list(ImportBatch.objects.filter(organisation=hospital_of(viewer)).order_by("-received_at")[:most])


def problems(viewer: Viewer, batch: ImportBatch, *, most: int | None = None) -> list[ImportProblem]:
    """What was odd about the rows of a file, in file order."""
    found = ImportProblem.objects.filter(batch=batch, batch__organisation=hospital_of(viewer)).order_by("number")
    return list(found[:most] if most is not None else found)


def remembered_columns(organisation: UUID, header_digest: str) -> dict[str, str] | None:
    """What the hospital chose last time for a file with these titles."""
    row = ColumnMapping.objects.filter(organisation=organisation, header_digest=header_digest).first()
    return dict(row.columns) if row else None


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """What a list of devices is cut by; empty parts do not cut. ``identity`` is an id; ``version`` is "none" or ""."""

    q: str = ""
    site: str = ""
    department: str = ""
    identity: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list. ``number`` counts from 1."""

    rows: list[Entry]
    total: int
    number: int
    pages: int


def devices(viewer: Viewer, chosen: DeviceFilter, *, page: int = 1, per: int = PER_PAGE) -> Listed:
    """Devices in use by asset tag."""
    found = _entries(viewer, chosen)
    total = found.count()
    pages = max(1, -(-total // per))
    number = min(max(1, page), pages)
    rows = found.select_related("identity", "device").order_by("asset_tag", "row")[(number - 1) * per : number * per]
    return Listed(list(rows), total, number, pages)


def all_devices(viewer: Viewer, chosen: DeviceFilter) -> Iterator[Entry]:
    """Every device in use that fits, streaming, by asset tag: for exports."""
    found = _entries(viewer, chosen).select_related("identity", "device").order_by("asset_tag", "row")
    return found.iterator(chunk_size=2000)


def _entries(viewer: Viewer, chosen: DeviceFilter) -> QuerySet[Entry]:
    batch = current_batch(viewer)
    found = Entry.objects.filter(batch=batch) if batch else Entry.objects.none()
    found = _at(found, chosen.site, chosen.department)
    if chosen.identity:
        found = found.filter(identity=UUID(chosen.identity))
    if chosen.version == "none":
        found = found.filter(identity__software="")
    for word in chosen.q.split():
        found = found.filter(
            Q(asset_tag__icontains=word)
            | Q(serial__icontains=word)
            | Q(udi__icontains=word)
            | Q(identity__maker__icontains=word)
            | Q(identity__model__icontains=word)
            | Q(identity__description__icontains=word)
            | Q(identity__catalog_no__icontains=word)
            | Q(identity__software__icontains=word)
        )
    return found


def places(viewer: Viewer) -> tuple[list[str], list[str]]:
    """Sites and departments that have devices, by name."""
    batch = current_batch(viewer)
    if batch is None:
        return [], []
    pairs = set(Entry.objects.filter(batch=batch).values_list("site", "department").distinct())
    return sorted({site for site, _ in pairs if site}), sorted({department for _, department in pairs if department})


def unversioned(viewer: Viewer) -> int:
    """Devices in use whose version is not recorded."""
    return _entries(viewer, DeviceFilter(version="none")).count()


def identities_in_use(viewer: Viewer) -> int:
    """Distinct identities among the devices in use."""
    return _entries(viewer, DeviceFilter()).values("identity").distinct().count()


@dataclass(frozen=True, slots=True)
class Unit:
    """A device and what its hospital last knew of it; ``entry`` is of an older import when the device is retired."""

    device: Device
    entry: Entry
    in_use: bool


def unit_for(viewer: Viewer, device: UUID | str) -> Unit:
    """One device. Raises NotFound."""
    found = Device.objects.filter(pk=device, organisation=hospital_of(viewer)).first()
    if found is None:
        raise NotFound("device")
    told = Entry.objects.filter(device=found, batch__state=ImportBatch.State.LOADED).select_related("identity", "batch")
    current = current_batch(viewer)
    entry = told.filter(batch=current).first() or told.order_by("-batch__loaded_at").first()
    if entry is None:
        raise NotFound("device")
    return Unit(found, entry, in_use=current is not None and entry.batch_id == current.id)


def device_to_destroy(viewer: Viewer, device: UUID) -> Device:
    """One device of the hospital, locked, for the action that destroys what was typed of it. Raises NotFound."""
    row = Device.objects.select_for_update().filter(pk=device, organisation=hospital_of(viewer)).first()
    if row is None:
        raise NotFound("device")
    return row


def identity_for(viewer: Viewer, identity: UUID | str) -> Identity:
    """One identity. Raises NotFound."""
    found = Identity.objects.filter(pk=identity, organisation=hospital_of(viewer)).first()
    if found is None:
        raise NotFound("identity")
    return found


def entries_of(viewer: Viewer, devices: Iterable[UUID]) -> list[Entry]:
    """Entries in use of these devices; devices of others and retired ones are left out."""
    batch = current_batch(viewer)
    if batch is None:
        return []
    return list(Entry.objects.filter(batch=batch, device__in=list(devices)).select_related("identity", "device"))


def devices_of(viewer: Viewer, identities: Iterable[UUID], *, site: str = "", department: str = "") -> list[UUID]:
    """Devices in use of these identities, by asset tag."""
    found = _entries(viewer, DeviceFilter(site=site, department=department)).filter(identity__in=set(identities))
    return list(found.order_by("asset_tag", "row").values_list("device", flat=True))


def count_of_identities(batch: UUID, identities: QuerySet[Any, Any]) -> int:
    """Devices of one import whose identity is among those of a later stage's own query."""
    return Entry.objects.filter(batch=batch, identity__in=identities).count()


def count_by_identity(
    batch: UUID, identities: QuerySet[Any, Any], *, site: str = "", department: str = ""
) -> dict[UUID, int]:
    """Devices of one import by identity, for the identities of a later stage's own query."""
    found = _at(Entry.objects.filter(batch=batch, identity__in=identities), site, department)
    return dict(found.values_list("identity").annotate(n=Count("id")).order_by())


def identities_of(batch: UUID, devices: Sequence[UUID], *, site: str = "", department: str = "") -> Counter[UUID]:
    """How many of these devices have each identity in one import."""
    counted: Counter[UUID] = Counter()
    for start in range(0, len(devices), _ASKED_AT_ONCE):
        some = Entry.objects.filter(batch=batch, device__in=devices[start : start + _ASKED_AT_ONCE])
        counted.update(_at(some, site, department).values_list("identity", flat=True))
    return counted


def _at(found: QuerySet[Entry], site: str, department: str) -> QuerySet[Entry]:
    found = found.filter(site=site) if site else found
    return found.filter(department=department) if department else found


def where(viewer: Viewer, identities: Iterable[UUID]) -> dict[UUID, list[tuple[str, str, int]]]:
    """For each identity its (site, department, devices), most devices first."""
    batch = current_batch(viewer)
    found = Entry.objects.filter(batch=batch, identity__in=set(identities)) if batch else Entry.objects.none()
    placed: dict[UUID, list[tuple[str, str, int]]] = {}
    for identity, site, department, number in (
        found.values_list("identity", "site", "department").annotate(n=Count("id")).order_by("-n", "department")
    ):
        placed.setdefault(identity, []).append((site, department, number))
    return placed


def identities_after(organisation: UUID, number: int, most: int) -> list[Identity]:
    """Identities of a hospital in the order they came up, for matching."""
    return list(Identity.objects.filter(organisation=organisation, number__gt=number).order_by("number")[:most])


def identity_count(organisation: UUID) -> int:
    """How many identities a hospital has, those of earlier imports included."""
    last = (
        Identity.objects.filter(organisation=organisation).order_by("-number").values_list("number", flat=True).first()
    )
    return last or 0


def hospitals() -> list[UUID]:
    """Hospitals of this node that have an inventory."""
    return list(Inventory.objects.exclude(current=None).order_by("organisation").values_list("organisation", flat=True))


def not_needed(batch: ImportBatch) -> QuerySet[Entry]:
    """Entries of an import that may go. Of one that was in use, what no newer one replaces stays."""
    found = Entry.objects.filter(batch=batch)
    if batch.state != ImportBatch.State.LOADED:
        return found
    row = Inventory.objects.get(organisation=batch.organisation_id)
    newer = Entry.objects.filter(batch__in=[row.current_id, row.previous_id], device=OuterRef("device"))
    return found.filter(Exists(newer))


def older_to_sweep(organisation: UUID) -> ImportBatch | None:
    """The oldest import, once in use, that still has entries which newer ones replace."""
    inventory = Inventory.objects.filter(organisation=organisation).first()
    if inventory is None:
        return None
    older = ImportBatch.objects.filter(organisation=organisation, state=ImportBatch.State.LOADED)
    older = older.exclude(pk__in=[inventory.current_id, inventory.previous_id]).order_by("-received_at")[:3]
    return next((batch for batch in older if not_needed(batch).exists()), None)
