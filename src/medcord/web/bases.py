"""The list of legal bases: what it says, what it said before, and writing it anew."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from medcord.cases import actions, queries
from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.web.forms.bases import BasisForm, spill_form, words
from medcord.web.forms.duties import DestroyForm
from medcord.web.viewers import members_only

AGENCIES = (Role.COORDINATOR, Role.REGULATOR)


@require_http_methods(["GET", "POST"])
@members_only(*AGENCIES)
def bases(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every basis as it stands; an administrator adds one here."""
    rows, sent = queries.bases(viewer), request.method == "POST"
    form = BasisForm(request.POST if sent else None, initial={"number": 0})
    form.fields.pop("extends")
    if sent and form.is_valid() and _saved(request, viewer, form, form.cleaned_data["code"]):
        return redirect(f"/bases/{form.cleaned_data['code']}")
    return render(request, "web/agreement/bases.html", {"rows": rows, "form": form}, status=form.answers_with)


@require_http_methods(["GET", "POST"])
@members_only(*AGENCIES)
def basis(request: HttpRequest, viewer: Viewer, code: str) -> HttpResponse:
    """One basis with its history; an administrator writes it anew here, or ends it."""
    history, act = queries.basis_history(viewer, code), request.POST.get("act", "")
    spill = spill_form(history, request.POST if act == "destroy" else None)
    form = BasisForm(request.POST if request.method == "POST" and not act else None, initial=words(history[0]))
    form.fields.pop("code")
    form.before = history[0].basis
    done = _saved(request, viewer, form, code) if form.is_valid() else _destroyed(request, viewer, spill)
    if done:
        return redirect(f"/bases/{code}")
    context = {"held": history[0], "history": history, "form": form, "spill": spill}
    context["because"] = queries.basis_why_destroyed(viewer)
    status = max(form.answers_with, spill.answers_with)
    return render(request, "web/agreement/basis.html", context, status=status)


def _saved(request: HttpRequest, viewer: Viewer, form: BasisForm, code: str) -> bool:
    kept: dict[str, Any] = {"because": form.cleaned_data["because"], "expected": form.cleaned_data["number"]}
    if form.run(actions.change_basis, form.basis(code), **kept, actor=viewer) is None:
        return False
    messages.success(request, "Saved as a new version. What rests on the one before goes on naming it.")
    return True


def _destroyed(request: HttpRequest, viewer: Viewer, spill: DestroyForm) -> bool:
    if not spill.is_valid():
        return False
    given = {"reason": spill.cleaned_data["reason"], "typed": spill.cleaned_data["typed"]}
    if spill.run(actions.destroy_basis, spill.chosen()[1], **given, actor=viewer) is None:
        return False
    messages.success(request, "Destroyed. That it was there, and who destroyed it, stays.")
    return True


urlpatterns = [path("bases", bases), path("bases/<slug:code>", basis)]
