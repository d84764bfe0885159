"""Independent tests of a case: request, custody, result, and who may see it."""

from __future__ import annotations

from uuid import UUID

from medcord.api.routing import Subject
from medcord.api.schemas import lab as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import CASE_PARTIES, COORDINATOR, Asked
from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.lab import actions, queries

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


@router.post("/cases/{reference}/tests/{test}/release", auth=COORDINATOR, response=shapes.LabTestShown)
def release(request: Asked, reference: Key, test: Key, given: shapes.LabReleaseGiven) -> shapes.LabTestShown:
    """Decide who may see the result, with a reason."""
    actions.release(reference, test, actor=request.auth, **dict(given))
    return _shown(request.auth, reference, test)
