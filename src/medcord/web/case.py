"""The case room and what is done in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from medcord.cases import actions, policy, queries
from medcord.core.access import Permission, Viewer
from medcord.core.cvd.consent import Consent
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.intake import queries as intake
from medcord.ledger import draft_standards
from medcord.ledger.downloads import as_attachment
from medcord.parties import queries as parties
from medcord.products import queries as products
from medcord.products.models import Product
from medcord.web.forms.case import (
    InviteForm,
    StatementForm,
)
from medcord.web.forms.remedies import rearranged
from medcord.web.pages import board as board_page
from medcord.web.pages import facts as facts_page
from medcord.web.pages import room as room_page
from medcord.web.pages.tables import csv_response
from medcord.web.viewers import members_only, zone_of

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
    head = ("reference", "title", "state", "harm", "next clock", "due", "no answer yet", "our number", "numbers", "new")
    rows = (
        (row.reference, row.title, row.state, row.severity, row.clock.name if row.clock else "",
         row.clock.due.isoformat() if row.clock else "", "; ".join(one.party.name for one in row.silent),
         row.ours, "; ".join(f"{name} {number}" for name, number in row.numbers), str(row.unread))
        for row in board_page.build(viewer).rows
    )  # fmt: skip
    return csv_response("board.csv", head, rows)


def _tab(request: HttpRequest, viewer: Viewer, reference: str, tab: str, **more: Any) -> HttpResponse:
    room = room_page.build(viewer, reference, every_card=request.GET.get("parties") == "all")
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
    present = {row.party_id for row in queries.participants(viewer, case) if row.consent != Consent.DECLINED.value}
    inside = [one for one in parties.directory(viewer) if one.pk not in present and Role(one.role) in PARTIES]
    choices = [(str(one.pk), f"{one.name} ({one.role})") for one in inside]
    preset = {"zone": zone_of(request), "party": request.GET.get("party", "")}
    form = InviteForm(request.POST or None, parties=choices, initial=preset)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        more = {"channel": data["channel"], "sees_from": form.sees_from, "observer": data["observer"]}
        if form.run(actions.invite, reference, UUID(data["party"]), **more, actor=viewer) is not None:
            messages.success(request, "Invited. It sees the terms now and the content after it signs.")
            return redirect(f"/cases/{reference}")
    return _tab(request, viewer, reference, "invite", form=form)


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def statements(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """What parties state of their products, and the maker's form."""
    case = queries.case_for(viewer, reference)
    if request.method == "POST":
        policy.require(viewer, Permission.CASE_STATEMENT_MAKE, case)
    mine = products.visible(viewer) if viewer.role is Role.MANUFACTURER else []
    form = _statement_form(request, mine, queries.said_so_far(viewer, case))
    if form.is_bound and form.is_valid() and _stated(form, viewer, reference):
        messages.success(request, "Stated. The other parties of the case see it now.")
        return redirect(f"/cases/{reference}/statements")
    return _tab(
        request, viewer, reference, "statements", form=form, statements=queries.statements(viewer, case), mine=mine
    )


def _statement_form(request: HttpRequest, mine: list[Product], seen: int) -> StatementForm:
    # The versions of another product were asked for, or a place for one more remedy: nothing is stated yet.
    if not {"show", "add_remedy", "drop_remedy"}.isdisjoint(request.POST):
        return StatementForm(initial=rearranged(request.POST.dict()), products=mine, seen=seen)
    return StatementForm(request.POST or None, products=mine, seen=seen)


def _stated(form: StatementForm, viewer: Viewer, reference: str) -> bool:
    seen = form.cleaned_data["version"]
    if form.run(actions.make_statement, reference, form.words(), seen=seen, actor=viewer) is not None:
        return True
    if form.edited_meanwhile:
        form.now_at(queries.said_so_far(viewer, queries.case_for(viewer, reference)))
    return False


@require_GET
@members_only(*PARTIES)
def report(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The reports of the case, as its parties may read them."""
    case = queries.case_for(viewer, reference)
    seen = intake.in_case(viewer, queries.reports_in(viewer, case), queries.item(case))
    return _tab(request, viewer, reference, "report", seen=seen, drafts=draft_standards.on())


@require_GET
@members_only(*PARTIES)
def report_file(request: HttpRequest, viewer: Viewer, reference: str, file: UUID) -> HttpResponseBase:  # noqa: ARG001
    """The clean copy of a file of a report: camera, place and author are taken out."""
    case = queries.case_for(viewer, reference)
    seen = intake.in_case(viewer, queries.reports_in(viewer, case), queries.item(case))
    row = next((row for one in seen for row in one.files if row.pk == file), None)
    if row is None or row.clean_blob is None:
        raise NotFound("file")
    return as_attachment(row.name, row.clean_blob, kind=row.kind)


@require_GET
@members_only(*PARTIES)
def facts(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The case's facts with their links, as far as the viewer may know them, the newest first."""
    room = room_page.build(viewer, reference)
    files = queries.exports(viewer, room.case) if room.owns else None
    context = {"room": room, "case": room.case, "tab": "facts", "page": facts_page.build(room, request.GET)}
    more = {"files": files, "proof_day": queries.proof_day(room.case)}
    return render(request, "web/case/facts.html", {**context, **more})


urlpatterns = [
    path("board", board),
    path("board.csv", board_csv),
    path("cases/<str:reference>/who", who),
    path("cases/<str:reference>/invite", invite),
    path("cases/<str:reference>/statements", statements),
    path("cases/<str:reference>/report", report),
    path("cases/<str:reference>/report/files/<uuid:file>", report_file),
    path("cases/<str:reference>/facts", facts),
]
