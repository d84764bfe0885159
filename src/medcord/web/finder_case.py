"""What a finder does in the case its report led to: propose a date, and say that it is public or attacked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from medcord.cases import actions, queries
from medcord.core.access import Viewer, ViewerKind
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.refusals import NotFound
from medcord.web.finder import status_page
from medcord.web.forms.embargo import ClaimForm, TermsForm
from medcord.web.forms.finder import FinderMessageForm
from medcord.web.viewers import viewer_of


def _finder(request: HttpRequest) -> Viewer:
    """The finder who gave its code, and whose report is in a case."""
    viewer = viewer_of(request)
    if viewer.kind is not ViewerKind.FINDER:
        raise NotFound
    queries.case_of_finder(viewer)
    return viewer


@require_POST
def date(request: HttpRequest) -> HttpResponse:
    """Propose a date for publication, as a party of the case does."""
    viewer, form = _finder(request), TermsForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        more = {"ends_at": data["instant"], "zone": data["zone"], "seen": data["version"]}
        if form.run(actions.propose_terms, None, **more, actor=viewer) is not None:
            messages.success(request, "Proposed. The parties of the case are told and answer it.")
            return redirect("/my-report")
    if form.edited_meanwhile:
        form.now_at(queries.case_of_finder(viewer).table_number)
    return status_page(request, FinderMessageForm(), 422, dating=form)


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the proposed date back."""
    actions.withdraw_terms(None, actor=_finder(request))
    messages.info(request, "Withdrawn.")
    return redirect("/my-report")


@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """Tell the coordinator that it is public or attacked."""
    viewer, form = _finder(request), ClaimForm(request.POST, prefix="claim")
    if form.is_valid():
        event, evidence = CaseEvent(form.cleaned_data["event"]), form.cleaned_data["evidence"]
        if form.run(actions.claim, None, event, evidence=evidence, actor=viewer) is not None:
            messages.success(request, "The coordinator is told and decides. You see the answer here.")
            return redirect("/my-report")
    return status_page(request, FinderMessageForm(), 422, claiming=form)


urlpatterns = [
    path("my-report/date", date),
    path("my-report/date/withdraw", withdraw),
    path("my-report/claim", claim),
]
