"""The case room and what is done in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.cases import actions, policy, queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.access import Permission, Viewer
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.refusals import InputRefusal, NotFound
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp
from medcord.intake import queries as intake
from medcord.ledger.downloads import as_attachment
from medcord.parties import queries as parties
from medcord.products import queries as products
from medcord.web.forms.attachments import UploadForm
from medcord.web.forms.case import (
    ConfirmForm,
    InviteForm,
    MarkForm,
    MessageForm,
    PurgeForm,
    ReasonForm,
    StatementForm,
    TermsForm,
)
from medcord.web.pages import board as board_page
from medcord.web.pages import room as room_page
from medcord.web.pages.tables import csv_response
from medcord.web.viewers import members_only

PARTIES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)


@require_GET
@members_only(*PARTIES)
def board(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Cases by clock."""
    q, state = request.GET.get("q", "")[:200], request.GET.get("state", "")
    heading = {Role.COORDINATOR: "Board", Role.REGULATOR: "Cases"}.get(viewer.role or Role.ISAO, "Inbox")
    context = {"board": board_page.build(viewer, q=q, state=state), "q": q, "state": state, "heading": heading}
    return render(request, "web/case/board.html", context)


@require_GET
@members_only(*PARTIES)
def board_csv(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001
    """The board as a file."""
    head = ("reference", "title", "state", "harm", "next clock", "due", "no answer yet")
    rows = (
        (row.reference, row.title, row.state, row.severity, row.clock.name if row.clock else "",
         row.clock.due.isoformat() if row.clock else "", "; ".join(one.party.name for one in row.silent))
        for row in board_page.build(viewer).rows
    )  # fmt: skip
    return csv_response("board.csv", head, rows)


def _room(request: HttpRequest, viewer: Viewer, reference: str, form: MessageForm, status: int = 200) -> HttpResponse:
    room = room_page.build(viewer, reference, only=request.GET.get("only", ""))
    context = {"room": room, "case": room.case, "form": form, "only": request.GET.get("only", ""), "tab": "timeline"}
    context |= {"upload": UploadForm(), "uploads": queries.staged(viewer, room.case)}
    said = [entry.message for _day, entries in room.days for entry in entries if entry.message]
    context["files"] = queries.files_of(viewer, room.case, said)
    return render(request, "web/case/room.html", context, status=status)


@require_GET
@members_only(*PARTIES)
def room(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The case room."""
    return _room(request, viewer, reference, MessageForm())


@require_POST
@members_only(*PARTIES)
def send(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Send a message."""
    queries.case_for(viewer, reference)
    form = MessageForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        marking = {"tlp": Tlp(data["tlp"]), "confidentiality": ConfidentialityClass(data["confidentiality"])}
        more = {"files": data["file"], "patient_data_seen": data["patient_data_seen"]}
        if form.run(actions.send_message, reference, data["body"], actor=viewer, **marking, **more) is not None:
            return redirect(f"/cases/{reference}")
    return _room(request, viewer, reference, form, 422)


@require_POST
@members_only(*PARTIES)
def purge(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Destroy the words of one message after a spill."""
    queries.case_for(viewer, reference)
    form = PurgeForm(request.POST)
    if form.is_valid():
        actions.purge_message(reference, form.cleaned_data["message"], reason=form.cleaned_data["reason"], actor=viewer)
        messages.success(request, "Destroyed. That the message was here stays in the ledger.")
        return redirect(f"/cases/{reference}")
    messages.error(request, "Not destroyed: say why first.")
    return _room(request, viewer, reference, MessageForm(), 422)


@require_GET
@members_only(*PARTIES)
def readers(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Who will read a message with this marking, by the policy that reads."""
    case = queries.case_for(viewer, reference)
    try:
        tlp, word = (
            Tlp(request.GET.get("tlp", "AMBER")),
            ConfidentialityClass(request.GET.get("confidentiality", "none")),
        )
    except ValueError:
        tlp, word = Tlp.AMBER, ConfidentialityClass.NONE
    found = queries.readers(viewer, case, tlp=tlp.value, confidentiality=word.value)
    rest = [row for row in queries.participants(viewer, case) if row not in found]
    return render(request, "web/case/readers.html", {"readers": found, "not_readers": rest})


def _tab(request: HttpRequest, viewer: Viewer, reference: str, tab: str, **more: Any) -> HttpResponse:
    room = room_page.build(viewer, reference)
    status = 422 if any(getattr(one, "errors", None) for one in more.values()) else 200
    return render(request, f"web/case/{tab}.html", {"room": room, "case": room.case, "tab": tab, **more}, status=status)


@require_GET
@members_only(*PARTIES)
def who(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Who can see this and why."""
    return _tab(request, viewer, reference, "who", answers=room_page.who_can_see(viewer, reference))


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def invite(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Bring a party in."""
    case = queries.case_for(viewer, reference)
    present = {row.party_id for row in queries.participants(viewer, case)}
    inside = [one for one in parties.directory(viewer) if one.pk not in present and Role(one.role) in PARTIES]
    choices = [(str(one.pk), f"{one.name} ({one.role})") for one in inside]
    form = InviteForm(request.POST or None, parties=choices)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if form.run(actions.invite, reference, UUID(data["party"]), channel=data["channel"], actor=viewer) is not None:
            messages.success(request, "Invited. It sees the terms now and the content after it signs.")
            return redirect(f"/cases/{reference}")
    return _tab(request, viewer, reference, "invite", form=form)


@require_GET
@members_only(*PARTIES)
def terms(request: HttpRequest, viewer: Viewer, reference: str, form: TermsForm | None = None) -> HttpResponse:
    """The terms: what an invited party sees, and where every party answers."""
    case = queries.invitation_for(viewer, reference)
    mine = queries.participant_of(viewer, case)
    signed = case.reference in {one.reference for one in queries.visible(viewer)}
    context = {
        "case": case,
        "mine": mine,
        "signed": signed,
        "form": form or TermsForm(),
        "proposals": queries.proposals(case),
    }
    return render(request, "web/case/terms.html", context, status=422 if form is not None else 200)


@require_POST
@members_only(*PARTIES)
def answer(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Sign, decline, or turn a proposal down."""
    queries.invitation_for(viewer, reference)
    word = request.POST.get("answer", "")
    if word not in set(TermsAnswer):
        raise InputRefusal("Choose one of the answers: sign, decline, or keep the old date. Nothing was signed.")
    actions.answer_terms(reference, TermsAnswer(word), actor=viewer)
    if word == TermsAnswer.DECLINE.value:
        messages.info(request, "You declined. The coordinator is told; you see nothing of the case.")
        return redirect("/board")
    return redirect(f"/cases/{reference}")


@require_POST
@members_only(*PARTIES)
def propose(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
    """Propose another end."""
    queries.case_for(viewer, reference)
    form = TermsForm(request.POST)
    if form.is_valid():
        zone = form.cleaned_data["zone"]
        if form.run(actions.propose_terms, reference, ends_at=form.instant(), zone=zone, actor=viewer) is not None:
            return redirect(f"/cases/{reference}/terms")
    request.method = "GET"
    return terms(request, reference, form)


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def state(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Marks, confirmation, the end of the embargo, the end of the case."""
    queries.case_for(viewer, reference)
    act = request.POST.get("act", "")
    forms = {
        "mark": MarkForm(request.POST if act == "mark" else None, prefix="mark"),
        "confirm": ConfirmForm(request.POST if act == "confirm" else None, prefix="confirm"),
        "end": ReasonForm(request.POST if act == "end" else None, prefix="end"),
        "close": ReasonForm(request.POST if act == "close" else None, prefix="close"),
    }
    if act in forms and forms[act].is_valid() and _state_act(act, forms[act], viewer, reference):
        return redirect(f"/cases/{reference}")
    return _tab(request, viewer, reference, "state", **forms)


def _state_act(act: str, form: Any, viewer: Viewer, reference: str) -> object:
    data = form.cleaned_data
    if act == "mark":
        return form.run(actions.mark, reference, CaseEvent(data["event"]), evidence=data["evidence"], actor=viewer)
    if act == "confirm":
        return form.run(actions.confirm, reference, evidence=data["evidence"], actor=viewer)
    verb = actions.end_embargo if act == "end" else actions.close
    return form.run(verb, reference, reason=data["reason"], actor=viewer)


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def statements(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """What parties state of their products, and the maker's form."""
    case = queries.case_for(viewer, reference)
    if request.method == "POST":
        policy.require(viewer, Permission.CASE_STATEMENT_MAKE, case)
    mine = products.visible(viewer) if viewer.role is Role.MANUFACTURER else []
    form = StatementForm(request.POST or None, products=mine)
    if "show" in request.POST:  # the versions of another product were asked for: nothing is stated yet
        form = StatementForm(initial=request.POST.dict(), products=mine)
    elif request.method == "POST" and form.is_valid():
        if form.run(actions.make_statement, reference, form.words(), actor=viewer) is not None:
            messages.success(request, "Stated. The other parties of the case see it now.")
            return redirect(f"/cases/{reference}/statements")
    return _tab(
        request, viewer, reference, "statements", form=form, statements=queries.statements(viewer, case), mine=mine
    )


@require_GET
@members_only(*PARTIES)
def report(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The report the case came from, as its parties may read it."""
    case = queries.case_for(viewer, reference)
    seen = intake.in_case(viewer, case.report_id, queries.item(case))
    return _tab(request, viewer, reference, "report", seen=seen)


@require_GET
@members_only(*PARTIES)
def report_file(request: HttpRequest, viewer: Viewer, reference: str, file: UUID) -> HttpResponseBase:  # noqa: ARG001
    """The clean copy of a file of the report: camera, place and author are taken out."""
    case = queries.case_for(viewer, reference)
    seen = intake.in_case(viewer, case.report_id, queries.item(case))
    row = next((one for one in seen.files if one.pk == file), None)
    if row is None or row.clean_blob is None:
        raise NotFound("file")
    return as_attachment(row.name, row.clean_blob, kind=row.kind)


@require_GET
@members_only(*PARTIES)
def facts(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The case's facts with their links, as far as the viewer may know them."""
    case = queries.case_for(viewer, reference)
    rows = queries.timeline(viewer, case)
    names = parties.names({row.party for row in rows if row.party})
    files = queries.exports(viewer, case) if viewer.party_id == case.owner_id else None
    context = {"rows": rows, "names": names, "files": files, "proof_day": queries.proof_day(case)}
    return _tab(request, viewer, reference, "facts", **context)


urlpatterns = [
    path("board", board),
    path("board.csv", board_csv),
    path("cases/<str:reference>", room),
    path("cases/<str:reference>/send", send),
    path("cases/<str:reference>/purge", purge),
    path("cases/<str:reference>/readers", readers),
    path("cases/<str:reference>/who", who),
    path("cases/<str:reference>/invite", invite),
    path("cases/<str:reference>/terms", terms),
    path("cases/<str:reference>/terms/answer", answer),
    path("cases/<str:reference>/terms/propose", propose),
    path("cases/<str:reference>/state", state),
    path("cases/<str:reference>/statements", statements),
    path("cases/<str:reference>/report", report),
    path("cases/<str:reference>/report/files/<uuid:file>", report_file),
    path("cases/<str:reference>/facts", facts),
]
