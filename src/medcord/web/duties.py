"""Duties of the agreement: what is due, done and late, and the clauses they come from."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from medcord.agreements import actions, queries
from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.web.forms.duties import ClauseForm, LessonsForm, words
from medcord.web.pages import duties as page
from medcord.web.pages import room as room_page
from medcord.web.pages.tables import csv_response
from medcord.web.viewers import members_only

AGENCIES = (Role.COORDINATOR, Role.REGULATOR)


@require_GET
@members_only(*AGENCIES)
def duties(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every clause with what is due, done and late over all cases."""
    found = page.build(viewer, period=request.GET.get("period", "quarter"))
    return render(request, "web/agreement/duties.html", {"page": found, "periods": page.PERIODS})


@require_GET
@members_only(*AGENCIES)
def duties_csv(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every instance as a file."""
    found = page.build(viewer, period=request.GET.get("period", "quarter"))
    return csv_response("duties.csv", page.CSV_HEAD, page.table(found))


@require_GET
@members_only(*AGENCIES)
def of_case(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Duties in one case, with the facts that prove them."""
    room = room_page.build(viewer, reference)
    found = page.build(viewer, case=room.case)
    context = {"room": room, "case": room.case, "tab": "duties", "page": found}
    return render(request, "web/agreement/case.html", context)


def _clause_page(request: HttpRequest, viewer: Viewer, code: str, form: ClauseForm | None = None) -> HttpResponse:
    line, history = page.one(viewer, code)
    mine = form or ClauseForm(initial=words(line.clause, line.held.number))
    context = {"line": line, "history": history, "form": mine, "signs": dict(page.sign_choices())}
    return render(request, "web/agreement/clause.html", context, status=mine.answers_with)


@require_http_methods(["GET", "POST"])
@members_only(*AGENCIES)
def clause(request: HttpRequest, viewer: Viewer, code: str) -> HttpResponse:
    """One clause: its source, its history, each time it arose; an administrator writes it anew here."""
    held = queries.clause(viewer, code)
    form = ClauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, typed = form.cleaned_data, form.clause(code, held.clause.number)
        kept = {"because": given["because"], "expected": given["number"], "actor": viewer}
        if form.run(actions.change_clause, typed, **kept) is not None:
            messages.success(request, "Saved as a new version. Duties are counted by it from now on.")
            return redirect(f"/duties/{code}")
    return _clause_page(request, viewer, code, form if request.method == "POST" else None)


@require_GET
@members_only(*AGENCIES)
def exercises(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Exercises that were held, and how to hold one."""
    return render(request, "web/agreement/exercises.html", {"rows": queries.exercises(viewer)})


@require_http_methods(["GET", "POST"])
@members_only(*AGENCIES)
def exercise(request: HttpRequest, viewer: Viewer, exercise: UUID) -> HttpResponse:
    """The after-action report of one, and what the agencies take from it."""
    row = queries.exercise(viewer, exercise)
    form = LessonsForm(request.POST or None, initial={"learned": row.learned, "version": row.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kept = {"expected_version": given["version"], "actor": viewer}
        if form.run(actions.note_lessons, exercise, given["learned"], **kept) is not None:
            messages.success(request, "Kept beside the report.")
            return redirect(f"/exercises/{exercise}")
    return render(request, "web/agreement/exercise.html", {"row": row, "form": form}, status=form.answers_with)


urlpatterns = [
    path("exercises", exercises),
    path("exercises/<uuid:exercise>", exercise),
    path("duties", duties),
    path("duties.csv", duties_csv),
    path("duties/<str:code>", clause),
    path("cases/<str:reference>/duties", of_case),
]
