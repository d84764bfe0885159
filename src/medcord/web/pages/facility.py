"""A hospital's events of harm, with the clock of each report and what is still to be signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medcord.clocks import queries as clocks
from medcord.core.access import InventoryItem, Permission, Viewer, may
from medcord.core.clocks import Clock
from medcord.core.declarations.facility import Addressee
from medcord.declarations import queries
from medcord.declarations.models import FacilityEvent, FacilityYear
from medcord.web.forms.facility import AnnualForm, EventForm, EventReportForm


@dataclass(frozen=True, slots=True)
class Shown:
    """One event. ``form`` signs a report that is open; None when all went out."""

    row: FacilityEvent
    clocks: list[Clock]
    open_to: list[str]
    form: EventReportForm | None


@dataclass(frozen=True, slots=True)
class Year:
    """The annual report of a year that has an event. ``form`` signs it while it is open."""

    year: int
    clock: Clock | None
    row: FacilityYear | None
    form: AnnualForm | None


Sent = EventForm | EventReportForm | AnnualForm | None


def build(viewer: Viewer, zone: str, sent: Sent = None) -> dict[str, Any]:
    """The context of the page."""
    found, running = queries.events(viewer), clocks.of_facility(viewer)
    signs = viewer.party_id is not None and may(viewer, Permission.EVENT_SIGN, InventoryItem(viewer.party_id)).allowed
    shown = [_shown(row, running.by_event.get(row.pk, []), zone, sent, signs=signs) for row in found]
    form = sent if isinstance(sent, EventForm) else EventForm(initial={"act": "event", "zone": zone})
    waiting = sum(1 for one in shown if one.open_to)
    reported = {row.year: row for row in queries.years_reported(viewer)}
    years = [
        Year(year, clock, reported.get(year), _annual(year, zone, sent) if signs and year not in reported else None)
        for year, clock in sorted(running.by_year.items(), reverse=True)
    ]
    return {"shown": shown, "form": form if signs else None, "waiting": waiting, "years": years}


def _annual(year: int, zone: str, sent: Sent) -> AnnualForm:
    if isinstance(sent, AnnualForm) and sent["year"].value() == str(year):
        return sent
    return AnnualForm(initial={"act": "annual", "year": year, "zone": zone}, auto_id=f"id_{year}_%s")


def _shown(row: FacilityEvent, running: list[Clock], zone: str, sent: Sent, *, signs: bool) -> Shown:
    done = {one.to for one in row.reports.all()}
    left = [one.value for one in Addressee if one in queries.route_of(row) and one.value not in done]
    mine = sent if isinstance(sent, EventReportForm) and sent["event"].value() == str(row.pk) else None
    fresh = EventReportForm(initial={"act": "report", "event": row.pk, "zone": zone}, auto_id=f"id_{row.pk}_%s")
    fresh.choose_from("to", [(one, f"The {one}") for one in left])
    return Shown(row, running, left, (mine or fresh) if left and signs else None)
