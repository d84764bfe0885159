"""A file is put down, and a member says which column holds what."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from collections.abc import Mapping
from uuid import UUID

from medcord import ledger
from medcord.core.access import Permission, Viewer
from medcord.core.facts import Fact, ImportDropped, ImportReceived, ImportStarted
from medcord.core.refusals import EditedMeanwhile, InputRefusal, RuleRefusal
from medcord.formats.inventory import FIELDS, Layout, Table, read_devices, read_table, recognise
from medcord.gateways import clock
from medcord.inventory import queries
from medcord.inventory.models import ColumnMapping, ImportBatch
from medcord.ledger import blobs

LARGEST_FILE = 100 * 1024 * 1024
_SAMPLE_ROWS = 8
_CELL_SHOWN = 80

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def receive(data: bytes, *, name: str, actor: Viewer) -> ImportBatch:
    """Put a file down and look at its titles and first rows. An unusable one is refused and leaves nothing behind."""
    organisation = queries.hospital_of(actor, Permission.INVENTORY_IMPORT)
    name = _plain_name(name)
    if len(data) > LARGEST_FILE:
        raise InputRefusal(
            f"{name} has {len(data) // 1_000_000} MB; at most {LARGEST_FILE // 1_000_000} MB are taken. "
            "Leave out columns that say nothing of the device, or give it in two files.",
            code="file-too-large",
            fields={"file": name},
        )
    table = read_table(io.BytesIO(data), name=name)
    blob = uuid.uuid4()
    blobs.store().put(blob, data)
    return _keep(table, data, blob, organisation, actor=actor)


@ledger.action
def _keep(table: Table, data: bytes, blob: UUID, organisation: UUID, *, actor: Viewer) -> ImportBatch:
    proposal = recognise(table.header, table.sample)
    remembered = queries.remembered_columns(organisation, header_digest(table.header))
    titles = set(table.header)
    how = dict.fromkeys(remembered, "remembered") if remembered else dict(proposal.how)
    batch = ImportBatch(
        organisation_id=organisation,
        name=table.name,
        blob=blob,
        size=len(data),
        salt=ledger.new_salt(),
        header=list(table.header),
        sample=[[cell[:_CELL_SHOWN] for cell in row] for row in table.sample[:_SAMPLE_ROWS]],
        layout=_layout(table.layout),
        proposed={f: t for f, t in (remembered or proposal.columns).items() if t in titles},
        how=how,
        received_at=clock.now(),
        received_by=actor.member_id,
    )
    digest = ledger.seal(batch.salt, data)
    ledger.commit(rows=[batch], facts=[ImportReceived(organisation, batch.id, len(data), digest)], actor=actor)
    return batch


@ledger.action
def choose_columns(
    batch_id: UUID | str,
    columns: Mapping[str, str],
    *,
    expected_version: int | None = None,
    by_worker: bool = True,
    actor: Viewer,
) -> ImportBatch:
    """Say which column holds what (field to title, "" for none), remember it, and have the file read into staging.

    Chosen again for a file that is being read or was read, reading starts anew as another import, which is returned.
    """
    batch = queries.batch_for(actor, batch_id)
    if batch.state not in {"received", "staging", "ready"} or batch.blob is None:
        raise RuleRefusal("This import is finished. Give the file again to change its columns.", code="import-finished")
    if expected_version is not None and batch.version != expected_version:
        raise EditedMeanwhile("import")
    chosen = {field: columns.get(field, "") for field in FIELDS}
    read_devices(
        io.BytesIO(blobs.store().get(batch.blob)), name=batch.name, mapping=chosen
    )  # refuses what does not fit
    left = [] if batch.state == ImportBatch.State.RECEIVED else [batch]
    batch = _again(batch) if left else batch
    batch.columns, batch.state, batch.by_worker = chosen, ImportBatch.State.STAGING, by_worker
    batch.base = queries.in_use(batch.organisation_id)
    organisation = batch.organisation_id
    facts: list[Fact] = [ImportDropped(organisation, row.id) for row in left]
    digest = ledger.seal(batch.salt, json.dumps(chosen, sort_keys=True))
    facts.append(ImportStarted(organisation, batch.id, digest))
    ledger.commit(rows=[*left, batch, _remember(batch, chosen)], facts=facts, actor=actor)
    return batch


def _again(left: ImportBatch) -> ImportBatch:
    """A fresh import of the same file; what was staged for the one left behind is swept away later, in parts."""
    same = ("organisation_id", "name", "blob", "size", "header", "sample", "layout", "proposed", "how", "received_by")
    fresh = ImportBatch(**{name: getattr(left, name) for name in same}, salt=ledger.new_salt(), received_at=clock.now())
    left.state, left.blob = ImportBatch.State.DROPPED, None
    return fresh


def _remember(batch: ImportBatch, chosen: dict[str, str]) -> ColumnMapping:
    digest = header_digest(batch.header)
    row = ColumnMapping.objects.filter(organisation=batch.organisation_id, header_digest=digest).first()
    row = row or ColumnMapping(organisation_id=batch.organisation_id, header_digest=digest)
    row.columns = chosen
    return row


def header_digest(header: list[str] | tuple[str, ...]) -> str:
    """SHA-256 of the titles in order: files from the same export have the same."""
    return hashlib.sha256(json.dumps(list(header)).encode()).hexdigest()


def _plain_name(name: str) -> str:
    bare = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable()).strip()
    return bare[-200:] or "the file"


def _layout(layout: Layout) -> str:
    if layout.kind != "csv":
        return f"{layout.kind.upper()}, sheet “{layout.sheet}”"[:120]
    between = _DELIMITERS.get(layout.delimiter, f"“{layout.delimiter}”")
    return f"text, cells between {between}, {layout.encoding}"[:120]
