"""Duties of the agreement: what is due, done and late, and the clauses they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from medcord.agreements import actions, queries
from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.web.forms.duties import ClauseForm, DestroyForm, LessonsForm, words
from medcord.web.pages import duties as page
from medcord.web.pages import room as room_page
from medcord.web.pages.tables import csv_response
from medcord.web.viewers import members_only

if TYPE_CHECKING:
    from medcord.agreements.models import Exercise

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


def _clause_page(request: HttpRequest, viewer: Viewer, code: str, **forms: Any) -> HttpResponse:
    line, history = page.one(viewer, code)
    mine = forms.get("form") or ClauseForm(initial=words(line.clause, line.held.number))
    spill = forms.get("spill") or DestroyForm.of(page.earlier(history), prefix="spill")
    context = {"line": line, "history": history, "form": mine, "signs": dict(page.sign_choices()), "spill": spill,
               "because": queries.why_destroyed(viewer, "clause-change")}  # fmt: skip
    status = max(mine.answers_with, spill.answers_with)
    return render(request, "web/agreement/clause.html", context, status=status)


def _destroyed(request: HttpRequest, viewer: Viewer, form: DestroyForm) -> bool:
    if not form.is_valid():
        return False
    what, item = form.chosen()
    given = {"reason": form.cleaned_data["reason"], "typed": form.cleaned_data["typed"]}
    if form.run(actions.destroy, what, item, **given, actor=viewer) is None:
        return False
    messages.success(request, "Destroyed. That it was there, and who destroyed it, stays.")
    return True


@require_http_methods(["GET", "POST"])
@members_only(*AGENCIES)
def clause(request: HttpRequest, viewer: Viewer, code: str) -> HttpResponse:
    """One clause: its source, its history, each time it arose; an administrator writes it anew here."""
    held = queries.clause(viewer, code)
    if request.POST.get("act") == "destroy":
        spill = DestroyForm.of(page.earlier(queries.history(viewer, code)), request.POST, prefix="spill")
        return _next(f"/duties/{code}", _destroyed(request, viewer, spill)) or _clause_page(
            request, viewer, code, spill=spill
        )
    form = ClauseForm(request.POST or None)
    done = request.method == "POST" and form.is_valid() and _changed(request, viewer, form, held)
    shown = form if request.method == "POST" else None
    return _next(f"/duties/{code}", done) or _clause_page(request, viewer, code, form=shown)


def _next(where: str, done: bool) -> HttpResponse | None:
    return redirect(where) if done else None


def _changed(request: HttpRequest, viewer: Viewer, form: ClauseForm, held: queries.Held) -> bool:
    given, typed = form.cleaned_data, form.clause(held.clause.code, held.clause.number)
    kept = {"because": given["because"], "expected": given["number"], "actor": viewer}
    if form.run(actions.change_clause, typed, **kept) is None:
        return False
    messages.success(request, "Saved as a new version. Duties are counted by it from now on.")
    return True


@require_GET
@members_only(*AGENCIES)
def exercises(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Exercises that were held, and how to hold one."""
    return render(request, "web/agreement/exercises.html", {"rows": queries.exercises(viewer)})


@require_http_methods(["GET", "POST"])
@members_only(*AGENCIES)
def exercise(request: HttpRequest, viewer: Viewer, exercise: UUID) -> HttpResponse:
    """The after-action report of one, and what the agencies take from it."""
    row, here = queries.exercise(viewer, exercise), f"/exercises/{exercise}"
    if request.POST.get("act") == "destroy":
        spill = DestroyForm.of(page.of_exercise(row), request.POST, prefix="spill")
        done = _destroyed(request, viewer, spill)
        return _next(here, done) or _exercise_page(request, viewer, row, spill=spill)
    form = LessonsForm(request.POST or None, initial={"learned": row.learned, "version": row.version})
    done = request.method == "POST" and form.is_valid() and _noted(request, viewer, form, exercise)
    return _next(here, done) or _exercise_page(request, viewer, row, form=form)


def _noted(request: HttpRequest, viewer: Viewer, form: LessonsForm, exercise: UUID) -> bool:
    given = form.cleaned_data
    kept = {"expected_version": given["version"], "actor": viewer}
    if form.run(actions.note_lessons, exercise, given["learned"], **kept) is None:
        return False
    messages.success(request, "Kept beside the report.")
    return True


def _exercise_page(request: HttpRequest, viewer: Viewer, row: Exercise, **forms: Any) -> HttpResponse:
    form = forms.get("form") or LessonsForm(initial={"learned": row.learned, "version": row.version})
    spill = forms.get("spill") or DestroyForm.of(page.of_exercise(row), prefix="spill")
    why = {**queries.why_destroyed(viewer, "exercise"), **queries.why_destroyed(viewer, "exercise-lessons")}
    context = {"row": row, "form": form, "spill": spill, "because": why.get(row.pk)}
    status = max(form.answers_with, spill.answers_with)
    return render(request, "web/agreement/exercise.html", context, status=status)


urlpatterns = [
    path("exercises", exercises),
    path("exercises/<uuid:exercise>", exercise),
    path("duties", duties),
    path("duties.csv", duties_csv),
    path("duties/<str:code>", clause),
    path("cases/<str:reference>/duties", of_case),
]
