"""A staged import is put into use, taken back, or dropped; what is no longer needed is swept away in parts."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.facts import ImportDropped, ImportPartStaged, ImportUndone, InventoryImported, StagedRowsSwept
from medcord.core.refusals import RuleRefusal
from medcord.gateways import clock
from medcord.inventory import queries, reading
from medcord.inventory.models import Entry, ImportBatch, ImportProblem, Inventory

PART_ROWS = 800
_SWEPT_AT_ONCE = 4000


@ledger.action
def load(batch_id: UUID | str, *, keep_absent: bool = False, by_worker: bool = True, actor: Viewer) -> ImportBatch:
    """Put a staged import into use. Devices that are not in the file are retired, or first carried over on request."""
    batch = queries.batch_for(actor, batch_id)
    if batch.state != ImportBatch.State.READY:
        raise RuleRefusal("This file is not ready to be used: wait until it has been read.", code="import-not-ready")
    inventory = _inventory(batch)
    if inventory.current_id != batch.base_id:
        raise RuleRefusal(
            "The inventory was changed after this file was read, so that its counts no longer hold. "
            "Read the file again, look at the counts, then use it.",
            code="inventory-moved",
        )
    if keep_absent and batch.retired:
        batch.state, batch.by_worker = ImportBatch.State.CARRYING, by_worker
        fact = ImportPartStaged(batch.organisation_id, batch.id, batch.parts, 0)
        ledger.commit(rows=[batch], facts=[fact], actor=actor)
        return batch
    _switch(batch, inventory, actor)
    return batch


@ledger.action
def carry_next(batch: ImportBatch, *, actor: Viewer) -> ImportBatch:
    """Carry over one more part of the devices that are not in the file; after the last one the import is in use."""
    named = Entry.objects.filter(batch=batch, device=OuterRef("device"))
    absent = list(Entry.objects.filter(~Exists(named), batch=batch.base).order_by("asset_tag")[:PART_ROWS])
    for entry in absent:
        entry.pk, entry.batch, entry._state.adding = uuid.uuid4(), batch, True
    batch.parts += 1
    batch.kept += len(absent)
    if len(absent) < PART_ROWS:
        batch.retired = 0
        _switch(batch, _inventory(batch), actor, [absent])
        return batch
    fact = ImportPartStaged(batch.organisation_id, batch.id, batch.parts, len(absent))
    ledger.commit(rows=[batch], new=[absent], facts=[fact], actor=actor)
    return batch


def _inventory(batch: ImportBatch) -> Inventory:
    found = Inventory.objects.filter(organisation=batch.organisation_id).first()
    return found or Inventory(organisation_id=batch.organisation_id)


def _switch(batch: ImportBatch, inventory: Inventory, actor: Viewer, new: list[list[Entry]] | None = None) -> None:
    batch.state, batch.loaded_at = ImportBatch.State.LOADED, clock.now()
    inventory.previous, inventory.current = inventory.current, batch
    fact = InventoryImported(
        batch.organisation_id,
        batch.id,
        batch.rows,
        batch.added,
        batch.changed,
        batch.unchanged,
        batch.retired,
        batch.problem_count,
        ledger.seal(batch.salt, batch.content),
    )
    ledger.commit(rows=[batch, inventory], new=new or [], facts=[fact], actor=actor)


@ledger.action
def undo(batch_id: UUID | str, *, actor: Viewer) -> ImportBatch:
    """Take back the import in use: the inventory is again the one before it."""
    batch = queries.batch_for(actor, batch_id)
    inventory = _inventory(batch)
    if inventory.current_id != batch.id or inventory.previous_id is None:
        raise RuleRefusal(
            "Only the import in use can be taken back, and only while the one before it is kept. "
            "Give the older file again instead.",
            code="cannot-undo",
        )
    restored = inventory.previous_id
    inventory.current_id, inventory.previous_id = restored, None
    batch.state = ImportBatch.State.UNDONE
    fact = ImportUndone(batch.organisation_id, batch.id, restored)
    ledger.commit(rows=[batch, inventory], facts=[fact], actor=actor)
    return batch


@ledger.action
def drop(batch_id: UUID | str, *, actor: Viewer) -> ImportBatch:
    """Give up an import that is not in use yet. The inventory in use is not touched."""
    batch = queries.batch_for(actor, batch_id)
    if batch.state not in {"received", "staging", "ready", "carrying"}:
        raise RuleRefusal("This import is finished; there is nothing to give up.", code="import-finished")
    batch.state = ImportBatch.State.DROPPED
    reading.forget(batch.id)
    ledger.commit(rows=[batch], facts=[ImportDropped(batch.organisation_id, batch.id)], actor=actor)
    return batch


@ledger.action
def sweep_next(batch: ImportBatch, *, actor: Viewer) -> int:
    """Delete one more part of an import nobody needs any longer; how many entries this part deleted.

    What an import that was once in use says of a device no newer one names stays: it is the last that is known of it.
    """
    entries = list(queries.not_needed(batch).values_list("pk", flat=True)[:_SWEPT_AT_ONCE])
    gone: list[Any] = [Entry.objects.filter(pk__in=entries)]
    if not entries:
        gone.append(ImportProblem.objects.filter(batch=batch))
    ledger.commit(gone=gone, facts=[StagedRowsSwept(batch.organisation_id, batch.id, len(entries))], actor=actor)
    return len(entries)
