"""Advisories that a party was told before all: its list, and the page of each (89)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from medcord.core.access import Viewer
from medcord.restricted import queries
from medcord.web.pages import restricted as page
from medcord.web.viewers import members_only


@require_safe
@members_only()
def listing(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What the viewer's party was told, the newest first."""
    return _private(render(request, "web/restricted/list.html", {"rows": page.lines(viewer)}))


@require_safe
@members_only()
def one(request: HttpRequest, viewer: Viewer, tracking_id: str) -> HttpResponse:
    """One of them, with its marking on top."""
    told = queries.one_for(viewer, tracking_id)
    return _private(render(request, "web/restricted/one.html", page.build(viewer, told)))


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


urlpatterns = [path("restricted", listing), path("restricted/<str:tracking_id>", one)]
