"""Long work of the inventory, one step a fact: a step leaves the fact that the next one waits for."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import (
    ImportDropped,
    ImportPartStaged,
    ImportRefused,
    ImportStarted,
    ImportUndone,
    InventoryImported,
    StagedRowsSwept,
)
from medcord.inventory import actions, queries
from medcord.inventory.models import ImportBatch, Inventory
from medcord.ledger import blobs
from medcord.ledger.models import FactRow

SYSTEM = Viewer(kind=ViewerKind.SYSTEM, member_id=None, party_id=None, role=None, report_id=None, active=True)


def _batch(fact: FactRow) -> ImportBatch | None:
    return ImportBatch.objects.filter(pk=UUID(str(fact.data["batch"]))).first()


@ledger.on(ImportStarted, ImportPartStaged, name="inventory.stage")
def stage(fact: FactRow) -> None:
    """Read the next part, unless the fact is of an older part or another process reads this file to its end."""
    batch = _batch(fact)
    if batch is None or not batch.by_worker or fact.data.get("part", 0) != batch.parts:
        return
    if batch.state == ImportBatch.State.STAGING:
        actions.stage_next(batch, actor=SYSTEM)
    elif batch.state == ImportBatch.State.CARRYING:
        actions.carry_next(batch, actor=SYSTEM)


@ledger.on(ImportDropped, ImportRefused, ImportUndone, StagedRowsSwept, name="inventory.sweep")
def sweep(fact: FactRow) -> None:
    """Delete what a dropped, refused, undone or replaced import left, a part at a time, and its file at the end."""
    batch = _batch(fact)
    if batch is None or Inventory.objects.filter(Q(current=batch) | Q(previous=batch)).exists():
        return
    if fact.kind == StagedRowsSwept.__name__ and not fact.data["rows"]:
        if batch.blob is not None:
            blobs.store().destroy(batch.blob)
        return
    actions.sweep_next(batch, actor=SYSTEM)


@ledger.on(InventoryImported, name="inventory.sweep_older")
def sweep_older(fact: FactRow) -> None:
    """The import in use and the one before it are kept; an older one goes."""
    batch = queries.older_to_sweep(UUID(str(fact.data["organisation"])))
    if batch is not None:
        actions.sweep_next(batch, actor=SYSTEM)
