"""Published advisories: open to everybody; members take others' in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from django.http import HttpResponse
from ninja import File, Query, UploadedFile

from medcord.advisories import actions, queries
from medcord.advisories.models import AdvisoryRevision, PublishedAdvisory
from medcord.advisories.queries import without_serials
from medcord.api.paging import CutQuery, Page, page_of, page_with
from medcord.api.routing import Subject
from medcord.api.schemas import advisories as shapes
from medcord.api.schemas.base import Key, Whole
from medcord.api.viewers import ANYBODY, TAKERS, Asked
from medcord.core.advisory.difference import differences
from medcord.core.device.carrier import NOTHING, UNSOUND, Carried, udi_of
from medcord.core.device.udi import WrongUdi
from medcord.core.refusals import InputRefusal
from medcord.formats.csaf import csaf_filename
from medcord.formats.unpacking import Given, documents_in

router = Subject(tags=["Advisories"])

Filter = Annotated[shapes.AdvisoryFilter, Query()]


def _exploited(rows: list[PublishedAdvisory]) -> set[str]:
    return set(queries.exploited_since(cve for row in rows for cve in row.current.cve_ids))


@router.get("/advisories", auth=ANYBODY, response=Page[shapes.AdvisoryEntry])
def listing(request: Asked, cut: CutQuery, chosen: Filter) -> Page[shapes.AdvisoryEntry]:
    """Advisories that are published, searched and cut. A UDI goes in the body of a look-up, never in this address."""
    queries.require_no_udi(chosen.q, chosen.product, chosen.model, chosen.cve, chosen.maker)
    found = queries.matching(request.auth, **dict(chosen))
    rows = list(found[cut.offset : cut.offset + cut.limit])
    exploited = _exploited(rows)
    return page_with([shapes.AdvisoryEntry.of(row, exploited) for row in rows], found.count(), cut)


@router.post("/advisories/look-up", auth=ANYBODY, response=shapes.DeviceFound)
def look_up(request: Asked, cut: CutQuery, asked: shapes.DeviceAsked) -> shapes.DeviceFound:
    """Look a device up by UDI, model or product without leaving it in an address. Nothing of it is kept.

    No advisory found here is not the same as not affected.
    """
    carried = _carried(asked.udi) if asked.udi.strip() else None
    found = queries.matching(request.auth, **{**dict(asked), "udi": carried.text if carried else ""})
    rows, count = list(found[cut.offset : cut.offset + cut.limit]), found.count()
    exploited = _exploited(rows)
    return shapes.DeviceFound(
        device_identifier=carried.text if carried else "",
        note=" ".join([UNSOUND] * bool(carried and not carried.sound) + [NOTHING] * (not count)),
        items=[shapes.AdvisoryEntry.of(row, exploited) for row in rows],
        count=count,
        limit=cut.limit,
        offset=cut.offset,
    )


def _carried(udi: str) -> Carried:
    try:
        return udi_of(udi)
    except WrongUdi as error:
        raise InputRefusal(str(error), code="wrong-udi", fields={"field": "udi"}) from None


@router.post("/advisories/take-in", auth=TAKERS, response=shapes.TakenInReport)
def take_in(request: Asked, files: File[list[UploadedFile]]) -> shapes.TakenInReport:
    """Take in CSAF advisories of other publishers: files, or archives of them.

    A file that cannot be used is listed with why, and the rest goes in.
    """
    return shapes.TakenInReport.of(actions.take_in(_documents(files), actor=request.auth))


def _documents(files: list[UploadedFile]) -> Iterator[Given]:
    for file in files:
        yield from documents_in(file.name or "file", file.read())


@router.post("/advisories/known-exploited", auth=TAKERS, response=shapes.ExploitedList)
def take_in_exploited(request: Asked, file: File[UploadedFile]) -> shapes.ExploitedList:
    """Replace the list of known exploited CVEs by a newer one (CISA's KEV as JSON)."""
    actions.take_in_kev(file.read(), name=file.name or "KEV", actor=request.auth)
    state = queries.kev_state()
    return shapes.ExploitedList(catalogue=state.catalogue, listed=state.listed)


@router.get("/advisories/{path:tracking_id}/csaf", auth=ANYBODY, response=dict)
def document(request: Asked, tracking_id: Key, revision: Whole = 0) -> HttpResponse:
    """The CSAF file of the revision in force (or of another), byte by byte."""
    found = _revision(request, tracking_id, revision)
    response = HttpResponse(queries.document_for(request.auth, found), content_type="application/json")
    response.headers["ETag"] = f'"{found.sha256}"'
    response.headers["Content-Disposition"] = f'inline; filename="{csaf_filename(tracking_id)}"'
    return response


def _revision(request: Asked, tracking_id: str, number: int) -> AdvisoryRevision:
    if number:
        return queries.revision_for(request.auth, tracking_id, number)
    return queries.advisory_for(request.auth, tracking_id).current


@router.get("/advisories/{path:tracking_id}/revisions", auth=ANYBODY, response=Page[shapes.AdvisoryRevisionEntry])
def revisions(request: Asked, tracking_id: Key, cut: CutQuery) -> Page[shapes.AdvisoryRevisionEntry]:
    """Revisions kept of an advisory, newest first."""
    rows = queries.history(request.auth, queries.advisory_for(request.auth, tracking_id))
    return page_of(rows, cut, shapes.AdvisoryRevisionEntry.of)


@router.get("/advisories/{path:tracking_id}/changes", auth=ANYBODY, response=shapes.AdvisoryChanges)
def changes(request: Asked, tracking_id: Key, since: Whole = 0, revision: Whole = 0) -> shapes.AdvisoryChanges:
    """What changed since revision ``since`` (the one before, when none is named), up to the one in force or another."""
    after = _revision(request, tracking_id, revision)
    before = _revision(request, tracking_id, since or max(1, after.number - 1))
    found = differences(queries.value_of(before), queries.value_of(after))
    said = [shapes.AdvisoryChange.of(one) for one in found]
    return shapes.AdvisoryChanges(since=before.number, number=after.number, changes=said)


@router.get("/advisories/{path:tracking_id}", auth=ANYBODY, response=shapes.AdvisoryDetail)
def one(request: Asked, tracking_id: Key) -> shapes.AdvisoryDetail:
    """One advisory, as it is in force."""
    row = queries.advisory_for(request.auth, tracking_id)
    return shapes.AdvisoryDetail.whole(row, _exploited([row]), without_serials(queries.value_of(row.current)))
