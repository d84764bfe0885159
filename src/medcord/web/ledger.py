"""What lets others hold the node to its ledger: the page of heads, a case's proof, and the signed file of a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from medcord.cases import actions, queries
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.ledger import anchors
from medcord.web.open_to_all import public_page
from medcord.web.viewers import members_only

PARTIES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)


@public_page
def heads(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001
    """One root a day, signed, and the keys that sign."""
    found = anchors.heads_list()
    return render(request, "web/public/heads.html", {"days": found["days"], "keys": found["keys"][::-1]})


@public_page
def heads_json(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001
    """The same for programs."""
    return JsonResponse(anchors.heads_list())


@public_page
def heads_of_day(request: HttpRequest, viewer: Viewer, day: str) -> HttpResponse:  # noqa: ARG001
    """One day, however long ago."""
    found = anchors.statement_of(day)
    if found is None:
        raise NotFound
    return JsonResponse(found.as_dict())


@require_POST
@members_only(Role.COORDINATOR)
def ask(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Ask for the whole chain as a signed file."""
    actions.export_ledger(reference, actor=viewer)
    messages.success(request, "Asked for. The file is signed within seconds and then stands below.")
    return redirect(f"/cases/{reference}/facts#file")


@require_GET
@members_only(Role.COORDINATOR)
def file(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:  # noqa: ARG001
    """The newest signed file."""
    return as_file(queries.export_lines(viewer, queries.case_for(viewer, reference)), f"{reference}-ledger.jsonl")


@require_GET
@members_only(*PARTIES)
def proof(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:  # noqa: ARG001
    """The sealed head of the case's chain, with the way to the published root: something to keep."""
    found = queries.proof_to_keep(viewer, queries.case_for(viewer, reference))
    response = JsonResponse(found.as_dict())
    response["Content-Disposition"] = f'attachment; filename="{reference}-{found.heads.day}-proof.json"'
    return response


def as_file(lines: Iterator[bytes], name: str) -> HttpResponse:
    """Line by line to whoever downloads it; never shown inline. Views are typed for whole pages, hence the cast."""
    response = StreamingHttpResponse(lines, content_type="application/jsonl")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return cast(HttpResponse, response)


urlpatterns = [
    path("ledger-heads", heads),
    path("ledger-heads.json", heads_json),
    path("ledger-heads/<str:day>.json", heads_of_day),
    path("cases/<str:reference>/ledger", ask),
    path("cases/<str:reference>/ledger.jsonl", file),
    path("cases/<str:reference>/proof.json", proof),
]
