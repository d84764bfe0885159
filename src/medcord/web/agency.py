"""The regulator's queue and opinions, and the draft of the advisory."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.calls import queries as calls
from medcord.cases import queries as cases
from medcord.consults import queries as consults
from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.drafting import actions as drafting
from medcord.drafting import queries as drafts
from medcord.drafting.models import Draft
from medcord.opinions import actions as opinions
from medcord.opinions import queries as opinion_queries
from medcord.parties import queries as parties
from medcord.web.forms.case import DraftForm, OpinionForm, PublishForm, SentenceForm
from medcord.web.pages import clocks
from medcord.web.pages import draft as draft_page
from medcord.web.pages import room as room_page
from medcord.web.viewers import members_only

AGENCIES = (Role.COORDINATOR, Role.REGULATOR)


@require_GET
@members_only(Role.REGULATOR)
def consultations(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What waits for the regulator, by due time."""
    rows = [(row, clocks.of_consultation(row)) for row in consults.queue(viewer)]
    context = {"rows": rows, "open": sum(1 for _, c in rows if c.running), "emergencies": calls.emergencies(viewer)}
    return render(request, "web/agency/consultations.html", context)


def _opinion_page(
    request: HttpRequest, viewer: Viewer, reference: str, status: int = 200, **forms: Any
) -> HttpResponse:
    room = room_page.build(viewer, reference)
    known = opinion_queries.of_case(viewer, room.case)
    context = {
        "room": room,
        "case": room.case,
        "tab": "opinion",
        "opinions": list(reversed(known)),
        "form": OpinionForm(),
        "sentence": SentenceForm(initial={"number": known[-1].number}) if known else None,
        **forms,
    }
    return render(request, "web/agency/opinion.html", context, status=status)


@require_http_methods(["GET", "POST"])
@members_only(*AGENCIES)
def opinion(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Harm opinions of a case; the regulator signs a new one here."""
    cases.case_for(viewer, reference)
    if request.method == "GET":
        return _opinion_page(request, viewer, reference)
    form = OpinionForm(request.POST)
    if form.is_valid() and form.run(opinions.sign, reference, form.words(), actor=viewer) is not None:
        messages.success(
            request, "Signed. The coordinator sees it. Nothing of it is public until you release a sentence."
        )
        return redirect(f"/cases/{reference}/opinion")
    return _opinion_page(request, viewer, reference, 422, form=form)


@require_POST
@members_only(Role.REGULATOR)
def release(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Release the public sentence of an opinion."""
    cases.case_for(viewer, reference)
    form = SentenceForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        if form.run(opinions.release_sentence, reference, data["number"], data["sentence"], actor=viewer) is not None:
            messages.success(request, "Released. This sentence may enter the advisory.")
            return redirect(f"/cases/{reference}/opinion")
    return _opinion_page(request, viewer, reference, 422, sentence=form)


def _draft_page(request: HttpRequest, viewer: Viewer, reference: str, status: int = 200, **forms: Any) -> HttpResponse:
    room = room_page.build(viewer, reference)
    draft = draft_page.open_to(viewer, room.draft)
    context = {
        "room": room,
        "case": room.case,
        "tab": "draft",
        "draft": draft,
        "form": DraftForm(initial=draft_page.words(room.case, draft)),
        "publish": PublishForm(initial={"version": draft.version}) if draft else None,
        "page": draft_page.build(viewer, room.case, draft),
        **forms,
    }
    return render(request, "web/agency/draft.html", context, status=status)


@require_http_methods(["GET", "POST"])
@members_only(*AGENCIES)
def draft(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The draft: what may be used, the words, the preview."""
    case = cases.case_for(viewer, reference)
    if request.method == "GET":
        return _draft_page(request, viewer, reference)
    form = DraftForm(request.POST)
    if form.is_valid() and _save(form, viewer, reference):
        return redirect(f"/cases/{reference}/draft")
    if form.edited_meanwhile:
        saved = drafts.draft_for(viewer, case)
        form.now_at(saved.version if saved else 0)
    return _draft_page(request, viewer, reference, 409 if form.edited_meanwhile else 422, form=form)


def _save(form: DraftForm, viewer: Viewer, reference: str) -> Draft | None:
    version = form.cleaned_data["version"]
    return form.run(drafting.save_draft, reference, form.words(), expected_version=version, actor=viewer)


@require_POST
@members_only(Role.COORDINATOR)
def publish(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Out of the door."""
    cases.case_for(viewer, reference)
    form = PublishForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        wanted = {"expected_version": data["version"], "early_reason": data["early_reason"]}
        done = form.run(drafting.publish, reference, actor=viewer, **wanted)
        if done is not None:
            messages.success(request, f"{done.tracking_id} is published. Feeds and hospitals follow within seconds.")
            return redirect(f"/advisories/{done.tracking_id}")
    return _draft_page(request, viewer, reference, 422, publish=form)


@require_POST
@members_only(Role.COORDINATOR)
def circulate(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Send the draft to the regulator for comment."""
    cases.case_for(viewer, reference)
    regulator = parties.the_regulator()
    if regulator is not None:
        drafting.circulate(reference, UUID(str(regulator.pk)), actor=viewer)
        messages.success(request, f"{regulator.name} reads the draft now.")
    return redirect(f"/cases/{reference}/draft")


urlpatterns = [
    path("consultations", consultations),
    path("cases/<str:reference>/opinion", opinion),
    path("cases/<str:reference>/opinion/release", release),
    path("cases/<str:reference>/draft", draft),
    path("cases/<str:reference>/draft/publish", publish),
    path("cases/<str:reference>/draft/circulate", circulate),
]
