"""Texts that cross between the agencies: comments, the safety communication, and both texts side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.drafting import actions, queries
from medcord.drafting.models import Text
from medcord.drafting.texts import What
from medcord.web import agency
from medcord.web.forms.base import too_late
from medcord.web.forms.texts import AskForm, CommentForm, CommunicationForm, DecideForm, ReleaseForm
from medcord.web.pages import folds
from medcord.web.pages import room as room_page
from medcord.web.pages import texts as pages
from medcord.web.viewers import members_only

PARTIES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)


@require_GET
@members_only(*PARTIES)
def texts_to_comment(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What waits for the comments of the viewer's party, by due time."""
    return render(request, "web/agency/texts_to_comment.html", {"texts": pages.queue(viewer)})


def _found(viewer: Viewer, reference: str, what: str) -> tuple[Case, Text]:
    case = cases.case_for(viewer, reference)
    if what not in list(What):
        raise NotFound("text")
    return case, queries.text_for(viewer, case, What(what))


def _page(
    request: HttpRequest, viewer: Viewer, reference: str, what: str, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of a text, with a form that was refused."""
    if what == What.ADVISORY:
        return agency.draft_page_of(request, viewer, reference, status, **forms)
    return _communication_page(request, viewer, reference, status, **forms)


def _home(reference: str, what: str) -> str:
    return f"/cases/{reference}/{'draft' if what == What.ADVISORY else 'communication'}"


@require_POST
@members_only(*PARTIES)
def comment(request: HttpRequest, viewer: Viewer, reference: str, what: str) -> HttpResponse:
    """Comment on a passage."""
    _case, text = _found(viewer, reference, what)
    form = CommentForm(request.POST, of=text)
    if form.is_valid():
        done = form.run(actions.comment, reference, What(what), form.words(), actor=viewer)
        if done is not None:
            messages.success(request, "Your comment stands beside its passage. Its writer decides about it.")
            return redirect(f"{_home(reference, what)}#comment-{done.pk}")
    return _page(request, viewer, reference, what, 422, commenting=form)


@require_POST
@members_only(*PARTIES)
def decide(request: HttpRequest, viewer: Viewer, reference: str, what: str, comment: UUID) -> HttpResponse:
    """Accept or reject a comment."""
    _case, _text = _found(viewer, reference, what)
    form = DecideForm(request.POST, comment=comment)
    if form.is_valid():
        decided = form.decided(request.POST.get("act", ""))
        if form.run(actions.decide_comment, reference, What(what), comment, decided, actor=viewer) is not None:
            return redirect(f"{_home(reference, what)}#comment-{comment}")
    shown = {"deciding": form, "late": too_late(form) if form.refused_as("comment-decided") else None}
    return _page(request, viewer, reference, what, 409 if form.edited_meanwhile else 422, **shown)


@require_POST
@members_only(*PARTIES)
def done(request: HttpRequest, viewer: Viewer, reference: str, what: str) -> HttpResponse:
    """The party is done with its comments; none at all is an answer too."""
    _case, _text = _found(viewer, reference, what)
    count = actions.give_comments(reference, What(what), actor=viewer)
    messages.success(request, f"Answered: {count or 'no'} comment{'' if count == 1 else 's'}.")
    return redirect(_home(reference, what))


def _communication_page(
    request: HttpRequest, viewer: Viewer, reference: str, status: int = 200, **forms: Any
) -> HttpResponse:
    room = room_page.build(viewer, reference)
    if room.communication is None and not queries.may_communicate(viewer, room.case):
        raise NotFound("communication")
    context = _communication(request, viewer, room, forms)
    context |= {"room": room, "case": room.case, "tab": "communication", **forms}
    context["folds"] = folds.of_text(context["text"], request.GET, context["ask"])
    return render(request, "web/agency/communication.html", context, status=status)


def _communication(request: HttpRequest, viewer: Viewer, room: room_page.Room, forms: dict[str, Any]) -> dict[str, Any]:
    case, row, stated = room.case, room.communication, room.material.statements
    taken = {"form": forms.pop("commenting", None), "deciding": forms.pop("deciding", None)}
    return {
        "text": pages.build(viewer, case, row, asked_for=request.GET, **taken) if row else None,
        "form": CommunicationForm(stated=stated, initial=CommunicationForm.initial_of(row) if row else {}),
        "ask": AskForm(parties=_names(viewer, case)),
        "release": ReleaseForm(initial={"version": row.version}) if row else None,
        "lacks": queries.communication_lacks(row) if row else [],
        "beside": pages.beside(viewer, case, room.draft, row, stated),
    }


def _names(viewer: Viewer, case: Case) -> list[tuple[str, str]]:
    return [(str(row.party_id), row.party.name) for row in pages.parties_to_ask(viewer, case)]


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def communication(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The safety communication: written by the regulator, read by those it was given to."""
    if request.method == "GET":
        return _communication_page(request, viewer, reference)
    case = cases.case_for(viewer, reference)
    form = CommunicationForm(request.POST, stated=queries.usable_statements(viewer, case))
    if form.is_valid():
        given = (reference, form.words(), form.chosen(), form.plan())
        version = form.cleaned_data["version"]
        if form.run(actions.save_communication, *given, expected_version=version, actor=viewer) is not None:
            return redirect(f"/cases/{reference}/communication")
    if form.edited_meanwhile:
        form.now_at(_version(viewer, case))
    return _communication_page(request, viewer, reference, 409 if form.edited_meanwhile else 422, form=form)


def _version(viewer: Viewer, case: Case) -> int:
    row = queries.communication_for(viewer, case)
    return row.version if row else 0


@require_POST
@members_only(*PARTIES)
def share(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Give the safety communication to a party for comment."""
    case, _text = _found(viewer, reference, What.COMMUNICATION)
    form = AskForm(request.POST, parties=_names(viewer, case))
    if form.is_valid():
        party, soon = form.whom() or case.owner_id, form.cleaned_data["emergency"]
        if form.run(actions.share_communication, reference, party, emergency=soon, actor=viewer) is not None:
            messages.success(request, "Given. It reads every later save too; its comments are due by the time shown.")
            return redirect(f"/cases/{reference}/communication")
    return _communication_page(request, viewer, reference, 422, ask=form)


@require_POST
@members_only(*PARTIES)
def release(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Record the release."""
    _case, _text = _found(viewer, reference, What.COMMUNICATION)
    form = ReleaseForm(request.POST)
    if form.is_valid():
        data, verb = form.cleaned_data, actions.release_communication
        if form.run(verb, reference, data["link"], expected_version=data["version"], actor=viewer) is not None:
            messages.success(request, "The release is recorded under your name.")
            return redirect(f"/cases/{reference}/communication")
    return _communication_page(request, viewer, reference, 422, release=form)


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def beside(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Both texts side by side, and what differs; recorded by a press."""
    if request.method == "POST":
        found = actions.compare_texts(reference, actor=viewer)
        messages.success(request, f"Recorded: {found.count or 'no'} difference{'' if found.count == 1 else 's'}.")
        return redirect(f"/cases/{reference}/texts")
    room = room_page.build(viewer, reference)
    if room.draft is None and room.communication is None:
        raise NotFound("texts")
    both = pages.beside(viewer, room.case, room.draft, room.communication, room.material.statements)
    return render(request, "web/agency/beside.html", {"room": room, "case": room.case, "tab": "texts", "both": both})


urlpatterns = [
    path("texts", texts_to_comment),
    path("cases/<str:reference>/texts", beside),
    path("cases/<str:reference>/texts/<str:what>/comments", comment),
    path("cases/<str:reference>/texts/<str:what>/comments/<uuid:comment>", decide),
    path("cases/<str:reference>/texts/<str:what>/done", done),
    path("cases/<str:reference>/communication", communication),
    path("cases/<str:reference>/communication/share", share),
    path("cases/<str:reference>/communication/release", release),
]
