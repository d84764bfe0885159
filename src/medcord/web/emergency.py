"""Break-glass: the page of an emergency (88)."""

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
from medcord.web.forms.emergency import BreakForm, ReviewForm, SecondForm, SeenForm, ShortFormForm
from medcord.web.pages import emergency as page
from medcord.web.pages import room as room_page
from medcord.web.viewers import members_only

AGENCIES = (Role.COORDINATOR, Role.REGULATOR)


def _page(request: HttpRequest, viewer: Viewer, reference: str, status: int = 200, **forms: Any) -> HttpResponse:
    room = room_page.build(viewer, reference)
    context = {"room": room, "case": room.case, "tab": "draft", **page.build(viewer, room.case), **forms}
    return render(request, "web/agency/emergency.html", context, status=status)


@require_http_methods(["GET", "POST"])
@members_only(*AGENCIES)
def emergency(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The short form, who saw it, and its release."""
    if request.method == "GET":
        return _page(request, viewer, reference)
    case = cases.case_for(viewer, reference)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise NotFound("act")
    page.build(viewer, case)
    name, kind, verb, done = act
    form = page.sent(viewer, case, request.POST) if kind is ShortFormForm else kind(request.POST)
    if form.is_valid() and verb(form, reference, viewer) is not None:
        messages.success(request, done)
        return redirect(f"/cases/{reference}/emergency")
    return _page(request, viewer, reference, form.refused_with, **{name: form})


def _save(form: Any, reference: str, viewer: Viewer) -> Any:
    return form.run(actions.prepare_emergency, reference, actor=viewer, **form.wanted())


def _see(form: Any, reference: str, viewer: Viewer) -> Any:
    return form.run(actions.see_emergency, reference, number=form.cleaned_data["number"], actor=viewer)


def _break(form: Any, reference: str, viewer: Viewer) -> Any:
    data = form.cleaned_data
    verb = actions.release_alone if data["way"] == "alone" else actions.ask_emergency
    return form.run(verb, reference, reason=data["reason"], confirmed=data["confirmed"], actor=viewer)


def _second(form: Any, reference: str, viewer: Viewer) -> Any:
    return form.run(actions.second_emergency, reference, confirmed=form.cleaned_data["confirmed"], actor=viewer)


def _review(form: Any, reference: str, viewer: Viewer) -> Any:
    return form.run(actions.review_emergency, reference, actor=viewer, **form.wanted())


_ACTS: dict[str, tuple[str, type[Any], Any, str]] = {
    "save": (
        "short_form",
        ShortFormForm,
        _save,
        "Saved. It cannot go out before the regulator has read it.",
    ),
    "see": ("seen_form", SeenForm, _see, "Recorded. It can go out in an emergency exactly as you read it."),
    "break": ("break_form", BreakForm, _break, "Done. What happened stands below."),
    "second": ("second_form", SecondForm, _second, "It is out. Everybody in the case is told."),
    "review": ("review_form", ReviewForm, _review, "Recorded."),
}

urlpatterns = [path("cases/<str:reference>/emergency", emergency)]
