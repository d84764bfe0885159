"""Requests for the records of a case, what leaves, and how long a case is kept: for the owner of the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.ledger.downloads import as_attachment
from medcord.records import actions, queries
from medcord.web.forms.base import VerbForm
from medcord.web.forms.records import ItemForm, PassageForm, RequestForm, RetentionForm
from medcord.web.pages import records
from medcord.web.viewers import members_only

Done = tuple[VerbForm, bool]


@require_GET
@members_only(Role.COORDINATOR)
def overview(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What is asked for and what is due, over all own cases."""
    return render(request, "web/records/overview.html", records.of_owner(viewer))


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def of_case(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Requests for the records of one case; note one, or say how long the case is kept."""
    case = cases.case_for(viewer, reference)
    context = records.of_case(viewer, case)
    if request.method == "POST":
        keeps = request.POST.get("act") == "keep"
        form, done = _keep(request, viewer, reference) if keeps else _note(request, viewer, reference)
        if done:
            messages.success(request, "Kept by this rule." if keeps else "Noted. Now decide of each item.")
            return redirect(f"/cases/{reference}/records")
        context["retention" if keeps else "note"] = form
    return render(request, "web/records/case.html", context, status=200 if request.method == "GET" else 422)


def _note(request: HttpRequest, viewer: Viewer, reference: str) -> Done:
    form = RequestForm(request.POST, prefix="note")
    valid = form.is_valid()
    return form, valid and form.run(actions.note_request, reference, form.words(), actor=viewer) is not None


def _keep(request: HttpRequest, viewer: Viewer, reference: str) -> Done:
    form = RetentionForm(request.POST, prefix="keep")
    if not form.is_valid():
        return form, False
    rule, because = form.cleaned_data["rule"], form.cleaned_data["because"]
    return form, form.run(actions.set_retention, reference, rule, because=because, actor=viewer) is not None


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def one(request: HttpRequest, viewer: Viewer, reference: str, asked: UUID) -> HttpResponse:
    """One request: decide of each item, cut passages out, sign, release."""
    case, act = cases.case_for(viewer, reference), request.POST.get("act", "")
    item, refused = request.POST.get("item") or request.GET.get("item", ""), dict[str, Any]()
    if request.method == "POST":
        form, done = _act(act, request, viewer, reference, asked)
        if done:
            messages.success(request, SAID[act])
            return redirect(f"{request.path}?item={item}" if act in STAYS else request.path)
        refused = {"refused": form, **({act: form} if act in ("decide", "passage") else {})}
    context = {**records.of_request(viewer, case, asked, item), **refused}
    return render(request, "web/records/request.html", context, status=422 if refused else 200)


def _act(act: str, request: HttpRequest, viewer: Viewer, reference: str, asked: UUID) -> Done:
    queries.request_for(viewer, cases.case_for(viewer, reference), asked)
    if act not in ACTS:
        raise NotFound
    return ACTS[act](request, viewer, reference, asked)


def _decide(request: HttpRequest, viewer: Viewer, reference: str, asked: UUID) -> Done:
    form = ItemForm(request.POST, auto_id="decide_%s")
    if not form.is_valid():
        return form, False
    item, said = form.cleaned_data["item"], form.value()
    return form, form.run(actions.decide, reference, asked, item, actor=viewer, **said) is not None


def _cut(request: HttpRequest, viewer: Viewer, reference: str, asked: UUID) -> Done:
    form = PassageForm(request.POST, auto_id="cut_%s")
    if not form.is_valid():
        return form, False
    item = form.cleaned_data["item"]
    return form, form.run(actions.redact, reference, asked, item, form.value(), actor=viewer) is not None


def _take_back(request: HttpRequest, viewer: Viewer, reference: str, asked: UUID) -> Done:
    form = VerbForm(request.POST)
    try:
        redaction = UUID(request.POST.get("redaction", ""))
    except ValueError:
        raise NotFound from None
    return form, form.is_valid() and form.run(actions.take_back, reference, asked, redaction, actor=viewer) is not None


def _whole(verb: Callable[..., object]) -> Callable[[HttpRequest, Viewer, str, UUID], Done]:
    """An act on the request as a whole."""

    def run(request: HttpRequest, viewer: Viewer, reference: str, asked: UUID) -> Done:
        form = VerbForm(request.POST)
        return form, form.is_valid() and form.run(verb, reference, asked, actor=viewer) is not None

    return run


ACTS: dict[str, Callable[[HttpRequest, Viewer, str, UUID], Done]] = {
    "decide": _decide,
    "passage": _cut,
    "take-back": _take_back,
    "plain": _whole(actions.release_plain),
    "ready": _whole(actions.propose_release),
    "release": _whole(actions.release),
}
STAYS = ("passage", "take-back")
SAID = {
    "decide": "Decided, under your name. Here is the next one.",
    "passage": "Cut out. A block stands there that names the exemption.",
    "take-back": "The passage is no longer withheld.",
    "plain": "Decided: what nothing speaks against leaves.",
    "ready": "Signed. A second member of your party looks at it and releases it.",
    "release": "Released. The bundle can be fetched below.",
}


@require_GET
@members_only(Role.COORDINATOR)
def bundle(request: HttpRequest, viewer: Viewer, reference: str, asked: UUID) -> HttpResponseBase:  # noqa: ARG001
    """What left, to send to whoever asked."""
    row = queries.request_for(viewer, cases.case_for(viewer, reference), asked)
    if row.blob is None:
        raise NotFound("bundle")
    return as_attachment(f"records-{row.pk}.zip", row.blob, kind="application/zip")


urlpatterns = [
    path("records", overview),
    path("cases/<str:reference>/records", of_case),
    path("cases/<str:reference>/records/<uuid:asked>", one),
    path("cases/<str:reference>/records/<uuid:asked>/bundle.zip", bundle),
]
