"""Destroying what was typed into an inventory: the row of one device, or what is kept of a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import CASCADE, QuerySet

from medcord import ledger
from medcord.core.access import Permission, Viewer
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.inventory import queries
from medcord.inventory.models import Device, Entry, Identity, ImportBatch, ImportProblem
from medcord.inventory.roads import DEVICE, ENTRY, IDENTITY, IMPORT_FILE
from medcord.ledger import destroying
from medcord.ledger.destroying import Found

State = ImportBatch.State
_BEING_READ = (State.RECEIVED, State.STAGING, State.READY, State.CARRYING)


@ledger.action
def destroy_device(device: UUID, *, reason: str, typed: str, actor: Viewer) -> Device:
    """Destroy what was typed of one device, in every import, with what is kept of the files it came by.

    The device stays under a tag of its own, with its place in history. Maker, model and version go along unless other
    devices have the same; then no advisory speaks of it any more. ``typed`` is the asset tag, typed again.
    """
    organisation = queries.hospital_of(actor, Permission.INVENTORY_IMPORT)
    row = queries.device_to_destroy(actor, device)
    if row.purged_at is not None:
        raise InputRefusal("What was typed of this device was destroyed already.", fields={"field": "typed"})
    destroying.require_typed_again(row.asset_tag, typed, called="asset tag")
    entries = list(Entry.objects.filter(device=row).select_related("identity", "batch"))
    batches = {entry.batch_id: entry.batch for entry in entries}
    if any(batch.state in _BEING_READ for batch in batches.values()):
        raise RuleRefusal(
            "A file that names this device is read and not in use yet. Give that import up first, then destroy: "
            "otherwise it would bring the words back.",
            code="import-being-read",
        )
    alone = _of_this_device_alone(row, entries)
    found: list[Found] = [(DEVICE, row), *((ENTRY, entry) for entry in entries), *((IDENTITY, one) for one in alone)]
    found += [(IMPORT_FILE, batch) for batch in batches.values() if not IMPORT_FILE.is_gone(batch)]
    _destroy(found, organisation, reason, actor, [*_said_of(alone), _problems(list(batches))])
    return row


@ledger.action
def destroy_file(batch: UUID, *, reason: str, typed: str, actor: Viewer) -> ImportBatch:
    """Destroy what is kept of an inventory file besides the devices in use: its bytes, its name, its first rows and
    what was odd about it. ``typed`` is the file's name, typed again."""
    organisation = queries.hospital_of(actor, Permission.INVENTORY_IMPORT)
    row = queries.batch_for(actor, batch)
    if row.state in _BEING_READ:
        raise RuleRefusal(
            "This file is read and not in use yet. Give the import up first, then destroy what is kept of it.",
            code="import-being-read",
        )
    if IMPORT_FILE.is_gone(row):
        raise InputRefusal("What was kept of this file was destroyed already.", fields={"field": "typed"})
    destroying.require_typed_again(row.name, typed, called="name of the file")
    _destroy([(IMPORT_FILE, row)], organisation, reason, actor, [_problems([row.pk])])
    return row


def _destroy(
    found: Sequence[Found], organisation: UUID, reason: str, actor: Viewer, gone: Sequence[QuerySet[Any]]
) -> None:
    why = destroying.why(reason, destroying.LACK)
    rows, facts = destroying.emptied(found, stream=f"organisation:{organisation}", reason=why, actor=actor)
    device = next((row for road, row in found if road is DEVICE), None)
    for row in rows:
        if isinstance(row, Entry) and isinstance(device, Device):
            row.asset_tag = device.asset_tag
    ledger.commit(rows=rows, gone=gone, facts=facts, actor=actor)


def _of_this_device_alone(device: Device, entries: Sequence[Entry]) -> list[Identity]:
    identities = {entry.identity_id: entry.identity for entry in entries}
    shared = Entry.objects.filter(identity__in=identities).exclude(device=device).values_list("identity", flat=True)
    others = set(shared.distinct())
    return [row for pk, row in identities.items() if pk not in others]


def _said_of(identities: Sequence[Identity]) -> list[QuerySet[Any]]:
    """What later stages computed from these and can compute again (verdicts quote maker and model): what goes along
    with an identity by a relation."""
    leading = [one for one in Identity._meta.related_objects if one.on_delete is CASCADE]
    return [one.related_model._base_manager.filter(**{f"{one.field.name}__in": identities}) for one in leading]


def _problems(batches: Sequence[UUID]) -> QuerySet[Any]:
    return ImportProblem.objects.filter(batch__in=batches)
