"""The calculator of CVSS vectors beside a draft: it asks in words, and fills the draft's vector."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.drafting import actions
from medcord.drafting import queries as drafts
from medcord.drafting.models import Draft
from medcord.web.forms.scoring import ScoreForm
from medcord.web.pages import scoring as page
from medcord.web.viewers import members_only


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def score(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The questions; what was chosen is worked out at once, and put into the draft when asked."""
    case = cases.case_for(viewer, reference)
    found = _page(request, drafts.draft_for(viewer, case))
    if request.headers.get("HX-Request"):
        return render(request, "web/agency/_score.html", {"page": found})
    form = ScoreForm(request.POST, page=found) if request.POST.get("act") == "take" else None
    if form and form.is_valid() and form.run(actions.save_draft, reference, **form.wanted(viewer)) is not None:
        messages.success(request, f"CVSS {found.edition.number} is in the draft. Who approved it before reads it anew.")
        return redirect(f"/cases/{reference}/draft/flaws")
    context = {"case": case, "page": found, "form": form}
    return render(request, "web/agency/score.html", context, status=form.answers_with if form else 200)


def _page(request: HttpRequest, draft: Draft | None) -> page.ScorePage:
    sent = request.POST if request.method == "POST" else request.GET
    return page.build(page.edition_named(sent.get("edition", "")), draft, sent, sent.get("flaw", ""))


urlpatterns = [path("cases/<str:reference>/draft/score", score)]
