"""Evidence of a case, emerging signals, public warnings and recalls."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from ninja import File, Path, UploadedFile
from pydantic import Field

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas import emerging as shapes
from medcord.api.schemas.base import LARGEST_NUMBER, Key
from medcord.api.viewers import AGENCIES, CASE_PARTIES, MANUFACTURER, REGULATOR, Asked
from medcord.cases import queries as cases
from medcord.emerging import actions, queries
from medcord.formats.signals.entries import read_list

NO_FILES: list[UploadedFile] = []

router = Subject(tags=["Signals"])

Number = Annotated[int, Field(ge=1, le=LARGEST_NUMBER), Path()]


@router.get("/emerging", auth=REGULATOR, response=Page[shapes.EmergingEntry])
def queue(request: Asked, cut: CutQuery) -> Page[shapes.EmergingEntry]:
    """Emerging signals of the regulator's cases: what waits for a decision first, by due time."""
    return page_of(queries.queue(request.auth), cut, shapes.EmergingEntry.of)


@router.get("/cases/{reference}/evidence", auth=CASE_PARTIES, response=shapes.CaseEvidence)
def evidence(request: Asked, reference: Key) -> shapes.CaseEvidence:
    """On what potential, confirmed and exploited rest, and which signals, warnings and recalls belong to the case."""
    viewer = request.auth
    case = cases.case_for(viewer, reference)
    return shapes.CaseEvidence(
        potential_since=case.opened_at,
        confirmed_at=case.confirmed_at,
        attacks_at=case.attacks_at,
        evidence=[shapes.StateEvidence.of_row(row) for row in cases.evidence(viewer, case)],
        signals=[shapes.LinkedSignal.of(row) for row in cases.linked(viewer, case)],
        emerging=[shapes.EmergingEntry.of(row) for row in queries.of_case(viewer, case)],
        warnings=[shapes.WarningEntry.of(row) for row in queries.warnings(viewer, case)],
        recalls=shapes.RecallEntry.of_lines(queries.recall_lines(viewer, case)),
    )


@router.post("/cases/{reference}/emerging", auth=REGULATOR, response={201: shapes.EmergingEntry})
def raise_signal(request: Asked, reference: Key, given: shapes.InformationGiven) -> shapes.EmergingEntry:
    """Record information that raises an emerging signal, or substantive news of one: 30 days to decide start."""
    row = actions.raise_signal(reference, information=given.information, factors=given.said(), actor=request.auth)
    return shapes.EmergingEntry.of(row)


@router.post("/cases/{reference}/emerging/{number}/decision", auth=REGULATOR, response=shapes.EmergingEntry)
def decide(request: Asked, reference: Key, number: Number, given: shapes.NoticeDecision) -> shapes.EmergingEntry:
    """Decide whether to tell the public, with reasons."""
    row = actions.decide_notice(reference, number, notify=given.notify, reason=given.reason, actor=request.auth)
    return shapes.EmergingEntry.of(row)


@router.post("/cases/{reference}/warnings", auth=REGULATOR, response={201: shapes.WarningEntry})
def ask_warning(request: Asked, reference: Key, given: shapes.WarningGiven) -> shapes.WarningEntry:
    """Tell a firm that a public warning is appropriate; it has 24 hours."""
    return shapes.WarningEntry.of(actions.ask_warning(reference, given.party, text=given.text, actor=request.auth))


@router.post("/cases/{reference}/warnings/{warning}/answer", auth=MANUFACTURER, response=shapes.WarningEntry)
def answer_warning(
    request: Asked, reference: Key, warning: UUID, given: shapes.WarningAnswerGiven
) -> shapes.WarningEntry:
    """Say that the warning is out, or why not."""
    return shapes.WarningEntry.of(actions.answer_warning(reference, warning, given.said(), actor=request.auth))


@router.post("/cases/{reference}/recalls/take-in", auth=AGENCIES, response=list[shapes.RecallEntry])
def attach_recalls(
    request: Asked, reference: Key, files: Annotated[list[UploadedFile], File()] = NO_FILES
) -> list[shapes.RecallEntry]:
    """Attach the recalls of one or more answers of openFDA to a case; what is new or changed is the answer."""
    case = cases.case_for(request.auth, reference)
    records = [one for file in files for one in read_list(file.read(), name=file.name or "openFDA").entries]
    rows = actions.attach_recalls(reference, records, actor=request.auth)
    lines = {row.pk: line.times for line in queries.recall_lines(request.auth, case) for row in line.rows}
    return [shapes.RecallEntry.of(row, lines.get(row.pk, row.times)) for row in rows]
