"""The measures page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from medcord.core.access import Viewer
from medcord.measures import queries
from medcord.web.pages.measures import drawn
from medcord.web.pages.tables import csv_response
from medcord.web.viewers import members_only


@require_GET
@members_only()
def measures(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How long each leg took."""
    return render(request, "web/measures/measures.html", {"legs": drawn(queries.road(viewer))})


@require_GET
@members_only()
def measures_csv(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001
    """The same as a file; seconds."""
    head = ("leg", "from", "to", "done", "under way", "shortest s", "median s", "longest s")
    rows = (
        (leg.name, leg.begins, leg.ends, leg.count, leg.under_way,
         *(round(one.total_seconds()) if one else "" for one in (leg.shortest, leg.median, leg.longest)))
        for leg in queries.road(viewer)
    )  # fmt: skip
    return csv_response("measures.csv", head, rows)


urlpatterns = [path("measures", measures), path("measures.csv", measures_csv)]
