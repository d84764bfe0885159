"""Parts of the draft's page that are answered by themselves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.drafting import queries as drafts
from medcord.web.pages import plain_words


def levels(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """How hard the words are to read that are being typed. Nothing of them is kept."""
    case = cases.case_for(viewer, reference)
    require(viewer, Permission.DRAFT_WRITE, drafts.item_of(None, case), "draft")
    typed = {name: request.POST.get(name, "") for name in plain_words.PLAIN}
    found = plain_words.reading(typed, drafts.usable_statements(viewer, case))
    return render(request, "web/agency/_levels.html", {"levels": found.all, "again": True})
