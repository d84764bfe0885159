"""Independent tests of a case: request, custody, result, and who may see it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http.response import HttpResponseBase
from ninja import File, Form, UploadedFile

from medcord.api.routing import Subject
from medcord.api.schemas import lab as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import CASE_PARTIES, COORDINATOR, Asked
from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.refusals import InputRefusal
from medcord.lab import actions, queries
from medcord.ledger.downloads import as_attachment

router = Subject(tags=["Independent tests"])


def _shown(viewer: Viewer, reference: str, test: str) -> shapes.LabTestShown:
    case = cases.case_for(viewer, reference)
    return shapes.LabTestShown.seen(viewer, case, queries.test_for(viewer, case, test))


@router.get("/cases/{reference}/tests", auth=CASE_PARTIES, response=list[shapes.LabTestShown])
def listing(request: Asked, reference: Key) -> list[shapes.LabTestShown]:
    """Independent tests of a case that exist for the viewer, oldest first."""
    case = cases.case_for(request.auth, reference)
    return [shapes.LabTestShown.seen(request.auth, case, row) for row in queries.of_case(request.auth, case)]


@router.post("/cases/{reference}/tests", auth=CASE_PARTIES, response={201: shapes.LabTestShown})
def ask(request: Asked, reference: Key, given: shapes.LabRequestGiven) -> shapes.LabTestShown:
    """Ask the coordinator for an independent test."""
    row = actions.request(reference, given.words(), actor=request.auth)
    return _shown(request.auth, reference, row.reference)


@router.get("/cases/{reference}/tests/{test}", auth=CASE_PARTIES, response=shapes.LabTestShown)
def one(request: Asked, reference: Key, test: Key) -> shapes.LabTestShown:
    """One independent test."""
    return _shown(request.auth, reference, test)


@router.post("/cases/{reference}/tests/{test}/answer", auth=COORDINATOR, response=shapes.LabTestShown)
def answer(request: Asked, reference: Key, test: Key, given: shapes.LabAnswerGiven) -> shapes.LabTestShown:
    """Take a request on and name the laboratory, or turn it down with a reason."""
    actions.answer(reference, test, actor=request.auth, **dict(given))
    return _shown(request.auth, reference, test)


@router.post("/cases/{reference}/tests/{test}/specimens", auth=CASE_PARTIES, response={201: shapes.LabTestShown})
def specimen(request: Asked, reference: Key, test: Key, given: shapes.SpecimenGiven) -> shapes.LabTestShown:
    """Write a specimen down."""
    actions.add_specimen(reference, test, actor=request.auth, **dict(given))
    return _shown(request.auth, reference, test)


@router.post(
    "/cases/{reference}/tests/{test}/specimens/{specimen}/hand-overs",
    auth=CASE_PARTIES,
    response={201: shapes.LabTestShown},
)
def hand_over(
    request: Asked, reference: Key, test: Key, specimen: UUID, given: shapes.HandOverGiven
) -> shapes.LabTestShown:
    """Sign a hand-over; what does not fit to the one before is shown as a gap."""
    actions.hand_over(reference, test, specimen, given.move, given.words(), actor=request.auth)
    return _shown(request.auth, reference, test)


@router.post("/cases/{reference}/tests/{test}/result", auth=COORDINATOR, response=shapes.LabTestShown)
def report(request: Asked, reference: Key, test: Key, given: shapes.LabResultGiven) -> shapes.LabTestShown:
    """Write the laboratory's result down: evidence of the case from now on."""
    actions.report(reference, test, actor=request.auth, **dict(given))
    return _shown(request.auth, reference, test)


@router.get("/cases/{reference}/tests/{test}/document", auth=CASE_PARTIES, response={200: bytes})
def fetch_document(request: Asked, reference: Key, test: Key) -> HttpResponseBase:
    """The document of the laboratory, as it is, for whoever may read the result; never shown inline."""
    name, row = queries.document_for(request.auth, cases.case_for(request.auth, reference), test)
    return as_attachment(name, row.blob, kind=row.kind)


@router.post("/cases/{reference}/tests/{test}/document", auth=COORDINATOR, response={201: shapes.LabTestShown})
def keep_document(
    request: Asked,
    reference: Key,
    test: Key,
    given: Form[shapes.LabDocumentGiven],
    file: Annotated[UploadedFile | None, File()] = None,
) -> shapes.LabTestShown:
    """Keep the laboratory's document of up to 20 MB: with “outcome” and “words” the result is written down with it, in
    one act; without them it must be the one that the result names by its SHA-256.

    Whoever may read the result gets it as it is; one that has a class, whom the rules of that class let read it.
    """
    cases.case_for(request.auth, reference)
    if file is None:
        raise InputRefusal("Send the file as “file” of a multipart form.", fields={"field": "file"})
    more = dict(given)
    found, sent = {name: more.pop(name) for name in shapes.FOUND}, (file.name or "file", file)
    if found["outcome"] is not None:
        actions.report(reference, test, file=sent, actor=request.auth, **found, **more)
    elif any(found.values()):
        raise InputRefusal("Say the outcome that the laboratory found.", fields={"field": "outcome"})
    else:
        actions.keep_document(reference, test, sent, actor=request.auth, **more)
    return _shown(request.auth, reference, test)


@router.post("/cases/{reference}/tests/{test}/release", auth=COORDINATOR, response=shapes.LabTestShown)
def release(request: Asked, reference: Key, test: Key, given: shapes.LabReleaseGiven) -> shapes.LabTestShown:
    """Decide who may see the result, with a reason."""
    actions.release(reference, test, actor=request.auth, **dict(given))
    return _shown(request.auth, reference, test)
