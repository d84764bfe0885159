"""Files of messages: put down, taken away, fetched. A file is fetched by who reads its message, and by nobody else."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from medcord.cases import actions, queries
from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.ledger.downloads import as_attachment
from medcord.web.forms.attachments import UploadForm
from medcord.web.viewers import members_only

PARTIES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)


@require_GET
@members_only(*PARTIES)
def file(request: HttpRequest, viewer: Viewer, reference: str, file: UUID) -> HttpResponseBase:  # noqa: ARG001
    """Fetch a file: as it was sent for its author and the owner, the clean copy for the others."""
    seen = queries.file_for(viewer, queries.case_for(viewer, reference), file)
    return as_attachment(seen.name, seen.sent, kind=seen.row.kind)


@require_POST
@members_only(*PARTIES)
def upload(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Put files down for the next message."""
    case = queries.case_for(viewer, reference)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid() and form.run(form.put_down, reference, viewer) is not None:
        messages.success(request, f"{len(form.cleaned_data['attached'])} put down. They go with your next message.")
        return redirect(f"/cases/{reference}#write")
    context = {"case": case, "upload": form, "uploads": queries.staged(viewer, case)}
    return render(request, "web/case/uploads_page.html", context, status=422)


@require_POST
@members_only(*PARTIES)
def drop(request: HttpRequest, viewer: Viewer, reference: str, file: UUID) -> HttpResponse:
    """Take a file away before a message took it."""
    actions.drop_upload(reference, file, actor=viewer)
    messages.success(request, "Taken away. Nobody else has seen it.")
    return redirect(f"/cases/{reference}#write")


urlpatterns = [
    path("cases/<str:reference>/files/<uuid:file>", file),
    path("cases/<str:reference>/uploads", upload),
    path("cases/<str:reference>/uploads/<uuid:file>/drop", drop),
]
