"""Some are told before all what a draft says (89): the owner of the case prepares it, another member approves it."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpResponse

from medcord.api.restricted import _file
from medcord.api.routing import Subject, serves
from medcord.api.schemas import restricted as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import COORDINATOR, Asked
from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.drafting import actions
from medcord.drafting import queries as drafts
from medcord.formats.csaf import csaf_filename
from medcord.restricted import queries

router = Subject(tags=["Restricted advisories"])


def _shown(viewer: Viewer, reference: str, telling: UUID) -> shapes.TellingShown:
    row = drafts.telling_for(viewer, cases.case_for(viewer, reference), telling)
    return shapes.TellingShown.of(queries.prepared_one(viewer, row.restricted))


@router.get("/cases/{reference}/tellings", auth=COORDINATOR, response=list[shapes.TellingShown])
def listing(request: Asked, reference: Key) -> list[shapes.TellingShown]:
    """What of a case some were told, or are to be told, before all; for its owner."""
    rows = drafts.tellings_for(request.auth, cases.case_for(request.auth, reference))
    found = queries.prepared_for(request.auth, [row.restricted for row in rows])
    return [shapes.TellingShown.of(one) for one in found]


@router.post("/cases/{reference}/tellings", auth=COORDINATOR, response={201: shapes.TellingShown})
def prepare(request: Asked, reference: Key, given: shapes.TellingGiven) -> shapes.TellingShown:
    """Prepare it from the draft as it is. Nobody is told before another member has approved it."""
    row = actions.tell_some(
        reference, label=given.label, parties=given.parties, early_reason=given.early_reason, actor=request.auth
    )
    return _shown(request.auth, reference, row.restricted)


@router.get("/cases/{reference}/tellings/{telling}/csaf", auth=COORDINATOR)
@serves("application/json")
def document(request: Asked, reference: Key, telling: UUID, standard: Literal["2.0", "2.1"] = "2.1") -> HttpResponse:
    """The CSAF file as it is, or would be, told: what the second member reads."""
    row = drafts.telling_for(request.auth, cases.case_for(request.auth, reference), telling)
    found = queries.prepared_one(request.auth, row.restricted).row
    return _file(queries.document_of(found, standard), csaf_filename(found.tracking_id))


@router.post("/cases/{reference}/tellings/{telling}/approval", auth=COORDINATOR, response=shapes.TellingShown)
def approve(request: Asked, reference: Key, telling: UUID, given: shapes.TellingRead) -> shapes.TellingShown:
    """Approve exactly what was read, as another member: the parties that wait are told now."""
    actions.approve_telling(reference, telling, seen=given.seen, actor=request.auth)
    return _shown(request.auth, reference, telling)


@router.post("/cases/{reference}/tellings/{telling}/refusal", auth=COORDINATOR, response=shapes.TellingShown)
def refuse(request: Asked, reference: Key, telling: UUID, given: shapes.TellingReason) -> shapes.TellingShown:
    """Say no to what was prepared: nobody is told."""
    actions.refuse_telling(reference, telling, reason=given.reason, actor=request.auth)
    return _shown(request.auth, reference, telling)


@router.post("/cases/{reference}/tellings/{telling}/withdrawal", auth=COORDINATOR, response=shapes.TellingShown)
def withdraw(request: Asked, reference: Key, telling: UUID, given: shapes.TellingReason) -> shapes.TellingShown:
    """Take back what was told. Those who were told read that, and why."""
    actions.withdraw_telling(reference, telling, reason=given.reason, actor=request.auth)
    return _shown(request.auth, reference, telling)


@router.post("/cases/{reference}/tellings/{telling}/parties", auth=COORDINATOR, response=shapes.TellingShown)
def name(request: Asked, reference: Key, telling: UUID, given: shapes.TellingParty) -> shapes.TellingShown:
    """Name one more party; it is told when another member approves it."""
    actions.name_told(reference, telling, given.party, actor=request.auth)
    return _shown(request.auth, reference, telling)


@router.post(
    "/cases/{reference}/tellings/{telling}/parties/{party}/removal", auth=COORDINATOR, response=shapes.TellingShown
)
def remove(request: Asked, reference: Key, telling: UUID, party: UUID) -> shapes.TellingShown:
    """Take a party off: it reads this no longer."""
    actions.remove_told(reference, telling, party, actor=request.auth)
    return _shown(request.auth, reference, telling)
