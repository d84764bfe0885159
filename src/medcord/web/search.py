"""One search box: a stranger searches advisories; a member also finds what their own party may read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from medcord.core.access import Viewer, ViewerKind
from medcord.web.open_to_all import public_page
from medcord.web.pages import found
from medcord.web.public import advisories


@public_page
def search(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Everything that holds all words of the question, each kind through its own scoped query."""
    if viewer.kind is not ViewerKind.MEMBER:
        return advisories(request, heading="Search")
    q = " ".join(request.GET.get("q", "")[:200].split())
    return render(request, "web/search.html", {"q": q, "found": found.everything(viewer, q)})


urlpatterns = [path("search", search)]
