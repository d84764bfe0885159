"""Events of harm of a hospital: its own, read by its members alone."""

from __future__ import annotations

from medcord.api.routing import Subject
from medcord.api.schemas import facility as shapes
from medcord.api.viewers import HOSPITAL, Asked
from medcord.clocks import queries as clocks
from medcord.core.access import Viewer
from medcord.declarations import actions, queries
from medcord.gateways import clock

router = Subject(tags=["Worklist"])


@router.get("/harm-events", auth=HOSPITAL, response=list[shapes.EventEntry])
def listing(request: Asked) -> list[shapes.EventEntry]:
    """Deaths and serious injuries that the own hospital signed, with where each report goes and by when."""
    return _all(request.auth)


@router.post("/harm-events", auth=HOSPITAL, response={201: list[shapes.EventEntry]})
def sign(request: Asked, given: shapes.FacilityGiven) -> list[shapes.EventEntry]:
    """Sign that the hospital became aware of an event (``event``), or that a report of one went out (``report``)."""
    do = given.do
    if isinstance(do, shapes.EventGiven):
        actions.sign_event(do.plain(), patient_data_seen=do.patient_data_seen, actor=request.auth)
    else:
        actions.sign_event_report(do.plain(), patient_data_seen=do.patient_data_seen, actor=request.auth)
    return _all(request.auth)


def _all(viewer: Viewer) -> list[shapes.EventEntry]:
    running, now = clocks.of_facility(viewer), clock.now()
    return [shapes.EventEntry.of(row, running.get(row.pk, []), now) for row in queries.events(viewer)]
