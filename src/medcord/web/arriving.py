"""Reports from a mail, a signal, or a manufacturer's own request."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.intake import actions, queries
from medcord.ledger.downloads import as_attachment
from medcord.web.forms.arriving import MailForm, RequestForm, SignalForm
from medcord.web.forms.finder import FinderMessageForm
from medcord.web.pages import told
from medcord.web.viewers import members_only


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A report from a mail or file, or from something public."""
    act = request.POST.get("act", "")
    mail = MailForm(request.POST if act == "mail" else None, request.FILES if act == "mail" else None, prefix="mail")
    signal = SignalForm(request.POST if act == "signal" else None, prefix="signal")
    if act == "mail" and mail.is_valid() and (arrived := mail.read()) is not None:
        if (done := mail.run(actions.take_in_mail, arrived, mail.words(), actor=viewer)) is not None:
            return render(request, "web/reports/arrived.html", {"report": done[0], "code": done[1]})
    if act == "signal" and signal.is_valid():
        if (report := signal.run(actions.note_signal, signal.words(), actor=viewer)) is not None:
            return redirect(f"/reports/{report.reference}")
    status = 422 if request.method == "POST" else 200
    return render(request, "web/reports/new.html", {"mail": mail, "signal": signal, "act": act}, status=status)


@require_GET
@members_only(Role.MANUFACTURER)
def requests(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A manufacturer's own requests."""
    return render(request, "web/requests/list.html", {"rows": queries.requests(viewer)})


@require_http_methods(["GET", "POST"])
@members_only(Role.MANUFACTURER)
def request_new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask for coordination."""
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        report = form.run(actions.request, form.words(), actor=viewer)
        if report is not None:
            messages.success(request, "Sent. The coordinator reads it; this page stays yours.")
            return redirect(f"/requests/{report.reference}")
    return render(request, "web/requests/new.html", {"form": form}, status=422 if form.errors else 200)


def _page(request: HttpRequest, viewer: Viewer, reference: str, form: FinderMessageForm, status: int) -> HttpResponse:
    report = queries.request_for(viewer, reference)
    said = queries.said_files(viewer, report)
    context = {
        "report": report,
        "thread": [(one, said.get(one.pk, ())) for one in queries.thread(viewer, report)],
        "case": cases.of_report(viewer, report.pk),
        "told": told.newest(viewer, report),
        "message": form,
    }
    return render(request, "web/requests/request.html", context, status=status)


@require_GET
@members_only(Role.MANUFACTURER)
def one(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """One request, as it was sent, and what became of it."""
    return _page(request, viewer, reference, FinderMessageForm(), 200)


@require_POST
@members_only(Role.MANUFACTURER)
def write(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Write to the coordinator about it."""
    queries.request_for(viewer, reference)
    form = FinderMessageForm(request.POST, request.FILES)
    if form.is_valid() and form.run(actions.write_to, reference, **form.given(), actor=viewer) is not None:
        return redirect(f"/requests/{reference}")
    return _page(request, viewer, reference, form, 422)


@require_GET
@members_only(Role.MANUFACTURER)
def file(request: HttpRequest, viewer: Viewer, reference: str, file: UUID) -> HttpResponseBase:  # noqa: ARG001
    """A file of a message about the request: as sent for its author, the copy that is passed on for the other."""
    seen = queries.copy_for(viewer, queries.request_for(viewer, reference), file)
    return as_attachment(seen.row.name, seen.sent, kind=seen.row.kind)


urlpatterns = [
    path("reports/new", new),
    path("requests", requests),
    path("requests/new", request_new),
    path("requests/<str:reference>", one),
    path("requests/<str:reference>/write", write),
    path("requests/<str:reference>/files/<uuid:file>", file),
]
