"""Disputes of harm: positions side by side, the regulator's assessment, dissent, and a panel that advises."""

from __future__ import annotations

from collections.abc import Callable
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
from medcord.opinions import actions, queries
from medcord.opinions.queries import DisputeSeen
from medcord.web.forms.base import VerbForm
from medcord.web.forms.harm import AssessmentForm, DissentForm, PositionForm, SeatForm, VoteForm
from medcord.web.pages import harm
from medcord.web.pages import room as room_page
from medcord.web.viewers import members_only

PARTIES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)


def _page(request: HttpRequest, viewer: Viewer, reference: str, refused: dict[str, Any] | None = None) -> HttpResponse:
    room = room_page.build(viewer, reference)
    found = harm.disputes_of(viewer, room.case)
    act, form = (refused or {}).get("act", ""), (refused or {}).get("form")
    if act == "state":
        found["position"] = form
    for one, forms, _clock in found["disputes"]:
        if refused and str(one.row.pk) == refused["dispute"] and act in forms:
            forms[act] = form
    context = {"room": room, "case": room.case, "tab": "dispute", "refused": form, **found}
    return render(request, "web/agency/dispute.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def dispute(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Disputes of one case, and every act on them."""
    cases.case_for(viewer, reference)
    if request.method == "GET":
        return _page(request, viewer, reference)
    act = request.POST.get("act", "state")
    form, done = ACTS[act](request, viewer, reference) if act in ACTS else (None, False)
    if form is None and not done:
        raise NotFound
    if done:
        messages.success(request, SAID[act])
        return redirect(f"/cases/{reference}/dispute")
    return _page(request, viewer, reference, {"act": act, "form": form, "dispute": request.POST.get("dispute", "")})


Done = tuple[VerbForm | None, bool]


def _state(request: HttpRequest, viewer: Viewer, reference: str) -> Done:
    form = PositionForm(request.POST, coordinates=viewer.role is Role.COORDINATOR)
    valid = form.is_valid()
    return form, valid and form.run(actions.state_position, reference, form.value(), actor=viewer) is not None


def _named(request: HttpRequest, viewer: Viewer, reference: str) -> DisputeSeen:
    """The dispute that the form names, as the viewer sees it. Raises NotFound."""
    seen = queries.disputes(viewer, cases.case_for(viewer, reference))
    wanted = request.POST.get("dispute", "")
    found = next((one for one in seen if str(one.row.pk) == wanted), None)
    if found is None:
        raise NotFound("dispute")
    return found


def _open(request: HttpRequest, viewer: Viewer, reference: str) -> Done:
    one, form = _named(request, viewer, reference), VerbForm(request.POST)
    valid = form.is_valid()
    return form, valid and form.run(actions.open_positions, reference, one.row.pk, actor=viewer) is not None


def _assess(request: HttpRequest, viewer: Viewer, reference: str) -> Done:
    one, opinions = _named(request, viewer, reference), queries.of_case(viewer, cases.case_for(viewer, reference))
    choices = harm.opinions_to_rest_on(opinions)
    form = AssessmentForm(request.POST, opinions=choices, auto_id=f"aid_{one.row.pk}_%s")
    if not form.is_valid():
        return form, False
    said = {"opinion": int(form.cleaned_data["opinion"]), "reasons": form.cleaned_data["reasons"]}
    return form, form.run(actions.assess, reference, one.row.pk, actor=viewer, **said) is not None


def _dissent(request: HttpRequest, viewer: Viewer, reference: str) -> Done:
    one = _named(request, viewer, reference)
    coordinates = viewer.role is Role.COORDINATOR
    form = DissentForm(request.POST, coordinates=coordinates, auto_id=f"did_{one.row.pk}_%s")
    valid = form.is_valid()
    return form, valid and form.run(actions.dissent, reference, one.row.pk, form.value(), actor=viewer) is not None


def _seat(request: HttpRequest, viewer: Viewer, reference: str) -> Done:
    one = _named(request, viewer, reference)
    form = SeatForm(request.POST, auto_id=f"sid_{one.row.pk}_%s")
    valid = form.is_valid()
    return form, valid and form.run(actions.ask_panel, reference, one.row.pk, form.value(), actor=viewer) is not None


def _vote(request: HttpRequest, viewer: Viewer, reference: str) -> Done:
    one = _named(request, viewer, reference)
    form = VoteForm(request.POST, seats=harm.seats_to_vote(one), auto_id=f"vid_{one.row.pk}_%s")
    valid = form.is_valid()
    return form, valid and form.run(actions.note_votes, reference, one.row.pk, form.value(), actor=viewer) is not None


ACTS: dict[str, Callable[[HttpRequest, Viewer, str], Done]] = {
    "state": _state,
    "open": _open,
    "assess": _assess,
    "dissent": _dissent,
    "seat": _seat,
    "vote": _vote,
}
SAID = {
    "state": "Your position is on record. The regulator and the coordinator read it.",
    "open": "The disputing parties read each other's positions now.",
    "assess": "Signed. Every disputing party reads it.",
    "dissent": "Your dissent is on record and stays.",
    "seat": "The expert is on the panel.",
    "vote": "The vote is noted. It advises; the assessment stays yours.",
}

urlpatterns = [path("cases/<str:reference>/dispute", dispute)]
