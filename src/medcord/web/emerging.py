"""Evidence of a case, emerging signals, public warnings and recalls."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from medcord.cases import policy
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer
from medcord.core.vocabulary import Role
from medcord.emerging import actions, queries
from medcord.web.forms.signals import EmergingForm, NoticeForm, RecallForm, WarnForm, WarningAnswerForm
from medcord.web.pages import evidence as page
from medcord.web.pages import warned
from medcord.web.pages.tables import csv_response
from medcord.web.viewers import members_only

PARTIES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)


@require_GET
@members_only(Role.REGULATOR)
def queue(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Emerging signals that wait for a decision, by due time."""
    rows = [(row, warned.of_emerging(row)) for row in queries.queue(viewer)]
    waiting = sum(1 for row, _ in rows if row.decided_at is None)
    return render(request, "web/agency/emerging.html", {"rows": rows, "waiting": waiting})


def _page(request: HttpRequest, viewer: Viewer, reference: str, **forms: Any) -> HttpResponse:
    context = page.build(viewer, reference)
    waiting = context["undecided"]
    fresh = {
        "raise_form": EmergingForm(),
        "notice": NoticeForm(initial={"number": waiting.number}) if waiting else None,
        "warn": WarnForm(),
        "answer": WarningAnswerForm(),
        "recall": RecallForm(),
    }
    shown = {**context, **fresh, **forms}
    shown["warn"].choose_from("party", [("", "Choose"), *context["firms"]])
    status = next((form.answers_with for form in forms.values()), 200)
    return render(request, "web/case/evidence.html", shown, status=status)


@require_GET
@members_only(*PARTIES)
def evidence(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """On what the states rest, and what signals, warnings and recalls there are; the recalls as a file too."""
    case = cases.case_for(viewer, reference)
    if request.GET.get("format") == "csv":
        return csv_response("recalls.csv", page.RECALL_HEAD, page.recall_rows(viewer, case))
    return _page(request, viewer, reference)


@require_POST
@members_only(Role.REGULATOR)
def emerging(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The regulator records information, decides whether to tell the public, or asks a firm for a warning."""
    case = cases.case_for(viewer, reference)
    act = request.POST.get("act", "raise")
    name, kind, verb, done = ACTS.get(act, ACTS["raise"])
    form = kind(request.POST)
    if act == "warn":
        form.choose_from("party", page.firms(viewer, case))
    if form.is_valid() and form.run(verb, reference, form, viewer) is not None:
        messages.success(request, done)
        return redirect(f"/cases/{reference}/evidence")
    return _page(request, viewer, reference, **{name: form})


ACTS: dict[str, tuple[str, Any, Any, str]] = {
    "raise": (
        "raise_form",
        EmergingForm,
        lambda reference, form, actor: actions.raise_signal(
            reference, information=form.cleaned_data["information"], factors=form.factors(), actor=actor
        ),
        "Recorded. The 30 days to decide run from now.",
    ),
    "decide": (
        "notice",
        NoticeForm,
        lambda reference, form, actor: actions.decide_notice(
            reference,
            form.cleaned_data["number"],
            notify=form.cleaned_data["notify"] == "yes",
            reason=form.cleaned_data["reason"],
            actor=actor,
        ),
        "Decided. The coordinator is told; news after this starts the 30 days again.",
    ),
    "warn": (
        "warn",
        WarnForm,
        lambda reference, form, actor: actions.ask_warning(
            reference, form.firm(), text=form.cleaned_data["text"], actor=actor
        ),
        "Asked. The firm has 24 hours.",
    ),
}


@require_POST
@members_only(Role.MANUFACTURER)
def answer(request: HttpRequest, viewer: Viewer, reference: str, warning: UUID) -> HttpResponse:
    """The firm says that the warning is out, or why not."""
    queries.warning_for(viewer, cases.case_for(viewer, reference), warning)
    form = WarningAnswerForm(request.POST)
    if form.is_valid() and form.run(_answer, reference, warning, form, viewer) is not None:
        messages.success(request, "Sent to the regulator and the coordinator.")
        return redirect(f"/cases/{reference}/evidence")
    return _page(request, viewer, reference, answer=form)


def _answer(reference: str, warning: UUID, form: WarningAnswerForm, viewer: Viewer) -> Any:
    return actions.answer_warning(reference, warning, form.answer(), actor=viewer)


@require_POST
@members_only(Role.COORDINATOR, Role.REGULATOR)
def recalls(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Attach recalls as openFDA has them."""
    policy.require(viewer, Permission.RECALL_LINK, cases.case_for(viewer, reference))
    form = RecallForm(request.POST, request.FILES)
    if form.is_valid() and (records := form.records()) is not None:
        if (rows := form.run(actions.attach_recalls, reference, records, actor=viewer)) is not None:
            messages.success(request, f"Attached: {len(rows)}. Everybody who reads the case sees them.")
            return redirect(f"/cases/{reference}/evidence")
    return _page(request, viewer, reference, recall=form)


urlpatterns = [
    path("emerging", queue),
    path("cases/<str:reference>/evidence", evidence),
    path("cases/<str:reference>/emerging", emerging),
    path("cases/<str:reference>/warnings/<uuid:warning>", answer),
    path("cases/<str:reference>/recalls/take-in", recalls),
]
