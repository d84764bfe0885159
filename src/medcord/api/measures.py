"""How long each leg of the road took."""

from __future__ import annotations

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas.measures import MeasuredLeg
from medcord.api.viewers import Asked, members
from medcord.measures import queries

router = Subject(tags=["Measures"])

EVERY_MEMBER = members()


@router.get("/measures", auth=EVERY_MEMBER, response=Page[MeasuredLeg])
def legs(request: Asked, cut: CutQuery) -> Page[MeasuredLeg]:
    """Each leg in road order, from facts the viewer may read."""
    return page_of(queries.road(request.auth), cut, MeasuredLeg.of)
