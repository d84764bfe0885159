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


@router.get("/harm-events", auth=HOSPITAL, response=shapes.FacilityEntry)
def listing(request: Asked) -> shapes.FacilityEntry:
    """Deaths and serious injuries that the own hospital signed, with where each report goes and by when, and the annual
    reports of the years that have one."""
    return _all(request.auth)


@router.post("/harm-events", auth=HOSPITAL, response={201: shapes.FacilityEntry})
def sign(request: Asked, given: shapes.FacilityGiven) -> shapes.FacilityEntry:
    """Sign that the hospital became aware of an event (``event``), that a report of one went out (``report``), or the
    annual report of a year (``annual``)."""
    do = given.do
    if isinstance(do, shapes.EventGiven):
        actions.sign_event(do.plain(), patient_data_seen=do.patient_data_seen, actor=request.auth)
    elif isinstance(do, shapes.AnnualGiven):
        actions.sign_year(do.plain(), patient_data_seen=do.patient_data_seen, actor=request.auth)
    else:
        actions.sign_event_report(do.plain(), patient_data_seen=do.patient_data_seen, actor=request.auth)
    return _all(request.auth)


def _all(viewer: Viewer) -> shapes.FacilityEntry:
    running, now = clocks.of_facility(viewer), clock.now()
    reported = {row.year: row for row in queries.years_reported(viewer)}
    return shapes.FacilityEntry(
        events=[shapes.EventEntry.of(row, running.by_event.get(row.pk, []), now) for row in queries.events(viewer)],
        years=[shapes.YearEntry.of(one, reported.get(year), now) for year, one in running.by_year.items()],
    )
