"""A case taken along as a CSAF 2.1 vulnerability report (a draft of the standard: MEDCORD_DRAFT_STANDARDS)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from medcord.cases import queries
from medcord.core.access import Viewer
from medcord.ledger.downloads import handed_over
from medcord.web.case import PARTIES
from medcord.web.viewers import members_only


@require_GET
@members_only(*PARTIES)
def vulnerability_report(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:  # noqa: ARG001
    """What the viewer reads of the case, as a file."""
    file = queries.as_csaf(viewer, reference)
    return handed_over(file.name, file.data)


urlpatterns = [path("cases/<str:reference>/vulnerability-report.json", vulnerability_report)]
