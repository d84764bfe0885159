"""The coordinator's reports: inbox, triage, thread, and the case that follows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from medcord.cases import actions as cases
from medcord.clocks import queries as clocks
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.intake import actions, queries
from medcord.intake.actions import MedicalDevice, Outcome
from medcord.ledger.downloads import as_attachment
from medcord.web.forms.case import DestroyForm, OpenCaseForm, ReasonForm
from medcord.web.forms.finder import PassedOnForm
from medcord.web.forms.triage import TriageForm
from medcord.web.pages import report as page_of
from medcord.web.pages import spills
from medcord.web.pages import triage as table_of
from medcord.web.viewers import members_only


@require_GET
@members_only(Role.COORDINATOR)
def inbox(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Reports, those that wait first."""
    q = request.GET.get("q", "")[:200]
    rows = [(row, clocks.of_report(row)) for row in queries.inbox(viewer, q=q)]
    rows.sort(key=lambda pair: (pair[1].met is not None, pair[1].due))
    return render(request, "web/reports/inbox.html", {"rows": rows, "q": q})


def _page(request: HttpRequest, viewer: Viewer, reference: str, status: int = 200, **forms: Any) -> HttpResponse:
    report = queries.report_for(viewer, reference)
    context = page_of.context(viewer, report, forms.pop("triage", None))
    context |= spills.of_report(viewer, report) | forms
    return render(request, "web/reports/report.html", context, status=status)


@require_GET
@members_only(Role.COORDINATOR)
def table(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """What the tables say to the answers given so far."""
    queries.report_for(viewer, reference)
    look = table_of.look(TriageForm(request.GET).answers())
    return render(request, "web/reports/parts/table.html", {"look": look})


@require_GET
@members_only(Role.COORDINATOR)
def report(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """One report."""
    return _page(request, viewer, reference)


@require_POST
@members_only(Role.COORDINATOR)
def read(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Tell the finder that somebody reads."""
    actions.mark_read(reference, actor=viewer)
    messages.success(request, "The finder sees now that you are reading.")
    return redirect(f"/reports/{reference}")


@require_POST
@members_only(Role.COORDINATOR)
def triage(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Decide what it is."""
    queries.report_for(viewer, reference)
    form = TriageForm(request.POST)
    if "look" in request.POST:
        return _page(request, viewer, reference, triage=form)
    if form.is_valid() and _triage(form, viewer, reference):
        messages.success(request, "Triaged. The finder sees it on their page.")
        return redirect(f"/reports/{reference}")
    if form.edited_meanwhile:
        form.now_at(queries.report_for(viewer, reference).version)
    return _page(request, viewer, reference, 422, triage=form)


def _triage(form: TriageForm, viewer: Viewer, reference: str) -> object:
    data = form.cleaned_data
    return form.run(
        actions.triage,
        reference,
        medical_device=MedicalDevice(data["medical_device"]),
        outcome=Outcome(data["outcome"]),
        leave_out_regulator=data["leave_out_regulator"],
        judgement=form.judgement(),
        expected_version=data["version"],
        actor=viewer,
    )


@require_POST
@members_only(Role.COORDINATOR)
def reply(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Write to the finder."""
    queries.report_for(viewer, reference)
    form = PassedOnForm(request.POST, request.FILES)
    if form.is_valid() and form.run(actions.write_to, reference, **form.given(), actor=viewer) is not None:
        return redirect(f"/reports/{reference}")
    return _page(request, viewer, reference, 422, message=form)


@require_POST
@members_only(Role.COORDINATOR)
def purge(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Destroy a report's words and files, or one thing of it, after a spill or at the finder's wish."""
    form = spills.destroy_form(viewer, queries.report_for(viewer, reference), request.POST)
    one = form.chosen() if form.is_valid() else None
    verb = partial(actions.purge_part, reference, *one) if one else partial(actions.purge_report, reference)
    return _destroyed(request, viewer, reference, "purge", form, verb)


@require_POST
@members_only(Role.COORDINATOR)
def forget_finder(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Destroy who the finder is; what they reported stays."""
    queries.report_for(viewer, reference)
    form = DestroyForm(request.POST, prefix="forget")
    return _destroyed(request, viewer, reference, "forget", form, partial(actions.forget_finder, reference))


def _destroyed(
    request: HttpRequest, viewer: Viewer, reference: str, name: str, form: DestroyForm, verb: Callable[..., object]
) -> HttpResponse:
    if form.is_valid() and form.run(verb, actor=viewer, **form.why()) is not None:
        messages.success(request, "Destroyed. That it was here stays in the ledger.")
        return redirect(f"/reports/{reference}")
    return _page(request, viewer, reference, 422, **{name: form})


@require_POST
@members_only(Role.COORDINATOR)
def hold(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Place a legal hold on a report, or lift it."""
    lifts = "lift" in request.POST
    form = ReasonForm(request.POST, prefix="hold")
    queries.report_for(viewer, reference)
    verb = actions.lift_report_hold if lifts else actions.hold_report
    if form.is_valid() and form.run(verb, reference, reason=form.cleaned_data["reason"], actor=viewer) is not None:
        messages.success(request, "The hold is lifted." if lifts else "Nothing of this report may be destroyed now.")
        return redirect(f"/reports/{reference}")
    return _page(request, viewer, reference, 422, hold=form)


@require_POST
@members_only(Role.COORDINATOR)
def open_case(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Open the case."""
    queries.report_for(viewer, reference)
    form = OpenCaseForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        case = cases.open_case(reference, title=data["title"], summary=data["summary"], actor=viewer)
        return redirect(f"/cases/{case.reference}")
    return _page(request, viewer, reference, 422, open_case=form)


@require_GET
@members_only(Role.COORDINATOR)
def file(request: HttpRequest, viewer: Viewer, reference: str, file: UUID, copy: str) -> HttpResponseBase:  # noqa: ARG001
    """Download a file: as sent, or the copy without metadata. Never shown inline."""
    row = queries.file_for(viewer, queries.report_for(viewer, reference), file)
    blob = {"original": row.blob, "clean": row.clean_blob}.get(copy)
    if blob is None:
        raise NotFound("file")
    return as_attachment(row.name, blob, kind=row.kind)


urlpatterns = [
    path("reports", inbox),
    path("reports/<str:reference>", report),
    path("reports/<str:reference>/read", read),
    path("reports/<str:reference>/triage", triage),
    path("reports/<str:reference>/table", table),
    path("reports/<str:reference>/reply", reply),
    path("reports/<str:reference>/purge", purge),
    path("reports/<str:reference>/forget-finder", forget_finder),
    path("reports/<str:reference>/hold", hold),
    path("reports/<str:reference>/open-case", open_case),
    path("reports/<str:reference>/files/<uuid:file>/<str:copy>", file),
]
