"""Some are told before all: the page of it in a case (89)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.drafting import actions
from medcord.web.forms.telling import NameForm, PartyForm, PrepareForm, ReasonForm, SeenForm
from medcord.web.pages import room as room_page
from medcord.web.pages import telling as page
from medcord.web.viewers import members_only


def _page(request: HttpRequest, viewer: Viewer, reference: str, status: int = 200, **forms: Any) -> HttpResponse:
    room = room_page.build(viewer, reference)
    context = {"room": room, "case": room.case, "tab": "draft", **page.build(viewer, room.case, forms)}
    return render(request, "web/agency/telling.html", context, status=status)


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def telling(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """What was told, what waits for a second member, and the form to prepare it."""
    if request.method == "GET":
        return _page(request, viewer, reference)
    page.require_owner(viewer, cases.case_for(viewer, reference))
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise NotFound("act")
    name, kind, verb, done = act
    form = kind(request.POST)
    page.offer(viewer, form)
    if form.is_valid() and verb(form, reference, viewer) is not None:
        messages.success(request, done)
        return redirect(f"/cases/{reference}/telling")
    return _page(request, viewer, reference, form.refused_with, **{name: form})


def _prepare(form: Any, reference: str, viewer: Viewer) -> Any:
    return form.run(actions.tell_some, reference, actor=viewer, **form.wanted())


def _approve(form: Any, reference: str, viewer: Viewer) -> Any:
    data = form.cleaned_data
    return form.run(actions.approve_telling, reference, data["telling"], seen=data["seen"], actor=viewer)


def _end(form: Any, reference: str, viewer: Viewer) -> Any:
    data = form.cleaned_data
    verb = actions.refuse_telling if data["act"] == "refuse" else actions.withdraw_telling
    return form.run(verb, reference, data["telling"], reason=data["reason"], actor=viewer)


def _name(form: Any, reference: str, viewer: Viewer) -> Any:
    data = form.cleaned_data
    return form.run(actions.name_told, reference, data["telling"], data["party"], actor=viewer)


def _remove(form: Any, reference: str, viewer: Viewer) -> Any:
    data = form.cleaned_data
    return form.run(actions.remove_told, reference, data["telling"], data["party"], actor=viewer)


_ACTS: dict[str, tuple[str, type[Any], Any, str]] = {
    "prepare": ("prepare_form", PrepareForm, _prepare, "Prepared. Nobody is told before a second member approves it."),
    "approve": ("seen_form", SeenForm, _approve, "Approved. They are told now."),
    "refuse": ("reason_form", ReasonForm, _end, "Refused. Nobody is told."),
    "withdraw": ("reason_form", ReasonForm, _end, "Withdrawn. Those who were told read that, and why."),
    "name": ("name_form", NameForm, _name, "Named. It is told when a second member approves it."),
    "remove": ("party_form", PartyForm, _remove, "Taken off. It reads this no longer; what it took along it keeps."),
}

urlpatterns = [path("cases/<str:reference>/telling", telling)]
