"""Declarations of manufacturers, their risk matrices, and the texts that ISAOs were given."""

from __future__ import annotations

from uuid import UUID

from django.http.response import HttpResponseBase

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas import declarations as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import CASE_PARTIES, ISAO, MANUFACTURER, Asked
from medcord.cases import queries as cases
from medcord.declarations import actions, queries
from medcord.ledger.downloads import as_attachment

router = Subject(tags=["Declarations"])


@router.get("/cases/{reference}/declarations", auth=CASE_PARTIES, response=list[shapes.SideEntry])
def listing(request: Asked, reference: Key) -> list[shapes.SideEntry]:
    """What each manufacturer declared, and how the conditions of enforcement discretion stand.

    A manufacturer reads its own; the coordinators and the regulator of the case read all."""
    case = cases.case_for(request.auth, reference)
    return [shapes.SideEntry.of(side) for side in queries.sides(request.auth, case)]


@router.post("/cases/{reference}/declarations", auth=CASE_PARTIES, response={201: shapes.DeclarationEntry})
def sign(request: Asked, reference: Key, given: shapes.DeclarationGiven) -> shapes.DeclarationEntry:
    """Sign a declaration for the own party; a text for customers goes to an ISAO in the same act."""
    row = actions.sign(
        reference,
        given.given(),
        isao=given.isao,
        patient_data_seen=given.patient_data_seen,
        actor=request.auth,
    )
    return shapes.DeclarationEntry.of(row)


@router.post("/cases/{reference}/declarations/decision", auth=CASE_PARTIES, response={201: shapes.LearnedDecisionEntry})
def decide(request: Asked, reference: Key, given: shapes.LearnedDecisionGiven) -> shapes.LearnedDecisionEntry:
    """Decide, for the regulator, from which declared time the clocks run."""
    row = actions.decide_learned(reference, given.declaration, given.reason, actor=request.auth)
    return shapes.LearnedDecisionEntry.of(row)


@router.post("/cases/{reference}/declarations/{declaration}/isaos", auth=MANUFACTURER, response={201: shapes.Receipt})
def give(request: Asked, reference: Key, declaration: UUID, given: shapes.IsaoGiven) -> shapes.Receipt:
    """Give a signed text for customers to an ISAO. It reads the text and nothing of the case."""
    return shapes.Receipt.of(actions.give_to_isao(reference, declaration, given.isao, actor=request.auth))


@router.get("/cases/{reference}/declarations/{declaration}/consignees", auth=CASE_PARTIES, response={200: bytes})
def consignees(request: Asked, reference: Key, declaration: UUID) -> HttpResponseBase:
    """The newest list of consignees of a correction or removal, as it is: for its manufacturer and the regulator."""
    row = queries.consignees_for(request.auth, cases.case_for(request.auth, reference), declaration)
    return as_attachment(row.name, row.blob, kind=row.kind)


@router.get("/risk-matrices", auth=MANUFACTURER, response=list[shapes.Matrix])
def matrices(request: Asked) -> list[shapes.Matrix]:
    """The versions of the own party's risk matrix, newest first."""
    return [shapes.Matrix.of(row) for row in queries.matrices(request.auth)]


@router.post("/risk-matrices", auth=MANUFACTURER, response={201: shapes.Matrix})
def sign_matrix(request: Asked, given: shapes.MatrixGiven) -> shapes.Matrix:
    """Sign a version of the own party's risk matrix. It is shown beside decisions and makes none."""
    cells = {key: cell.value for key, cell in given.cells.items()}
    return shapes.Matrix.of(actions.sign_matrix(given.name, given.process, cells, actor=request.auth))


@router.get("/isao-texts", auth=ISAO, response=Page[shapes.TextForIsao])
def texts(request: Asked, cut: CutQuery) -> Page[shapes.TextForIsao]:
    """Texts for customers that manufacturers gave to this ISAO; those without a receipt first."""
    return page_of(queries.texts(request.auth), cut, shapes.TextForIsao.of)


@router.post("/isao-texts/{text}/acknowledgement", auth=ISAO, response=shapes.TextForIsao)
def acknowledge(request: Asked, text: UUID) -> shapes.TextForIsao:
    """Acknowledge a text: the manufacturer gets the receipt with the time, the digest and your name."""
    return shapes.TextForIsao.of(actions.acknowledge_text(text, actor=request.auth))
