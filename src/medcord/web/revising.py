"""What becomes of a published advisory: a revision is opened, or given up (84)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.drafting import actions
from medcord.web import agency
from medcord.web.forms.revising import RevisionForm
from medcord.web.viewers import members_only


@require_POST
@members_only(Role.COORDINATOR)
def revision(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Open the published advisory for a revision, or give the one up that is being written."""
    cases.case_for(viewer, reference)
    if request.POST.get("act") == "give-up":
        actions.give_up_revision(reference, actor=viewer)
        messages.success(request, "Given up. The text is again the one that is out.")
        return redirect(f"/cases/{reference}/draft")
    form = RevisionForm(request.POST)
    if form.is_valid() and form.run(actions.open_for_revision, reference, actor=viewer, **form.wanted()) is not None:
        messages.success(request, "Open for a revision. Nothing of it is public until it is approved and released.")
        return redirect(f"/cases/{reference}/draft#words")
    return agency.draft_page_of(request, viewer, reference, form.refused_with, revision_form=form)


urlpatterns = [path("cases/<str:reference>/draft/revision", revision)]
