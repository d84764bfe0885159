"""The vulnerabilities of a draft: add, change, move, take out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.drafting import actions
from medcord.drafting import queries as drafts
from medcord.drafting.flaws import Flaw
from medcord.drafting.models import Draft
from medcord.web.forms.flaws import FlawForm
from medcord.web.pages import flaws as page
from medcord.web.viewers import members_only

_DONE = {
    "save": "Saved. Who approved the draft before reads it anew.",
    "add": "Added.",
    "remove": "Taken out. The versions of the draft keep what it said.",
    "up": "Moved up.",
    "down": "Moved down.",
}


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def flaws(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Each vulnerability with its numbers, scores and description."""
    case = cases.case_for(viewer, reference)
    draft = drafts.draft_for(viewer, case)
    if draft is None:
        raise NotFound("draft")
    form = _sent(request, draft) if request.method == "POST" else None
    if form is not None and _done(request, viewer, reference, draft, form):
        return redirect(f"/cases/{reference}/draft/flaws")
    stated = drafts.usable_statements(viewer, case)
    cards, blank = page.cards(draft, stated, form), page.blank(draft, form)
    context = {"case": case, "draft": draft, "cards": cards, "blank": blank, "refused": form}
    return render(request, "web/agency/flaws.html", context, status=form.answers_with if form else 200)


def _sent(request: HttpRequest, draft: Draft) -> FlawForm:
    return FlawForm(request.POST, of=page.flaw_named(draft, request.POST.get("key", "")))


def _done(request: HttpRequest, viewer: Viewer, reference: str, draft: Draft, form: FlawForm) -> bool:
    act = request.POST.get("act", "save")
    if act not in _DONE or not form.is_valid():
        return False
    said = form.said() if act in ("save", "add") else form.of
    if form.run(_arrange, draft, act, said, form.cleaned_data["version"], reference, viewer) is None:
        return False
    messages.success(request, _DONE[act])
    return True


def _arrange(draft: Draft, act: str, said: Flaw, version: int | None, reference: str, viewer: Viewer) -> Draft:
    found = page.arranged(draft, act, said)
    return actions.save_draft(reference, {}, flaws=found, expected_version=version, actor=viewer)


urlpatterns = [path("cases/<str:reference>/draft/flaws", flaws)]
