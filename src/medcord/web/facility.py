"""A hospital's events of harm: what it signs, and the clocks of its reports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from medcord.core.access import InventoryItem, Permission, Viewer, require
from medcord.core.vocabulary import Role
from medcord.declarations import actions
from medcord.web.forms.facility import AnnualForm, EventForm, EventReportForm
from medcord.web.pages import facility as page
from medcord.web.viewers import members_only, zone_of

HERE = "web/hospital/harm_events.html"
ACTS: dict[str, tuple[Any, Any, str]] = {
    "event": (EventForm, actions.sign_event, "Signed. Ten work days run from when you became aware."),
    "annual": (AnnualForm, actions.sign_year, "Signed. The clock of this year has stopped."),
    "report": (EventReportForm, actions.sign_event_report, "Signed. The clock of this report has stopped."),
}


@require_http_methods(["GET", "POST"])
@members_only(Role.HOSPITAL)
def harm_events(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Deaths and serious injuries that the hospital is aware of, where the law routes each report, and by when."""
    if request.method == "GET":
        return render(request, HERE, page.build(viewer, zone_of(request)))
    require(viewer, Permission.EVENT_SIGN, InventoryItem(viewer.party_id) if viewer.party_id else None)
    kind, verb, done = ACTS.get(request.POST.get("act", ""), ACTS["event"])
    form = kind(request.POST)
    if form.is_valid() and _run(form, verb, viewer) is not None:
        messages.success(request, done)
        return redirect("/harm-events")
    return render(request, HERE, page.build(viewer, zone_of(request), form), status=form.answers_with)


def _run(form: Any, verb: Any, viewer: Viewer) -> Any:
    return form.run(verb, form.given(), patient_data_seen=form.cleaned_data["patient_data_seen"], actor=viewer)


urlpatterns = [path("harm-events", harm_events)]
