"""The regulator's queue and opinions, and the draft of the advisory."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.calls import queries as calls
from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.clocks import queries as clocks
from medcord.consults import actions as advice
from medcord.consults import queries as consults
from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.decisions.cautions import cautions
from medcord.drafting import actions as drafting
from medcord.drafting import queries as drafts
from medcord.drafting.models import Draft
from medcord.opinions import actions as opinions
from medcord.web import composing
from medcord.web.forms.case import DraftForm, PublishForm, QuoteForm, SentenceForm
from medcord.web.forms.harm import AdviceForm, AnswerForm, OpinionForm
from medcord.web.forms.texts import AskForm
from medcord.web.pages import draft as draft_page
from medcord.web.pages import folds, harm, plain_words, revising, texts
from medcord.web.pages import release as releases
from medcord.web.pages import room as room_page
from medcord.web.viewers import members_only

AGENCIES = (Role.COORDINATOR, Role.REGULATOR)


@require_GET
@members_only(Role.REGULATOR)
def consultations(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What waits for the regulator, by due time."""
    rows = [(row, clocks.of_consultation(row)) for row in consults.queue(viewer)]
    context = {
        "rows": rows,
        "open": sum(1 for _, clock in rows if clock.running),
        "disputes": harm.waiting(viewer),
        "texts": texts.queue(viewer),
        "emergencies": calls.emergencies(viewer),
    }
    return render(request, "web/agency/consultations.html", context)


def _opinion_page(
    request: HttpRequest, viewer: Viewer, reference: str, status: int = 200, **forms: Any
) -> HttpResponse:
    room = room_page.build(viewer, reference)
    answering = forms.pop("answering", None)
    shown = {**harm.opinions_of(viewer, room.case), **harm.questions_of(viewer, room.case, answering)}
    context = {"room": room, "case": room.case, "tab": "opinion", **shown, **forms}
    return render(request, "web/agency/opinion.html", context, status=status)


@require_http_methods(["GET", "POST"])
@members_only(*AGENCIES)
def opinion(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Harm opinions of a case; the regulator signs a new one here."""
    case = cases.case_for(viewer, reference)
    if request.method == "GET":
        return _opinion_page(request, viewer, reference)
    form = OpinionForm(request.POST, things=harm.things_to_cite(viewer, case))
    if form.is_valid() and form.run(opinions.sign, reference, form.words(), actor=viewer) is not None:
        messages.success(
            request, "Signed. The coordinator sees it. Nothing of it is public until you release a sentence."
        )
        return redirect(f"/cases/{reference}/opinion")
    return _opinion_page(request, viewer, reference, 422, form=form)


@require_POST
@members_only(Role.COORDINATOR)
def ask(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Ask the regulator a question."""
    cases.case_for(viewer, reference)
    form = AdviceForm(request.POST)
    if form.is_valid():
        asked = form.run(advice.ask_for_advice, reference, form.cleaned_data["question"], actor=viewer)
        if asked is not None:
            messages.success(request, "Asked. The regulator is told, and its clock runs.")
            return redirect(f"/cases/{reference}/opinion")
    return _opinion_page(request, viewer, reference, 422, ask=form)


@require_POST
@members_only(Role.REGULATOR)
def answer(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Answer a question in words."""
    cases.case_for(viewer, reference)
    form = AnswerForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data["consultation"], form.cleaned_data["answer"]
        if form.run(advice.answer, *given, reference=reference, actor=viewer) is not None:
            messages.success(request, "Answered. The coordinator is told.")
            return redirect(f"/cases/{reference}/opinion")
    return _opinion_page(request, viewer, reference, 422, answering=form)


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


def draft_page_of(
    request: HttpRequest, viewer: Viewer, reference: str, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of the draft, with a form that was refused."""
    room = room_page.build(viewer, reference)
    case, draft = room.case, draft_page.open_to(viewer, room.draft)
    taken = {"form": forms.pop("commenting", None), "deciding": forms.pop("deciding", None)}
    quoted = drafts.passages_read(draft) if draft else []
    text = texts.build(viewer, case, draft, asked_for=request.GET, quoted=quoted, **taken) if draft else None
    page = draft_page.build(viewer, case, draft, room.material, quoted)
    context = _of_draft(viewer, room, page, text) | _quoting(request, viewer, case, draft) | {"text": text, **forms}
    levels = plain_words.typed(context["form"], page.reading, page.statements)
    context["sections"] = plain_words.sections(context["form"], levels)
    context["folds"] = folds.of_draft(page, text, request.GET, context["ask"], owns=viewer.party_id == case.owner_id)
    return render(request, "web/agency/draft.html", context, status=status)


def _of_draft(
    viewer: Viewer, room: room_page.Room, page: draft_page.DraftPage, text: texts.TextPage | None
) -> dict[str, Any]:
    draft = room.draft
    return {
        "room": room,
        "case": room.case,
        "tab": "draft",
        "draft": draft,
        "ask": AskForm(parties=draft_page.asked_first(viewer, room.case)),
        "beside": texts.beside(viewer, room.case, draft, room.communication, page.statements),
        "form": DraftForm(initial=draft_page.words(room.case, draft)),
        "publish": PublishForm(initial={"version": draft.version}) if draft else None,
        "page": page,
        "cautions": cautions(viewer, room.case, draft) if draft else [],
        **revising.build(draft, writes=bool(text and text.writes)),
    } | (releases.build(viewer, room.case, draft, page, text) if draft and text and draft.released_at is None else {})


def _quoting(request: HttpRequest, viewer: Viewer, case: Case, draft: Draft | None) -> dict[str, Any]:
    """The message that the page was asked to quote, with its form."""
    asked = request.GET.get("quote", "")
    found = draft_page.to_quote(viewer, case, asked)
    return {"to_quote": found, "quote_form": QuoteForm(initial={"message": asked if found else ""}, draft=draft)}


@require_http_methods(["GET", "POST"])
@members_only(*AGENCIES, Role.MANUFACTURER)
def draft(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The draft: what may be used, the words, the preview."""
    if request.method == "GET":
        return draft_page_of(request, viewer, reference)
    if "look" in request.POST:
        return composing.levels(request, viewer, reference)
    case = cases.case_for(viewer, reference)
    form = DraftForm(request.POST)
    if form.is_valid() and _save(form, viewer, reference):
        return redirect(f"/cases/{reference}/draft")
    if form.edited_meanwhile:
        saved = drafts.draft_for(viewer, case)
        form.now_at(saved.version if saved else 0)
    return draft_page_of(request, viewer, reference, 409 if form.edited_meanwhile else 422, form=form)


def _save(form: DraftForm, viewer: Viewer, reference: str) -> Draft | None:
    version = form.cleaned_data["version"]
    return form.run(drafting.save_draft, reference, form.words(), form.plan(), expected_version=version, actor=viewer)


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
            messages.success(request, revising.went_out(done))
            return redirect(f"/advisories/{done.tracking_id}")
    return draft_page_of(request, viewer, reference, 422, publish=form)


@require_POST
@members_only(Role.COORDINATOR)
def circulate(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Send the draft to a party for comment; to the regulator, when none is chosen."""
    case = cases.case_for(viewer, reference)
    form = AskForm(request.POST, parties=draft_page.asked_first(viewer, case))
    if form.is_valid():
        party, soon = form.whom() or draft_page.regulator(), form.cleaned_data["emergency"]
        if form.run(drafting.circulate, reference, party, emergency=soon, actor=viewer) is not None:
            messages.success(request, "Sent. It reads every later save too; its comments are due by the time shown.")
            return redirect(f"/cases/{reference}/draft")
    return draft_page_of(request, viewer, reference, 422, ask=form)


@require_POST
@members_only(Role.COORDINATOR)
def quotations(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Quote a message in the draft, or say that its words are out of it again."""
    case = cases.case_for(viewer, reference)
    if request.POST.get("act") == "drop":
        drafting.drop_quotation(reference, draft_page.given_id(request.POST.get("passage", "")), actor=viewer)
        return redirect(f"/cases/{reference}/draft")
    form = QuoteForm(request.POST, draft=drafts.draft_for(viewer, case))
    if form.is_valid():
        data = form.cleaned_data
        if form.run(drafting.quote, reference, data["field"], data["message"], actor=viewer) is not None:
            messages.success(request, "Quoted. What binds the message binds the draft now.")
            return redirect(f"/cases/{reference}/draft")
    return draft_page_of(request, viewer, reference, 422, quote_form=form)


urlpatterns = [
    path("cases/<str:reference>/draft/quotations", quotations),
    path("consultations", consultations),
    path("cases/<str:reference>/opinion", opinion),
    path("cases/<str:reference>/opinion/ask", ask),
    path("cases/<str:reference>/opinion/answer", answer),
    path("cases/<str:reference>/opinion/release", release),
    path("cases/<str:reference>/draft", draft),
    path("cases/<str:reference>/draft/publish", publish),
    path("cases/<str:reference>/draft/circulate", circulate),
]
