"""Duplicates: what looks alike, and joining, merging and splitting with the effect shown first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from medcord.cases import actions, policy, queries
from medcord.core.access import Permission, Viewer
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.intake import queries as intake
from medcord.web.forms.merging import JoinForm
from medcord.web.pages import merging as page
from medcord.web.pages import report as report_page
from medcord.web.pages import room as room_page
from medcord.web.viewers import members_only


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def alike(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """What looks like this case, and what can be done about it."""
    room = room_page.build(viewer, reference) if request.method == "GET" else None
    case = room.case if room else queries.case_for(viewer, reference)
    if room and viewer.party_id != case.owner_id:
        raise NotFound("page")
    policy.require(viewer, Permission.CASE_MERGE if request.method == "POST" else Permission.CASE_READ, case)
    act, forms = request.POST.get("act", ""), page.forms_of(request, case)
    form = forms.get(act)
    if form is not None and form.is_valid() and (done := _DO[act](form, viewer, reference)) is not None:
        messages.success(request, done[1])
        return redirect(f"/cases/{done[0]}")
    status = 422 if request.method == "POST" else 200
    return render(request, "web/case/alike.html", page.context(viewer, case, forms, room), status=status)


def _named(form: Any, field: str, viewer: Viewer) -> str | None:
    """The reference that was typed; None, with a sentence beside it, when the viewer has no such case."""
    name = str(form.cleaned_data[field]).strip().upper()
    try:
        return queries.case_for(viewer, name).reference
    except NotFound:
        form.add_error(field, f"You have no case {name}. Look its reference up on the board.")
        return None


def _merge(form: Any, viewer: Viewer, reference: str) -> tuple[str, str] | None:
    reason, into = form.cleaned_data["reason"], _named(form, "into", viewer)
    case = form.run(actions.merge, reference, into, reason=reason, actor=viewer) if into else None
    return (case.reference, f"{reference} was merged into this case.") if case else None


def _split(form: Any, viewer: Viewer, reference: str) -> tuple[str, str] | None:
    reason, along = form.cleaned_data["reason"], form.parties()
    parts = form.run(actions.split, reference, form.parts(), parties_along=along, reason=reason, actor=viewer)
    return (reference, f"Opened: {', '.join(one.reference for one in parts)}.") if parts else None


_DO = {"merge": _merge, "split": _split}


@require_POST
@members_only(Role.COORDINATOR)
def join(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Add a report to a case that is there."""
    report, form = intake.report_for(viewer, reference), JoinForm(request.POST, prefix="join")
    if form.is_valid() and (where := _named(form, "case", viewer)) is not None:
        case = form.run(actions.join_report, where, reference, reason=form.cleaned_data["reason"], actor=viewer)
        if case is not None:
            messages.success(request, f"The report {reference} belongs to this case now, and its finder sees that.")
            return redirect(f"/cases/{case.reference}")
    context = {**report_page.context(viewer, report, None), "join": form}
    return render(request, "web/reports/report.html", context, status=422)


urlpatterns = [
    path("cases/<str:reference>/alike", alike),
    path("reports/<str:reference>/join", join),
]
