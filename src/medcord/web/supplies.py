"""Passing on what was supplied: what waits for its supplier, and one item with every act."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from medcord.cases import queries
from medcord.core.access import Permission, Viewer
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.web.forms.supplies import ACTS, SupplyForm
from medcord.web.pages import room as room_page
from medcord.web.pages import supplies as page
from medcord.web.viewers import members_only

PARTIES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)


@require_GET
@members_only(*PARTIES)
def supplied(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """What was supplied under a rule, and who asks to pass it on."""
    room = room_page.build(viewer, reference)
    context = {"room": room, "case": room.case, "tab": "supplied", "lines": page.lines(viewer, room.case)}
    return render(request, "web/case/supplied.html", context)


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def supply(request: HttpRequest, viewer: Viewer, reference: str, message: UUID) -> HttpResponse:
    """One item: its rule, what was asked and answered, and the acts that fit it."""
    form = None
    if request.method == "POST":
        form = _sent(request, viewer, reference, message)
        if form.is_valid() and form.perform(reference, message, viewer) is not None:
            messages.success(request, form.done)
            return redirect(f"/cases/{reference}/supplied/{message}")
    room = room_page.build(viewer, reference)
    found = page.build(viewer, room.case, queries.supply_for(viewer, room.case, message), form)
    context = {"room": room, "case": room.case, "tab": "supplied", "page": found}
    return render(request, "web/case/supply.html", context, status=422 if form is not None else 200)


def _sent(request: HttpRequest, viewer: Viewer, reference: str, message: UUID) -> SupplyForm:
    """The form of the act that was sent, once the policy allows the act."""
    act = request.POST.get("act", "")
    case = queries.case_for(viewer, reference)
    asks = ACTS[act].asks if act in ACTS else Permission.CONSULT_SUPPLY_READ
    found, _, _ = queries.supply_to_change(viewer, case, message, asks)
    if act not in ACTS:
        raise NotFound("page")
    return page.bare(act, case, found, request.POST)


urlpatterns = [
    path("cases/<str:reference>/supplied", supplied),
    path("cases/<str:reference>/supplied/<uuid:message>", supply),
]
