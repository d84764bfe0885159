"""A case taken along as a CSAF 2.1 vulnerability report (a draft of the standard: MEDCORD_DRAFT_STANDARDS)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from medcord.cases import actions
from medcord.core.access import Viewer
from medcord.ledger.downloads import handed_over
from medcord.web.case import PARTIES
from medcord.web.viewers import members_only


@require_POST
@members_only(*PARTIES)
def vulnerability_report(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:  # noqa: ARG001
    """What the viewer reads of the case, as a file. It is an act, which leaves a fact."""
    file = actions.take_along(reference, actor=viewer)
    return handed_over(file.name, file.data)


urlpatterns = [path("cases/<str:reference>/vulnerability-report.json", vulnerability_report)]
