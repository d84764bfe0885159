"""Parts of the draft's page that are answered by themselves: how hard it reads, and how it would go out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.drafting import queries as drafts
from medcord.web.forms.case import DraftForm
from medcord.web.pages import plain_words, previews
from medcord.web.pages import room as room_page
from medcord.web.viewers import members_only

READERS = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)


def levels(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """How hard the words are to read that are being typed. Nothing of them is kept."""
    case = cases.case_for(viewer, reference)
    require(viewer, Permission.DRAFT_WRITE, drafts.item_of(None, case), "draft")
    typed = {name: request.POST.get(name, "") for name in plain_words.PLAIN}
    found = plain_words.reading(typed, drafts.usable_statements(viewer, case))
    so_far = {**request.POST.dict(), "revising": "news" in request.POST}  # counted, not yet judged
    parts = plain_words.sections(DraftForm(initial=so_far), found)
    return render(request, "web/agency/_levels.html", {"levels": found.all, "sections": parts, "again": True})


@require_GET
@members_only(*READERS)
def preview(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The draft as it would go out, in the shape that is asked for, beside what checks say of it."""
    room = room_page.build(viewer, reference)
    if room.draft is None:
        raise NotFound("draft")
    shape = previews.shape_of(request.GET.get("as", ""))
    look = previews.look(viewer, room.case, room.draft, room.material, shape)
    context = {"room": room, "case": room.case, "tab": "draft", "draft": room.draft, "look": look}
    if shape is previews.Shape.PAGE:
        context |= previews.public_page_of(look.value)
    return render(request, "web/agency/preview.html", context)


@require_GET
@members_only(*READERS)
def file(request: HttpRequest, viewer: Viewer, reference: str, shape: str) -> HttpResponse:  # noqa: ARG001
    """One file of the draft, byte by byte as it would go out; for who may read the draft, and kept by no cache."""
    case = cases.case_for(viewer, reference)
    draft = drafts.draft_for(viewer, case)
    found = previews.shape_of(shape)
    if draft is None or found is previews.Shape.PAGE:
        raise NotFound("draft")
    value = previews.going_out(viewer, case, draft, drafts.material(viewer, case))
    response = HttpResponse(previews.written(value, found), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="draft-{draft.number}-{found}.json"'
    return response


urlpatterns = [
    path("cases/<str:reference>/draft/preview", preview),
    path("cases/<str:reference>/draft/files/<str:shape>.json", file),
]
