"""Records for the public: for the owner of the case. What somebody asks for, what is withheld and why, what leaves."""

from __future__ import annotations

from uuid import UUID

from django.http.response import HttpResponseBase

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject, serves
from medcord.api.schemas import records as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import COORDINATOR, Asked
from medcord.cases import queries as cases
from medcord.core.refusals import NotFound
from medcord.ledger.downloads import as_attachment
from medcord.records import actions, queries

router = Subject(tags=["Records"])


@router.get("/records", auth=COORDINATOR, response=shapes.RecordsOverview)
def overview(request: Asked) -> shapes.RecordsOverview:
    """Requests to answer and cases due for destruction, over all own cases."""
    due = [
        shapes.RecordsCaseDue(case=one.case.reference, rule=one.rule.code, until=one.until, held=one.held)
        for one in queries.due(request.auth)
    ]
    return shapes.RecordsOverview(
        waiting=[shapes.RecordsRequested.of(row) for row in queries.waiting(request.auth)], due=due
    )


@router.get("/cases/{reference}/records", auth=COORDINATOR, response=shapes.CaseRecords)
def of_case(request: Asked, reference: Key) -> shapes.CaseRecords:
    """Requests for the records of a case, and how long it is kept."""
    case = cases.case_for(request.auth, reference)
    kept = queries.kept(request.auth, case)
    return shapes.CaseRecords(
        requests=[shapes.RecordsRequested.of(row) for row in queries.requests_of(request.auth, case)],
        retention=shapes.RetentionShown.of_kept(kept) if kept else None,
    )


@router.post("/cases/{reference}/records", auth=COORDINATOR, response={201: shapes.RecordsRequested})
def note(request: Asked, reference: Key, given: shapes.RecordsAsked) -> shapes.RecordsRequested:
    """Note that somebody asks for the records of a case."""
    return shapes.RecordsRequested.of(actions.note_request(reference, given.words(), actor=request.auth))


@router.put("/cases/{reference}/retention", auth=COORDINATOR, response=shapes.RetentionShown)
def keep(request: Asked, reference: Key, given: shapes.RetentionGiven) -> shapes.RetentionShown:
    """Say by which rule of the schedule a case is kept. Nothing is destroyed by it."""
    actions.set_retention(reference, given.rule, because=given.because, actor=request.auth)
    kept = queries.kept(request.auth, cases.case_for(request.auth, reference))
    if kept is None:
        raise NotFound("retention")
    return shapes.RetentionShown.of_kept(kept)


@router.get("/cases/{reference}/records/{asked}", auth=COORDINATOR, response=Page[shapes.RecordsItemShown])
def items(request: Asked, reference: Key, asked: UUID, cut: CutQuery) -> Page[shapes.RecordsItemShown]:
    """Every item in the range of a request, with what its class proposes and what was decided of it."""
    case = cases.case_for(request.auth, reference)
    standing = queries.standing_of(request.auth, case, queries.request_for(request.auth, case, asked))
    names = queries.finders(standing)
    return page_of(standing, cut, lambda one: shapes.RecordsItemShown.of(one, names))


@router.post("/cases/{reference}/records/{asked}/decisions", auth=COORDINATOR, response=shapes.RecordsRequested)
def decide(request: Asked, reference: Key, asked: UUID, given: shapes.RecordsDecision) -> shapes.RecordsRequested:
    """Decide of one item whether it leaves, under the caller's name."""
    row = actions.decide(
        reference, asked, given.item, withheld=given.withheld, exemption=given.exemption, because=given.because,
        actor=request.auth,
    )  # fmt: skip
    return shapes.RecordsRequested.of(row.request)


@router.post("/cases/{reference}/records/{asked}/plain", auth=COORDINATOR, response=shapes.RecordsPlainReleased)
def plain(request: Asked, reference: Key, asked: UUID) -> shapes.RecordsPlainReleased:
    """Decide that all leaves against which nothing speaks: no class, no file, nothing that looks like something to
    withhold."""
    return shapes.RecordsPlainReleased(items=actions.release_plain(reference, asked, actor=request.auth))


@router.post("/cases/{reference}/records/{asked}/passages", auth=COORDINATOR, response={201: list[shapes.CutPassage]})
def redact(request: Asked, reference: Key, asked: UUID, given: shapes.PassageToCut) -> list[shapes.CutPassage]:
    """Withhold a passage of an item wherever it stands there, under one exemption."""
    rows = actions.redact(reference, asked, given.item, given.value(), actor=request.auth)
    same = ("start", "end", "exemption", "made_name")
    return [shapes.CutPassage(id=row.pk, **{name: getattr(row, name) for name in same}) for row in rows]


@router.post(
    "/cases/{reference}/records/{asked}/passages/{passage}/taking-back",
    auth=COORDINATOR,
    response=shapes.RecordsRequested,
)
def take_back(request: Asked, reference: Key, asked: UUID, passage: UUID) -> shapes.RecordsRequested:
    """No longer withhold a passage; possible until the release."""
    return shapes.RecordsRequested.of(actions.take_back(reference, asked, passage, actor=request.auth).request)


@router.post("/cases/{reference}/records/{asked}/readiness", auth=COORDINATOR, response=shapes.RecordsRequested)
def ready(request: Asked, reference: Key, asked: UUID) -> shapes.RecordsRequested:
    """The first signature: all is decided, and no withheld words stand in what leaves."""
    return shapes.RecordsRequested.of(actions.propose_release(reference, asked, actor=request.auth))


@router.post("/cases/{reference}/records/{asked}/release", auth=COORDINATOR, response=shapes.RecordsRequested)
def release(request: Asked, reference: Key, asked: UUID) -> shapes.RecordsRequested:
    """The second signature, by another member of the owner: the bundle is made and can be fetched."""
    return shapes.RecordsRequested.of(actions.release(reference, asked, actor=request.auth))


@router.get("/cases/{reference}/records/{asked}/bundle", auth=COORDINATOR)
@serves("application/octet-stream")
def bundle(request: Asked, reference: Key, asked: UUID) -> HttpResponseBase:
    """What left: a ZIP with a page, the same as JSON, files, and a list of hashes."""
    row = queries.request_for(request.auth, cases.case_for(request.auth, reference), asked)
    if row.blob is None:
        raise NotFound("bundle")
    return as_attachment(f"records-{row.pk}.zip", row.blob, kind="application/zip")
