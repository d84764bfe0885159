"""Terms, claims and marks of a case, and who leaves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.cases import actions, policy, queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.models import Case
from medcord.core.access import Permission, Viewer
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.cvd.report import ReportState
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.parties import queries as parties
from medcord.web.forms.case import ConfirmForm, MarkForm, ReasonForm
from medcord.web.forms.embargo import (
    AnswerForm,
    ClaimForm,
    DecideForm,
    LeaveForm,
    RemoveForm,
    ReportAnswerForm,
    TermsForm,
)
from medcord.web.pages import room as room_page
from medcord.web.pages import terms as terms_page
from medcord.web.viewers import members_only, zone_of

PARTIES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)


def _terms(request: HttpRequest, viewer: Viewer, reference: str, **forms: Any) -> HttpResponse:
    """The page of terms; a form that was refused stands on it with what was typed."""
    page = terms_page.build(viewer, reference)
    seen = {"version": page.case.table_number, "zone": zone_of(request)}
    for form in forms.values():
        if form.edited_meanwhile:
            form.now_at(page.case.table_number)
    shown = {"form": TermsForm(initial=seen), "leaving": LeaveForm(), "answered": AnswerForm()} | forms
    context = {"page": page, "case": page.case, "mine": page.mine, **shown}
    return render(request, "web/case/terms.html", context, status=422 if forms else 200)


@require_GET
@members_only(*PARTIES)
def terms(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The terms: what an invited party sees, and where every party answers."""
    return _terms(request, viewer, reference)


@require_POST
@members_only(*PARTIES)
def answer(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Sign, decline, accept or turn down a proposal, or withdraw one's own."""
    queries.invitation_for(viewer, reference)
    form = AnswerForm(request.POST)
    if not form.is_valid() or form.run(_answer, form.cleaned_data, viewer, reference) is None:
        return _terms(request, viewer, reference, answered=form)
    if form.cleaned_data["answer"] == TermsAnswer.DECLINE.value:
        messages.info(request, "You declined. The coordinator is told; you see nothing of the case.")
        return redirect("/board")
    # An invited party whose date was taken up, or who withdrew it, may not read the case yet.
    signed = form.cleaned_data["answer"] == TermsAnswer.ACCEPT.value and queries.reads(viewer, reference)
    return redirect(f"/cases/{reference}" if signed else f"/cases/{reference}/terms")


def _answer(data: dict[str, Any], viewer: Viewer, reference: str) -> object:
    more = {"proposal": data["proposal"], "reason": data["reason"], "seen": data["version"]}
    return actions.answer_terms(reference, TermsAnswer(data["answer"]), **more, actor=viewer)


@require_POST
@members_only(*PARTIES)
def propose(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Propose another end."""
    policy.require(viewer, Permission.CASE_EMBARGO_PROPOSE, queries.invitation_for(viewer, reference))
    form = TermsForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        more = {"ends_at": data["instant"], "zone": data["zone"], "seen": data["version"]}
        if form.run(actions.propose_terms, reference, **more, actor=viewer) is not None:
            messages.success(request, "Proposed. The other parties are told, and answer it here.")
            return redirect(f"/cases/{reference}/terms")
    return _terms(request, viewer, reference, form=form)


@require_POST
@members_only(*PARTIES)
def acknowledge(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """A statutory participant acknowledges the terms, except as required by law."""
    actions.acknowledge_terms(reference, actor=viewer)
    messages.success(request, "Acknowledged, except as required by law.")
    return redirect(f"/cases/{reference}/terms")


@require_POST
@members_only(*PARTIES)
def leave(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Leave the case for the whole party."""
    policy.require(viewer, Permission.CASE_LEAVE, queries.case_for(viewer, reference))
    form = LeaveForm(request.POST)
    if (
        form.is_valid()
        and form.run(actions.leave, reference, reason=form.cleaned_data["reason"], actor=viewer) is not None
    ):
        messages.info(request, "Your party has left the case. The coordinator is told.")
        return redirect("/board")
    return _terms(request, viewer, reference, leaving=form)


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def remove(request: HttpRequest, viewer: Viewer, reference: str, party: UUID) -> HttpResponse:
    """Remove a party: the effect first, then the reason."""
    case = queries.case_for(viewer, reference)
    policy.require(viewer, Permission.CASE_PARTICIPANT_REMOVE, case)
    row = next((row for row in queries.participants(viewer, case) if row.party_id == party), None)
    if row is None:
        raise NotFound("party in this case")
    form = RemoveForm(request.POST or None)
    if form.is_valid() and form.run(actions.remove, reference, party, **form.cleaned_data, actor=viewer) is not None:
        messages.success(request, f"{row.party.name} is out of the case and sees nothing of it from now on.")
        return redirect(f"/cases/{reference}")
    return _tab(request, viewer, reference, "remove", form=form, row=row)


def _tab(request: HttpRequest, viewer: Viewer, found: str | Case, tab: str, **more: Any) -> HttpResponse:
    of_case = (found, None) if isinstance(found, str) else (found.reference, found)
    room = room_page.build(viewer, *of_case)
    status = 422 if any(getattr(one, "errors", None) for one in more.values()) else 200
    return render(request, f"web/case/{tab}.html", {"room": room, "case": room.case, "tab": tab, **more}, status=status)


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def state(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Claims, marks, confirmation, where a maker stands, the end of the embargo, the end of the case."""
    case, act = queries.case_for(viewer, reference), request.POST.get("act", "")
    page = terms_page.build(viewer, reference)
    if act in MAY:
        policy.require(viewer, MAY[act], case)
    forms = {name: kind(request.POST if act == name else None, prefix=name) for name, kind in FORMS.items()}
    forms["report"].offer(terms_page.answers_open(page.mine, in_force=page.in_force))
    if act in forms and forms[act].is_valid() and forms[act].run(ACTS[act], forms[act].cleaned_data, viewer, reference):
        messages.success(request, DONE[act])
        return redirect(f"/cases/{reference}/state" if act in STAYS else f"/cases/{reference}")
    return _tab(request, viewer, case, "state", page=page, **forms, **_claims(viewer, case))


def _claims(viewer: Viewer, case: Case) -> dict[str, Any]:
    found = queries.claims(viewer, case)
    members = {one.decided_by for one in found} | {one.member for one in found}
    return {"claims": found, "people": parties.member_names({each for each in members if each})}


STAYS = ("claim", "decide", "report")
MAY = {
    "mark": Permission.CASE_MARK,
    "confirm": Permission.CASE_MARK,
    "end": Permission.CASE_EMBARGO_TERMINATE,
    "keep": Permission.CASE_EMBARGO_TERMINATE,
    "close": Permission.CASE_CLOSE,
    "claim": Permission.CASE_CLAIM_MAKE,
    "decide": Permission.CASE_CLAIM_DECIDE,
    "report": Permission.CASE_REPORT_ANSWER,
}
FORMS: dict[str, Any] = {
    "mark": MarkForm,
    "confirm": ConfirmForm,
    "end": ReasonForm,
    "keep": ReasonForm,
    "close": ReasonForm,
    "claim": ClaimForm,
    "decide": DecideForm,
    "report": ReportAnswerForm,
}
Act = Callable[[dict[str, Any], Viewer, str], object]
ACTS: dict[str, Act] = {
    "mark": lambda data, viewer, case: actions.mark(
        case, CaseEvent(data["event"]), evidence=data["evidence"], actor=viewer
    ),
    "confirm": lambda data, viewer, case: actions.confirm(case, evidence=data["evidence"], actor=viewer),
    "end": lambda data, viewer, case: actions.end_embargo(case, reason=data["reason"], actor=viewer),
    "keep": lambda data, viewer, case: actions.keep_embargo(case, reason=data["reason"], actor=viewer),
    "close": lambda data, viewer, case: actions.close(case, reason=data["reason"], actor=viewer),
    "claim": lambda data, viewer, case: actions.claim(
        case, CaseEvent(data["event"]), evidence=data["evidence"], actor=viewer
    ),
    "decide": lambda data, viewer, case: actions.decide_claim(
        case, data["claim"], confirmed=data["decision"] == "confirm", because=data["because"], actor=viewer
    ),
    "report": lambda data, viewer, case: actions.answer_report(case, ReportState(data["state"]), actor=viewer),
}
DONE = {
    "mark": "Recorded.",
    "confirm": "Confirmed.",
    "end": "The embargo has ended for every party. Markings and classes stay.",
    "keep": "The embargo is kept; the reason stays.",
    "close": "Closed.",
    "claim": "The coordinator is told and decides. You see the answer here.",
    "decide": "Decided. Who claimed it sees your answer.",
    "report": "Kept. The other parties see it.",
}


urlpatterns = [
    path("cases/<str:reference>/terms", terms),
    path("cases/<str:reference>/terms/answer", answer),
    path("cases/<str:reference>/terms/propose", propose),
    path("cases/<str:reference>/terms/acknowledge", acknowledge),
    path("cases/<str:reference>/leave", leave),
    path("cases/<str:reference>/parties/<uuid:party>/remove", remove),
    path("cases/<str:reference>/state", state),
]
