"""The finder's pages: no account, no address kept, a code to come back with."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import NotFound
from medcord.intake import actions, policy, queries
from medcord.intake.models import Report
from medcord.web.forms.finder import CodeForm, FinderMessageForm, ReportForm
from medcord.web.viewers import ANONYMOUS, FINDER_KEY, viewer_of

CODE_COOKIE = "medcord_code"
CODE_LIVES = 15 * 60  # seconds


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form, with the policy and the safe-harbour statement before it."""
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        done = form.run(_submit, form)
        if done is not None:
            received, code = done
            if viewer_of(request).kind is not ViewerKind.MEMBER:  # a member's session must not name the report
                request.session.cycle_key()
                request.session[FINDER_KEY] = str(received.pk)
            return _with_code(redirect("/report/received"), code)
    return render(request, "web/finder/report.html", {"form": form}, status=422 if form.errors else 200)


def _submit(form: ReportForm) -> tuple[Report, str]:
    files = form.cleaned_data["attached"]
    policy.check_sizes([(one.name or "file", one.size or 0) for one in files])
    return actions.submit(form.words(), [(one.name or "file", one.read()) for one in files], actor=ANONYMOUS)


def _with_code(response: HttpResponse, code: str) -> HttpResponse:
    """The code travels in the finder's own browser: kept in a session it would stand in our database in clear."""
    response.set_signed_cookie(
        CODE_COOKIE, code, path="/report/received", max_age=CODE_LIVES, httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


@require_GET
def received(request: HttpRequest) -> HttpResponse:
    """The code, shown for a quarter of an hour in the browser that filed the report."""
    code = request.get_signed_cookie(CODE_COOKIE, "", max_age=CODE_LIVES)
    found = queries.report_by_code(code) if code else None
    if found is None:
        return redirect("/my-report")
    mine = queries.own_report(Viewer(kind=ViewerKind.FINDER, report_id=found))
    return render(request, "web/finder/received.html", {"code": code, "report": mine})


@require_http_methods(["GET", "POST"])
def my_report(request: HttpRequest) -> HttpResponse:
    """The report of the code that was given, else the form that asks for one."""
    viewer = viewer_of(request)
    if viewer.kind is ViewerKind.FINDER:
        return _status(request, FinderMessageForm())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = queries.report_by_code(form.cleaned_data["code"])
        if found is not None:
            request.session.cycle_key()
            request.session[FINDER_KEY] = str(found)
            return redirect("/my-report")
        form.add_error("code", "No report has this code. Check each group of four; nothing is lost if you try again.")
    return render(request, "web/finder/code.html", {"form": form}, status=422 if form.errors else 200)


def _status(request: HttpRequest, form: FinderMessageForm, status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    mine = queries.own_report(viewer)
    context = {
        "report": mine,
        "thread": queries.thread(viewer, mine),
        "files": queries.files_of(viewer, mine),
        "form": form,
    }
    return render(request, "web/finder/status.html", context, status=status)


@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """One more message from the finder."""
    viewer = viewer_of(request)
    if viewer.kind is not ViewerKind.FINDER:
        raise NotFound
    form = FinderMessageForm(request.POST)
    if form.is_valid() and form.run(actions.write_to, None, form.cleaned_data["body"], actor=viewer) is not None:
        return redirect("/my-report")
    return _status(request, form, status=422)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the code on this device."""
    request.session.flush()
    response = redirect("/my-report")
    response.delete_cookie(CODE_COOKIE, path="/report/received")
    return response


urlpatterns = [
    path("report", report),
    path("report/received", received),
    path("my-report", my_report),
    path("my-report/write", write),
    path("my-report/leave", leave),
]
