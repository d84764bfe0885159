"""A hospital's events of harm, with the clock of each report and what is still to be signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medcord.clocks import queries as clocks
from medcord.core.access import InventoryItem, Permission, Viewer, may
from medcord.core.clocks import Clock
from medcord.core.declarations.facility import Addressee
from medcord.declarations import queries
from medcord.declarations.models import FacilityEvent
from medcord.web.forms.facility import EventForm, EventReportForm


@dataclass(frozen=True, slots=True)
class Shown:
    """One event. ``form`` signs a report that is open; None when all went out."""

    row: FacilityEvent
    clocks: list[Clock]
    open_to: list[str]
    form: EventReportForm | None


def build(viewer: Viewer, zone: str, sent: EventForm | EventReportForm | None = None) -> dict[str, Any]:
    """The context of the page."""
    found, running = queries.events(viewer), clocks.of_facility(viewer)
    signs = viewer.party_id is not None and may(viewer, Permission.EVENT_SIGN, InventoryItem(viewer.party_id)).allowed
    shown = [_shown(row, running.get(row.pk, []), zone, sent, signs=signs) for row in found]
    form = sent if isinstance(sent, EventForm) else EventForm(initial={"act": "event", "zone": zone})
    waiting = sum(1 for one in shown if one.open_to)
    return {"shown": shown, "form": form if signs else None, "waiting": waiting}


def _shown(
    row: FacilityEvent, running: list[Clock], zone: str, sent: EventForm | EventReportForm | None, *, signs: bool
) -> Shown:
    done = {one.to for one in row.reports.all()}
    left = [one.value for one in Addressee if one in queries.route_of(row) and one.value not in done]
    mine = sent if isinstance(sent, EventReportForm) and sent["event"].value() == str(row.pk) else None
    fresh = EventReportForm(initial={"act": "report", "event": row.pk, "zone": zone}, auto_id=f"id_{row.pk}_%s")
    fresh.choose_from("to", [(one, f"The {one}") for one in left])
    return Shown(row, running, left, (mine or fresh) if left and signs else None)
