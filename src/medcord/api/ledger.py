"""Holding the node to its ledger: published heads, a case's proof, and its chain as a signed file."""

from __future__ import annotations

from typing import Any

from django.http import StreamingHttpResponse

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas import ledger as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import ANYBODY, CASE_PARTIES, COORDINATOR, Asked
from medcord.cases import actions, queries
from medcord.core.refusals import NotFound
from medcord.ledger import anchors

router = Subject(tags=["Ledger"])


@router.get("/ledger/heads", auth=ANYBODY, response=shapes.HeadsList)
def heads(request: Asked) -> dict[str, Any]:  # noqa: ARG001
    """The published roots of the newest days, and the keys that sign them."""
    return anchors.heads_list()


@router.get("/ledger/heads/{day}", auth=ANYBODY, response=shapes.HeadsOfDay)
def heads_of_day(request: Asked, day: Key) -> dict[str, Any]:  # noqa: ARG001
    """The published root of one day, such as 2026-11-23."""
    found = anchors.statement_of(day)
    if found is None:
        raise NotFound
    return found.as_dict()


@router.get("/cases/{reference}/proof", auth=CASE_PARTIES, response=shapes.SealedProof)
def proof(request: Asked, reference: Key) -> dict[str, Any]:
    """The sealed head of the case's chain under the newest published root.

    Keep it: with it you can show later whether the chain was rewritten. It tells nothing of what the chain holds. A
    case younger than the newest root gives a 409.
    """
    return queries.proof_to_keep(request.auth, queries.case_for(request.auth, reference)).as_dict()


@router.post("/cases/{reference}/ledger/exports", auth=COORDINATOR, response={201: shapes.ExportAskedFor})
def ask(request: Asked, reference: Key) -> shapes.ExportAskedFor:
    """Ask for the whole chain as a signed file. Leaves a fact, the last one in that file."""
    return shapes.ExportAskedFor.of(actions.export_ledger(reference, actor=request.auth))


@router.get("/cases/{reference}/ledger/exports", auth=COORDINATOR, response=Page[shapes.ExportAskedFor])
def exports(request: Asked, reference: Key, cut: CutQuery) -> Page[shapes.ExportAskedFor]:
    """What was asked for, newest first."""
    rows = queries.exports(request.auth, queries.case_for(request.auth, reference))
    return page_of(rows, cut, shapes.ExportAskedFor.of)


@router.get("/cases/{reference}/ledger.jsonl", auth=COORDINATOR, response=dict)
def file(request: Asked, reference: Key) -> StreamingHttpResponse:
    """The newest signed file as JSON lines; 409 while there is none."""
    lines = queries.export_lines(request.auth, queries.case_for(request.auth, reference))
    response = StreamingHttpResponse(lines, content_type="application/jsonl")
    response.headers["Content-Disposition"] = f'attachment; filename="{reference}-ledger.jsonl"'
    return response
