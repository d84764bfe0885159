"""A hospital's inventory: imports step by step, and devices."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from ninja import File, Form, Query, UploadedFile

from medcord.api.paging import CutQuery, Page, page_of, page_with
from medcord.api.routing import Subject
from medcord.api.schemas import hospital as shapes
from medcord.api.schemas.spills import BookEntry, Destroyed, DestroyGiven
from medcord.api.viewers import HOSPITAL, Asked
from medcord.core.access import Viewer
from medcord.core.refusals import Refusal
from medcord.inventory import actions, queries
from medcord.inventory.models import ImportBatch
from medcord.matching import queries as matching
from medcord.parties import queries as parties
from medcord.remediation import queries as work

router = Subject(tags=["Inventory"])

MOST_IMPORTS = 200


@router.post("/inventory/imports", auth=HOSPITAL, response={201: shapes.ImportEntry})
def receive(request: Asked, given: Form[shapes.ImportGiven], file: File[UploadedFile]) -> shapes.ImportEntry:
    """Put an inventory file down (CSV, XLSX, XLS or ODS, up to 100 MB); nothing of it is in use yet.

    Its columns are recognised; name others by their titles. With `read` or any title the file is read at once.
    """
    batch = actions.receive(file.read(), name=file.name or "", actor=request.auth)
    if given.read or given.chosen():
        batch = _read(batch, given.chosen(), request.auth)
    return shapes.ImportEntry.of(batch)


def _read(batch: ImportBatch, chosen: dict[str, str], viewer: Viewer, version: int | None = None) -> ImportBatch:
    """Start reading with what was chosen and, for the rest, what was recognised and is not taken."""
    taken = {title.casefold() for title in chosen.values()}
    rest = {f: t for f, t in batch.proposed.items() if f not in chosen and t.casefold() not in taken}
    try:
        return actions.choose_columns(batch.id, rest | chosen, expected_version=version, actor=viewer)
    except Refusal:
        if version is None:
            actions.drop(batch.id, actor=viewer)  # put down by this very request: nobody else knows of it
        raise


@router.get("/inventory/imports", auth=HOSPITAL, response=Page[shapes.ImportEntry])
def imports(request: Asked, cut: CutQuery) -> Page[shapes.ImportEntry]:
    """The latest imports, newest first."""
    return page_of(queries.batches(request.auth, most=MOST_IMPORTS), cut, shapes.ImportEntry.of)


@router.get("/inventory/imports/{key}", auth=HOSPITAL, response=shapes.ImportEntry)
def import_one(request: Asked, key: UUID) -> shapes.ImportEntry:
    """One import: how far it is read, and what would change."""
    return shapes.ImportEntry.of(queries.batch_for(request.auth, key))


@router.get("/inventory/imports/{key}/problems", auth=HOSPITAL, response=Page[shapes.Problem])
def problems(request: Asked, key: UUID, cut: CutQuery) -> Page[shapes.Problem]:
    """Everything that was odd about the rows of a file, in file order."""
    return page_of(queries.problems(request.auth, queries.batch_for(request.auth, key)), cut, shapes.Problem.of)


@router.post("/inventory/imports/{key}/columns", auth=HOSPITAL, response=shapes.ImportEntry)
def columns(request: Asked, key: UUID, given: shapes.ColumnsChosen) -> shapes.ImportEntry:
    """Say which column holds what and have the file read; chosen again, it is read again as a new import."""
    batch = queries.batch_for(request.auth, key)
    version = batch.version if given.expected_version is None else given.expected_version
    return shapes.ImportEntry.of(_read(batch, given.chosen(), request.auth, version))


@router.post("/inventory/imports/{key}/use", auth=HOSPITAL, response=shapes.ImportEntry)
def use(request: Asked, key: UUID, given: shapes.UseGiven) -> shapes.ImportEntry:
    """Put a file that has been read into use; matching follows by itself."""
    return shapes.ImportEntry.of(actions.load(key, keep_absent=given.keep_absent, actor=request.auth))


@router.post("/inventory/imports/{key}/drop", auth=HOSPITAL, response=shapes.ImportEntry)
def drop(request: Asked, key: UUID) -> shapes.ImportEntry:
    """Give up an import that is not in use; the inventory is not touched."""
    return shapes.ImportEntry.of(actions.drop(key, actor=request.auth))


@router.post("/inventory/imports/{key}/undo", auth=HOSPITAL, response=shapes.ImportEntry)
def undo(request: Asked, key: UUID) -> shapes.ImportEntry:
    """Take back the import in use: the inventory is again the one before it."""
    return shapes.ImportEntry.of(actions.undo(key, actor=request.auth))


@router.post("/inventory/imports/{key}/purge", auth=HOSPITAL, response=shapes.ImportEntry)
def destroy_file(request: Asked, key: UUID, given: DestroyGiven) -> shapes.ImportEntry:
    """Destroy what is kept of a file: bytes, name, first rows, remarks. Its devices stay."""
    return shapes.ImportEntry.of(actions.destroy_file(key, actor=request.auth, **dict(given)))


@router.get("/inventory/destroyed", auth=HOSPITAL, response=Page[BookEntry])
def destroyed(request: Asked, cut: CutQuery) -> Page[BookEntry]:
    """What was destroyed of the inventory and the worklist, by whom and why, newest first."""
    book = work.destroyed(request.auth)
    names = parties.member_names({one.by for one in book if one.by})
    return page_of(book, cut, lambda one: BookEntry.of(one, names))


@router.get("/devices", auth=HOSPITAL, response=Page[shapes.DeviceEntry])
def devices(request: Asked, cut: CutQuery, chosen: Annotated[shapes.DeviceCut, Query()]) -> Page[shapes.DeviceEntry]:
    """Devices in use, by asset tag. `offset` is a multiple of `limit`."""
    wanted = queries.DeviceFilter(
        q=chosen.q,
        site=chosen.site,
        department=chosen.department,
        identity=str(chosen.identity or ""),
        version="none" if chosen.without_version else "",
    )
    found = queries.devices(request.auth, wanted, page=cut.number, per=cut.limit)
    return page_with([shapes.DeviceEntry.of(row) for row in found.rows], found.total, cut)


@router.get("/devices/{device}", auth=HOSPITAL, response=shapes.DeviceDetail)
def device(request: Asked, device: UUID) -> shapes.DeviceDetail:
    """One device: what every advisory says of it, what can be done, and what was done."""
    viewer = request.auth
    unit = queries.unit_for(viewer, device)
    found = matching.verdicts_of_identity(viewer, unit.entry.identity_id)
    quoted, gone = matching.quoted(found), matching.no_longer_standing([row.advisory_id for row in found])
    lines = work.history_of(viewer, device)
    names = parties.member_names({line.act.by for line in lines if line.act.by})
    return shapes.DeviceDetail(
        **dict(shapes.DeviceEntry.of(unit.entry)),
        in_use=unit.in_use,
        said=[shapes.Said.of(row, quoted.get(row.id, ()), gone.get(row.advisory_id)) for row in found],
        work=[shapes.WorkDone.of(line, names) for line in lines],
    )


@router.post("/devices/{device}/purge", auth=HOSPITAL, response=Destroyed)
def destroy_device(request: Asked, device: UUID, given: DestroyGiven) -> Destroyed:
    """Destroy what was typed of a device in every import, with what is kept of the files it came by."""
    actions.destroy_device(device, actor=request.auth, **dict(given))
    return Destroyed(gone=1)
