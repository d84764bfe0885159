"""A hospital's worklist: what touches its devices, in order of risk, and what was done about it."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Query

from medcord.api.paging import CutQuery, Page, page_with
from medcord.api.routing import Subject
from medcord.api.schemas import hospital as shapes
from medcord.api.viewers import HOSPITAL, Asked
from medcord.matching.queries import Cut
from medcord.remediation import queries

router = Subject(tags=["Worklist"])

State = Literal["open", "closed", "all"]
Chosen = Annotated[shapes.WorklistCut, Query()]


@router.get("/worklist", auth=HOSPITAL, response=Page[shapes.WorklistItem])
def worklist(request: Asked, cut: CutQuery, chosen: Chosen, state: State = "open") -> Page[shapes.WorklistItem]:
    """Advisories that touch our devices, in order of risk. `offset` is a multiple of `limit`."""
    found = queries.worklist(request.auth, Cut(**dict(chosen)), state=state, page=cut.number, per=cut.limit)
    count = len(found.shown) if found.pages == 1 else _count(found, cut)
    return page_with(_items(request.auth, found.shown), count, cut)
