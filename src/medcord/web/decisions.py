"""Decisions beside the decision tables: in a case, and the tables by themselves for everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from medcord.cases import queries as cases
from medcord.core.access import DecisionItem, Permission, Viewer, require
from medcord.core.refusals import InputRefusal
from medcord.core.safety.ssvc import SHEETS
from medcord.core.safety.ssvc.judging import sheet_among
from medcord.core.safety.ssvc.naming import sheet_named
from medcord.core.vocabulary import Role
from medcord.decisions import actions, queries
from medcord.web.forms.decisions import DecisionForm
from medcord.web.open_to_all import public_page
from medcord.web.pages import decisions as page
from medcord.web.pages import room as room_page
from medcord.web.viewers import members_only

IN_CASES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)


def _page(
    request: HttpRequest, viewer: Viewer, reference: str, sent: Any = None, form: DecisionForm | None = None
) -> HttpResponse:
    room = room_page.build(viewer, reference)
    chosen = (sent or request.GET).get("table", "")
    found = page.in_case(viewer, room.case, chosen, sent)
    if found["panel"] is not None:
        found["form"] = form or DecisionForm(found["panel"].sheet)
    context = {"room": room, "case": room.case, "tab": "decisions", "look_at": request.path, **found}
    return render(request, "web/case/decisions.html", context, status=form.answers_with if form else 200)


@require_http_methods(["GET", "POST"])
@members_only(*IN_CASES)
def decisions(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """What the tables say to the facts of the case, what the viewer decides, and what was decided before."""
    case = cases.case_for(viewer, reference)
    if request.method == "GET":
        return _says(request) if request.headers.get("HX-Request") else _page(request, viewer, reference)
    sheet = sheet_among(request.POST.get("table", ""), queries.IN_A_CASE)
    if "look" in request.POST:
        return _page(request, viewer, reference, request.POST)
    require(viewer, Permission.DECISION_TAKE, DecisionItem(cases.item(case), sheet.key, viewer.party_id), "decision")
    form = DecisionForm(sheet, request.POST)
    if form.is_valid() and form.run(actions.take, reference, form.judgement(), actor=viewer) is not None:
        messages.success(request, "Decided. It stands below with your name and the tables as they are today.")
        return redirect(f"/cases/{reference}/decisions?table={sheet.key}")
    return _page(request, viewer, reference, request.POST, form)


def _says(request: HttpRequest) -> HttpResponse:
    """What the tables say to the answers chosen so far: nothing of a case is needed for it."""
    sheet = sheet_named(request.GET.get("table", ""))
    panel = page.panel(sheet, page.answers_in(sheet, request.GET))
    return render(request, "web/decisions/says.html", {"panel": panel})


@require_GET
@members_only(*IN_CASES)
def selection_list(request: HttpRequest, viewer: Viewer, reference: str, decision: UUID) -> HttpResponse:  # noqa: ARG001
    """A decision as a SelectionList 2.0.0, for others' programs."""
    case = cases.case_for(viewer, reference)
    found = queries.outlet(viewer, case, queries.decision_for(viewer, case, decision))
    response = JsonResponse(found, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{reference}-ssvc.json"'
    return response


@public_page
def tables(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001
    """All decision tables."""
    return render(request, "web/decisions/tables.html", {"sheets": list(SHEETS.values())})


@public_page
def table(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:  # noqa: ARG001
    """One decision table to ask; nothing that is answered is kept."""
    try:
        sheet = sheet_named(key)
    except InputRefusal as refusal:
        context = {"sheets": list(SHEETS.values()), "refused": refusal.sentence}
        return render(request, "web/decisions/tables.html", context, status=404)
    panel = page.panel(sheet, page.answers_in(sheet, request.GET))
    part = bool(request.headers.get("HX-Request"))
    name = "web/decisions/says.html" if part else "web/decisions/table.html"
    return render(request, name, {"panel": panel, "look_at": request.path})


urlpatterns = [
    path("cases/<str:reference>/decisions", decisions),
    path("cases/<str:reference>/decisions/<uuid:decision>/selection-list.json", selection_list),
    path("ssvc", tables),
    path("ssvc/<str:key>", table),
]
