"""The vulnerabilities of a draft: add, change, move, take out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.decisions import queries as decisions
from medcord.drafting import actions
from medcord.drafting import queries as drafts
from medcord.drafting.flaws import Flaw
from medcord.drafting.models import Draft
from medcord.web.forms.flaws import FlawForm, SsvcForm
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
    draft = _draft(viewer, case)
    form = _sent(request, draft) if request.method == "POST" else None
    if form is not None and _done(request, viewer, reference, draft, form):
        return redirect(f"/cases/{reference}/draft/flaws")
    return _page(request, viewer, draft, form)


def _page(
    request: HttpRequest, viewer: Viewer, draft: Draft, form: FlawForm | None, ssvc: SsvcForm | None = None
) -> HttpResponse:
    cards = page.cards(draft, drafts.usable_statements(viewer, draft.case), form)
    context = {"case": draft.case, "draft": draft, "cards": cards, "blank": page.blank(draft, form), "refused": form}
    bad = form or ssvc
    context["ssvc"] = ssvc or _chosen(viewer, draft)
    return render(request, "web/agency/flaws.html", context, status=bad.answers_with if bad else 200)


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


def _draft(viewer: Viewer, case: Case) -> Draft:
    draft = drafts.draft_for(viewer, case)
    if draft is None:
        raise NotFound("draft")
    return draft


def _chosen(viewer: Viewer, draft: Draft, data: QueryDict | None = None) -> SsvcForm:
    begun = {"version": draft.version, "decision": draft.ssvc.get("decision", "")}
    return SsvcForm(data, rows=decisions.to_publish(viewer, draft.case), initial=begun)


@require_POST
@members_only(Role.COORDINATOR)
def ssvc(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Choose which decision by SSVC goes out with the advisory, or none."""
    case = cases.case_for(viewer, reference)
    draft = _draft(viewer, case)
    form = _chosen(viewer, draft, request.POST)
    if form.is_valid() and form.run(_choose, viewer, case, form.cleaned_data) is not None:
        messages.success(request, "Chosen. Who approved the draft before reads it anew.")
        return redirect(f"/cases/{reference}/draft/flaws#ssvc")
    return _page(request, viewer, draft, None, form)


def _choose(viewer: Viewer, case: Case, data: Mapping[str, Any]) -> Draft:
    chosen = decisions.published(viewer, case, UUID(data["decision"])) if data["decision"] else None
    return actions.choose_ssvc(case.reference, chosen, expected_version=data["version"], actor=viewer)


urlpatterns = [
    path("cases/<str:reference>/draft/flaws", flaws),
    path("cases/<str:reference>/draft/ssvc", ssvc),
]
