"""A spill in a case: find what must go, see the effect, destroy it; and the legal hold that forbids it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from medcord.cases import actions, queries
from medcord.cases.models import Case
from medcord.cases.queries import Destroyable
from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.web.forms.case import ReasonForm
from medcord.web.forms.spill import ChooseForm, SpillForm
from medcord.web.pages import spills
from medcord.web.viewers import members_only


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def spill(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Choose what is destroyed, look at the effect, and destroy it."""
    case = queries.case_for(viewer, reference)
    things = queries.destroyable(viewer, case)
    if request.POST.get("act") == "destroy":
        form = SpillForm(request.POST, things=things)
        if not _destroy(request, form, reference, viewer):
            return _page(request, viewer, case, things, look=form, status=422)
        return redirect(f"/cases/{reference}/spill")
    choose = ChooseForm(request.POST or None, things=things)
    chosen = request.POST.get("act") == "look" and choose.is_valid() and choose.cleaned_data["item"]
    return _page(request, viewer, case, things, choose=choose, look=SpillForm(things=things) if chosen else None)


def _destroy(request: HttpRequest, form: SpillForm, reference: str, viewer: Viewer) -> bool:
    if not form.is_valid():
        return False
    why = {"reason": form.cleaned_data["reason"], "typed": form.cleaned_data["typed"]}
    gone = form.run(actions.purge, reference, form.chosen(), actor=viewer, **why)
    if gone is not None:
        messages.success(request, f"Destroyed: {gone}. That it was here, by whom and why it went stays on record.")
    return gone is not None


def _page(
    request: HttpRequest, viewer: Viewer, case: Case, things: list[Destroyable], *, status: int = 200, **forms: Any
) -> HttpResponse:
    context = {**spills.of_case(viewer, case, things, request.POST), **forms}
    return render(request, "web/case/spill.html", context, status=status)


@require_POST
@members_only(Role.COORDINATOR)
def hold(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Place a legal hold on a case, or lift it."""
    case, lifts = queries.case_for(viewer, reference), "lift" in request.POST
    things = queries.destroyable(viewer, case)
    form = ReasonForm(request.POST, prefix="hold")
    verb = actions.lift_hold if lifts else actions.place_hold
    if form.is_valid() and form.run(verb, reference, reason=form.cleaned_data["reason"], actor=viewer) is not None:
        messages.success(request, "The hold is lifted." if lifts else "Nothing of this case may be destroyed now.")
        return redirect(f"/cases/{reference}/spill")
    return _page(request, viewer, case, things, hold=form, status=422)


urlpatterns = [
    path("cases/<str:reference>/spill", spill),
    path("cases/<str:reference>/hold", hold),
]
