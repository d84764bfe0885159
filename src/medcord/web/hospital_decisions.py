"""How soon the hospital acts on an advisory, decided beside the deployer tables. Nobody else reads it (30)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.matching.models import AdvisoryHead
from medcord.remediation import actions, queries
from medcord.web.forms.decisions import DecisionForm
from medcord.web.pages import hospital_decisions as page
from medcord.web.viewers import members_only

hospital_only = members_only(Role.HOSPITAL)


def _page(
    request: HttpRequest, viewer: Viewer, head: AdvisoryHead, sent: Any = None, form: DecisionForm | None = None
) -> HttpResponse:
    context = page.build(viewer, head, sent) | {"form": form or DecisionForm(page.SHEET)}
    status = form.answers_with if form else 200
    return render(request, "web/hospital/decisions.html", context, status=status)


@require_http_methods(["GET", "POST"])
@hospital_only
def decisions(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """What the tables say, what the hospital decides, and what it decided before."""
    head = queries.advisory_for(viewer, key)
    if request.method == "GET":
        part = request.headers.get("HX-Request")
        return _says(request, viewer, head) if part else _page(request, viewer, head)
    if "look" in request.POST:
        return _page(request, viewer, head, request.POST)
    form = DecisionForm(page.SHEET, request.POST)
    if form.is_valid() and form.run(actions.decide, str(head.pk), form.judgement(), actor=viewer) is not None:
        messages.success(request, "Decided. It stands below with your name; only your hospital reads it.")
        return redirect(f"/worklist/{head.pk}/decisions")
    return _page(request, viewer, head, request.POST, form)


def _says(request: HttpRequest, viewer: Viewer, head: AdvisoryHead) -> HttpResponse:
    """What the tables say to the answers chosen so far."""
    return render(request, "web/decisions/says.html", page.build(viewer, head, request.GET))


@require_GET
@hospital_only
def selection_list(_request: HttpRequest, viewer: Viewer, key: str, decision: UUID) -> HttpResponse:
    """A decision as a SelectionList 2.0.0, for the hospital's own programs."""
    row = queries.decision_under(viewer, key, decision)
    response = JsonResponse(queries.outlet(row), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{row.advisory_id}-ssvc.json"'
    return response


urlpatterns = [
    path("worklist/<str:key>/decisions", decisions),
    path("worklist/<str:key>/decisions/<uuid:decision>/selection-list.json", selection_list),
]
