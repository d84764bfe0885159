"""The finder's pages: no account, no address kept, a code to come back with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.cases import actions as case_actions
from medcord.cases import queries as cases
from medcord.core.access import Viewer, ViewerKind
from medcord.core.credit import Wish
from medcord.core.refusals import NotFound
from medcord.intake import actions, doors, policy, queries
from medcord.intake.models import Report
from medcord.ledger import downloads, draft_standards, limits
from medcord.web.addresses import address_of
from medcord.web.forms.base import VerbForm
from medcord.web.forms.embargo import ClaimForm, TermsForm
from medcord.web.forms.finder import (
    ClaimCreditForm,
    CodeForm,
    FinderMessageForm,
    KeyForm,
    PassedOnForm,
    PassphraseForm,
    ReportForm,
    ThanksForm,
)
from medcord.web.kept import FINDER_KEY
from medcord.web.pages import finder_case, told
from medcord.web.viewers import ANONYMOUS, viewer_of

CODE_COOKIE = "medcord_code"
CODE_LIVES = 15 * 60  # seconds


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form, with the policy and the safe-harbour statement before it."""
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        done = form.run(_submit, form, address_of(request))
        if done is not None:
            return taken(request, *done)
    context = {"form": form, "drafts": draft_standards.on()}
    return render(request, "web/finder/report.html", context, status=form.answers_with)


def taken(request: HttpRequest, received: Report, code: str) -> HttpResponse:
    """The way to the page that shows the code of a report just filed."""
    if viewer_of(request).kind is not ViewerKind.MEMBER:  # a member's session must not name the report
        request.session.cycle_key()
        request.session[FINDER_KEY] = str(received.pk)
    return _with_code(redirect("/report/received"), code)


def _submit(form: ReportForm, address: str) -> tuple[Report, str]:
    limits.admit(doors.REPORTS.of(address))
    files, seen = form.cleaned_data["attached"], form.cleaned_data["patient_data_seen"]
    policy.check_sizes([(one.name or "file", one.size or 0) for one in files])
    attached = [(one.name or "file", one) for one in files]
    return actions.submit(form.words(), attached, patient_data_seen=seen, actor=ANONYMOUS)


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
        return status_page(request, FinderMessageForm())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = form.run(doors.by_code, address_of(request), **form.cleaned_data)
        if found is not None:
            request.session.cycle_key()
            request.session[FINDER_KEY] = str(found)
            return redirect("/my-report")
    return render(request, "web/finder/code.html", {"form": form}, status=form.answers_with)


def status_page(request: HttpRequest, form: FinderMessageForm, status: int = 200, **more: VerbForm) -> HttpResponse:
    """The finder's page: its report, the thread, and the case it led to, each with its forms."""
    context = _of_finder(viewer_of(request), more.pop("answering", None)) | {"form": form, **more}
    return render(request, "web/finder/status.html", context, status=status)


def _of_finder(viewer: Viewer, answering: VerbForm | None) -> dict[str, Any]:
    mine, case = queries.own_report(viewer), finder_case.of_finder(viewer)
    said = queries.said_files(viewer, mine)
    seen = {"version": case.case.table_number} if case else {}
    return {
        "finder_case": case,
        "dating": TermsForm(initial=seen),
        "claiming": ClaimForm(prefix="claim"),
        "report": mine,
        "thread": [(one, said.get(one.pk, ())) for one in queries.thread(viewer, mine)],
        "files": queries.files_of(viewer, mine),
        "rooms": finder_case.rooms(viewer, answering),
        "told": told.newest(viewer, mine),
        "silence": queries.silence_of(mine),
        "secret": PassphraseForm(prefix="secret"),
        "key": KeyForm(prefix="key"),
        "credit": ThanksForm(prefix="credit", initial=_wish(mine)),
    }


def _wish(report: Report) -> dict[str, str]:
    wish = report.wish
    return {"thanks": wish.thanks.value, "name": wish.name, "organisation": wish.organisation}


@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """One more message from the finder."""
    viewer = viewer_of(request)
    if viewer.kind is not ViewerKind.FINDER:
        raise NotFound
    form = FinderMessageForm(request.POST, request.FILES)
    if form.is_valid() and form.run(_write, form, actions.write_to, None, viewer) is not None:
        return redirect("/my-report")
    return status_page(request, form, status=form.answers_with)


def _write(form: FinderMessageForm, verb: Callable[..., object], where: UUID | None, viewer: Viewer) -> object:
    doors.admit_files(viewer, len(form.cleaned_data["attached"]))
    return verb(where, **form.given(), actor=viewer)


@require_POST
def write_in_room(request: HttpRequest, room: UUID) -> HttpResponse:
    """An answer in a room of the case that was opened for the finder too."""
    viewer = viewer_of(request)
    if cases.case_of_room(viewer, room) is None:
        raise NotFound
    form = PassedOnForm(request.POST, request.FILES, auto_id=finder_case.ids_in(room))
    if form.is_valid() and form.run(_write, form, case_actions.write_as_finder, room, viewer) is not None:
        return redirect("/my-report#rooms")
    return status_page(request, FinderMessageForm(), status=form.answers_with, answering=form)


@require_GET
def file(request: HttpRequest, file: UUID) -> HttpResponseBase:
    """A file of the finder's own report or of a message about it: what the finder sent as it was sent."""
    viewer = viewer_of(request)
    seen = queries.copy_for(viewer, queries.own_report(viewer), file)
    return downloads.as_attachment(seen.row.name, seen.sent, kind=seen.row.kind)


@require_GET
def room_file(request: HttpRequest, room: UUID, file: UUID) -> HttpResponseBase:
    """A file of a message in a room that was opened for the finder too."""
    seen = cases.file_of_finder(viewer_of(request), room, file)
    return downloads.as_attachment(seen.row.name, seen.sent, kind=seen.row.kind)


def _act(request: HttpRequest, form: VerbForm, verb: Callable[..., object], said: str) -> HttpResponse:
    """One verb of the finder by its form; what was typed stays on the page when it is refused."""
    viewer = viewer_of(request)
    if viewer.kind is not ViewerKind.FINDER:
        raise NotFound
    if form.is_valid() and form.run(verb, *form.cleaned_data.values(), actor=viewer) is not None:
        messages.success(request, said)
        return redirect("/my-report")
    return status_page(request, FinderMessageForm(), status=422, **{form.prefix or "form": form})


@require_POST
def passphrase(request: HttpRequest) -> HttpResponse:
    """Set a passphrase, or another one."""
    said = "From now on your passphrase is asked for beside the code."
    return _act(request, PassphraseForm(request.POST, prefix="secret"), actions.set_passphrase, said)


@require_POST
def credit_key(request: HttpRequest) -> HttpResponse:
    """Leave a public key."""
    said = "Kept. Whoever holds its private half can claim credit."
    return _act(request, KeyForm(request.POST, prefix="key"), actions.leave_key, said)


@require_POST
def credit(request: HttpRequest) -> HttpResponse:
    """Choose by what one is thanked, or take it back."""
    form = ThanksForm(request.POST, prefix="credit")
    viewer = viewer_of(request)
    if viewer.kind is not ViewerKind.FINDER:
        raise NotFound
    if form.is_valid() and form.run(actions.choose_credit, form.wish(), actor=viewer) is not None:
        messages.success(request, "Kept. It holds for the advisory until it is out; you may choose anew.")
        return redirect("/my-report")
    return status_page(request, FinderMessageForm(), status=422, credit=form)


@require_POST
def escalate(request: HttpRequest) -> HttpResponse:
    """Say that nobody answers."""
    said = "Said. It stands on top of the coordinator's board until somebody answers."
    return _act(request, VerbForm(request.POST, prefix="waiting"), actions.escalate, said)


def _claim(address: str, wish: Wish, given: Mapping[str, str]) -> Report:
    return doors.claim_credit(address, wish, reference=given["reference"], signature=given["signature"])


@require_http_methods(["GET", "POST"])
def claim_credit(request: HttpRequest) -> HttpResponse:
    """Claim credit without the code, by signature. The line to sign is shown before a signature is asked for."""
    form, line = ClaimCreditForm(request.POST or None), b""
    if request.method == "POST" and form.is_valid():
        wish, given = form.wish(), form.cleaned_data
        line = policy.credit_line(given["reference"], wish) if wish else b""
        if wish and given["signature"] and form.run(_claim, address_of(request), wish, given):
            return render(request, "web/finder/credited.html", {"name": wish.name or wish.organisation})
    context = {"form": form, "line": line.decode(), "namespace": policy.NAMESPACE}
    return render(request, "web/finder/claim_credit.html", context, status=form.answers_with)


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
    path("my-report/rooms/<uuid:room>", write_in_room),
    path("my-report/rooms/<uuid:room>/files/<uuid:file>", room_file),
    path("my-report/files/<uuid:file>", file),
    path("my-report/passphrase", passphrase),
    path("my-report/key", credit_key),
    path("my-report/credit", credit),
    path("my-report/escalate", escalate),
    path("my-report/leave", leave),
    path("claim-credit", claim_credit),
]
