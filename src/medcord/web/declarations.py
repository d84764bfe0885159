"""Declarations of manufacturers in a case, a firm's risk matrix, and the texts that an ISAO was given."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.cases import policy
from medcord.cases import queries as cases
from medcord.core.access import MatrixItem, Permission, Viewer, require
from medcord.core.vocabulary import Role
from medcord.declarations import actions, queries
from medcord.ledger.downloads import as_attachment
from medcord.web.forms.declarations import DeclarationForm, MatrixForm
from medcord.web.pages import declarations as pages
from medcord.web.viewers import members_only, zone_of

PARTIES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)
HERE = "web/case/declarations.html"


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def declarations(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """What manufacturers declared in a case; the maker signs here."""
    case = cases.case_for(viewer, reference)
    sent = request.method == "POST"
    if request.POST.get("act") == "consignees":
        return _consignees(request, viewer, reference)
    if sent:
        policy.require(viewer, Permission.DECLARATION_SIGN, case)
    form = pages.form_for(viewer, case, request.POST if sent else request.GET, zone_of(request), sent=sent)
    if sent and form is not None and form.is_valid() and _signed(form, viewer, reference):
        messages.success(request, "Signed, with your name and the time. The coordinator and the regulator see it.")
        return redirect(f"/cases/{reference}/declarations")
    return render(request, HERE, pages.build(viewer, reference, form=form), status=422 if sent else 200)


def _consignees(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    case = cases.case_for(viewer, reference)
    policy.require(viewer, Permission.DECLARATION_SIGN, case)
    form = pages.consignees_form(viewer, case, (request.POST, request.FILES))
    if form is not None and form.is_valid():
        data, file = form.cleaned_data, form.cleaned_data["file"]
        given, seen = (file.name or "file", file), data["patient_data_seen"]
        about = UUID(data["declaration"])
        if form.run(actions.keep_consignees, reference, about, given, patient_data_seen=seen, actor=viewer) is not None:
            messages.success(request, "Kept. Your party and the regulator of the case read it, nobody else.")
            return redirect(f"/cases/{reference}/declarations")
    return render(request, HERE, pages.build(viewer, reference, form=None, list_form=form), status=422)


@require_GET
@members_only(*PARTIES)
def consignees(request: HttpRequest, viewer: Viewer, reference: str, declaration: UUID) -> HttpResponseBase:  # noqa: ARG001
    """Fetch the list of consignees, as it is."""
    row = queries.consignees_for(viewer, cases.case_for(viewer, reference), declaration)
    return as_attachment(row.name, row.blob, kind=row.kind)


def _signed(form: DeclarationForm, viewer: Viewer, reference: str) -> bool:
    more = {"isao": form.isao_chosen, "patient_data_seen": form.cleaned_data["patient_data_seen"]}
    return form.run(actions.sign, reference, form.given(), actor=viewer, **more) is not None


@require_POST
@members_only(*PARTIES)
def decide(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The regulator decides which declared time counts."""
    case = cases.case_for(viewer, reference)
    policy.require(viewer, Permission.DECLARATION_DECIDE, case)
    form = pages.decision_sent(viewer, case, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        chosen = UUID(data["declaration"])
        if form.run(actions.decide_learned, reference, chosen, data["reason"], actor=viewer) is not None:
            messages.success(request, "Decided. The clocks run from the time you chose.")
            return redirect(f"/cases/{reference}/declarations")
    return render(request, HERE, pages.build(viewer, reference, form=None, decide=form), status=422)


@require_POST
@members_only(*PARTIES)
def give(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Give a signed text to an ISAO."""
    case = cases.case_for(viewer, reference)
    policy.require(viewer, Permission.DECLARATION_SIGN, case)
    form = pages.give_form(viewer, case, request.POST)
    if form is not None and form.is_valid():
        text, isao = (UUID(form.cleaned_data[name]) for name in ("declaration", "isao"))
        if form.run(actions.give_to_isao, reference, text, isao, actor=viewer) is not None:
            messages.success(request, "Given. The ISAO reads the text, not the case. Its receipt comes here.")
            return redirect(f"/cases/{reference}/declarations")
    return render(request, HERE, pages.build(viewer, reference, form=None, give=form), status=422)


@require_http_methods(["GET", "POST"])
@members_only(Role.MANUFACTURER)
def matrix(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The firm's own risk matrix, and the form to sign a version."""
    known = queries.matrices(viewer)
    form = MatrixForm(request.POST or None, initial=known[0].cells if known else None)
    if request.method == "POST":
        require(viewer, Permission.MATRIX_SIGN, MatrixItem(viewer.party_id) if viewer.party_id else None)
        if form.is_valid() and _signed_matrix(form, viewer):
            messages.success(request, "Signed. It is shown beside decisions from now on, and makes none.")
            return redirect("/risk-matrix")
    status = 422 if form.errors or request.method == "POST" else 200
    return render(request, "web/declarations/matrix.html", {"known": known, "form": form}, status=status)


def _signed_matrix(form: MatrixForm, viewer: Viewer) -> bool:
    data = form.cleaned_data
    return form.run(actions.sign_matrix, data["name"], data["process"], form.cells(), actor=viewer) is not None


@require_GET
@members_only(Role.ISAO)
def texts(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Texts for customers that manufacturers gave to this ISAO."""
    rows = queries.texts(viewer)
    waiting = sum(1 for row in rows if row.acknowledged_at is None)
    return render(request, "web/declarations/texts.html", {"rows": rows, "waiting": waiting})


@require_POST
@members_only(Role.ISAO)
def acknowledge(request: HttpRequest, viewer: Viewer, text: UUID) -> HttpResponse:
    """The receipt for a text."""
    row = actions.acknowledge_text(text, actor=viewer)
    messages.success(request, f"Acknowledged. {row.declaration.party.name} has your receipt.")
    return redirect("/isao-texts")


urlpatterns = [
    path("cases/<str:reference>/declarations", declarations),
    path("cases/<str:reference>/declarations/<uuid:declaration>/consignees", consignees),
    path("cases/<str:reference>/declarations/decide", decide),
    path("cases/<str:reference>/declarations/give", give),
    path("risk-matrix", matrix),
    path("isao-texts", texts),
    path("isao-texts/<uuid:text>/acknowledge", acknowledge),
]
