"""The clocks of a case, what they stand on, and the decision beside the 45 days."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from medcord.cases import policy
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer
from medcord.core.vocabulary import Role
from medcord.decisions import queries as decisions
from medcord.declarations import actions, queries
from medcord.web.forms.clocks import ClassifiedForm, DisclosureForm, Form, TakeOverForm
from medcord.web.pages import scope as page
from medcord.web.viewers import members_only

PARTIES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)
Sent = tuple[Form, Any]
HERE = "web/case/clocks.html"


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def clocks(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Every clock of the case that the viewer may know of; answers and decisions that they stand on."""
    if request.method == "GET":
        return render(request, HERE, page.build(viewer, reference))
    send, done = ACTS.get(request.POST.get("act", ""), ACTS["scope"])
    form, sent = send(request, viewer, reference)
    if sent:
        messages.success(request, done)
        return redirect(f"/cases/{reference}/clocks")
    return render(request, HERE, page.build(viewer, reference, form), status=form.answers_with)


def _answer(request: HttpRequest, viewer: Viewer, reference: str) -> Sent:
    case = cases.case_for(viewer, reference)
    policy.require(viewer, Permission.DECLARATION_SCOPE, case)
    form = page.scope_form(viewer, case, request.POST)
    if not form.is_valid():
        return form, None
    more = {"product": form.chosen, "patient_data_seen": form.cleaned_data["patient_data_seen"]}
    return form, form.run(actions.answer_scope, reference, *form.given(), actor=viewer, **more)


def _take_over(request: HttpRequest, viewer: Viewer, reference: str) -> Sent:
    case = cases.case_for(viewer, reference)
    policy.require(viewer, Permission.DECLARATION_SCOPE, case)
    form = TakeOverForm(request.POST, offered=decisions.proposals(viewer, case))
    if not form.is_valid():
        return form, None
    one = form.cleaned_data["taken"]
    return form, form.run(actions.answer_scope, reference, one.question, one.said, one.reason, actor=viewer)


def _disclose(request: HttpRequest, viewer: Viewer, reference: str) -> Sent:
    policy.require(viewer, Permission.DECLARATION_DISCLOSE, cases.case_for(viewer, reference))
    form = DisclosureForm(request.POST)
    if not form.is_valid():
        return form, None
    seen = form.cleaned_data["patient_data_seen"]
    return form, form.run(actions.decide_disclosure, reference, form.given(), patient_data_seen=seen, actor=viewer)


def _classify(request: HttpRequest, viewer: Viewer, reference: str) -> Sent:
    policy.require(viewer, Permission.DECLARATION_CLASSIFY, cases.case_for(viewer, reference))
    form = ClassifiedForm(request.POST)
    if not form.is_valid():
        return form, None
    seen = form.cleaned_data["patient_data_seen"]
    return form, form.run(actions.classify_recall, reference, form.given(), patient_data_seen=seen, actor=viewer)


def _list(request: HttpRequest, viewer: Viewer, reference: str) -> Sent:
    case = cases.case_for(viewer, reference)
    policy.require(viewer, Permission.RECALL_LINK, case)
    form = page.listing_form(queries.classifications(viewer, case), request.POST)
    if not form.is_valid():
        return form, None
    data = form.cleaned_data
    given = (UUID(data["recall"]), data["published"], data["address"])
    return form, form.run(actions.state_listing, reference, *given, actor=viewer)


ACTS = {
    "listing": (_list, "Stated, with your name, beside what was read."),
    "scope": (_answer, "Answered, with your name. The clocks are computed anew."),
    "take_over": (_take_over, "Taken over, with your name. The clocks are computed anew."),
    "disclosure": (_disclose, "Decided, with your name. Nothing is published by it."),
    "recall": (_classify, "Recorded, with your name. The week to the Enforcement Report runs."),
}
urlpatterns = [path("cases/<str:reference>/clocks", clocks)]
