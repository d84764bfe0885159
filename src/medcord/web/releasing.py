"""The way out of a draft: approvals, the parties' stands, and a release over objections (83)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.drafting import actions
from medcord.web import agency
from medcord.web.forms.releasing import NumberForm, OverrideForm, StandForm, WaiverForm
from medcord.web.viewers import members_only

_DONE = {
    "approve": "Approved. Your name stands under this version, and under no later one.",
    "second": "You stand in for the release over the objection.",
}


@require_POST
@members_only(Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)
def stand(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """A party says that it is ready, or objects."""
    cases.case_for(viewer, reference)
    form = StandForm(request.POST)
    if form.is_valid() and form.run(actions.take_stand, reference, actor=viewer, **form.wanted()) is not None:
        messages.success(request, "Recorded. It can be said anew until the advisory is out.")
        return redirect(f"/cases/{reference}/draft#release")
    return agency.draft_page_of(request, viewer, reference, 422, stand_form=form)


@require_POST
@members_only(Role.COORDINATOR)
def release(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The coordinator's acts before the door: approve, stand in, or prepare a release over objections."""
    cases.case_for(viewer, reference)
    if request.POST.get("act") == "override":
        return _override(request, viewer, reference)
    if request.POST.get("act") == "waive":
        return _waive(request, viewer, reference)
    form = NumberForm(request.POST)
    if form.is_valid():
        act = form.cleaned_data["act"]
        verb = actions.approve if act == "approve" else actions.second
        if form.run(verb, reference, number=form.cleaned_data["number"], actor=viewer) is not None:
            messages.success(request, _DONE[act])
            return redirect(f"/cases/{reference}/draft#release")
    return agency.draft_page_of(request, viewer, reference, 422, number_form=form)


def _override(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    form = OverrideForm(request.POST)
    if form.is_valid() and form.run(actions.override, reference, actor=viewer, **form.wanted()) is not None:
        messages.success(request, "Prepared. Another member of your organisation has to stand in for it.")
        return redirect(f"/cases/{reference}/draft#release")
    return agency.draft_page_of(request, viewer, reference, 422, override_form=form)


def _waive(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    form = WaiverForm(request.POST)
    if form.is_valid() and form.run(actions.waive, reference, actor=viewer, **form.wanted()) is not None:
        messages.success(request, "Recorded. The reason is published, and the draft is approved anew.")
        return redirect(f"/cases/{reference}/draft#release")
    return agency.draft_page_of(request, viewer, reference, 422, waiver_form=form)


urlpatterns = [
    path("cases/<str:reference>/draft/stand", stand),
    path("cases/<str:reference>/draft/release", release),
]
