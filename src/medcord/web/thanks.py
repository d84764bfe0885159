"""The organisations that an advisory thanks: chosen by its owner, agreed to by each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.core.thanks import Thanked
from medcord.core.vocabulary import Role
from medcord.drafting import actions
from medcord.drafting import queries as drafts
from medcord.drafting.models import Draft
from medcord.web.forms.thanks import ThanksAnswerForm, ThanksOfForm
from medcord.web.pages import thanks as page
from medcord.web.viewers import members_only

_DONE = {
    "save": "Saved. Who approved the draft before reads it anew.",
    "add": "Added. Where it has to agree, it is asked.",
    "remove": "Taken out.",
    "up": "Moved up.",
    "down": "Moved down.",
}


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def thanks(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Whom the advisory thanks beside its finders."""
    draft = _draft(viewer, cases.case_for(viewer, reference))
    form = _sent(request, viewer, draft) if request.method == "POST" else None
    if form is not None and _done(request, viewer, reference, draft, form):
        return redirect(f"/cases/{reference}/draft/thanks")
    cards, blank = page.cards(viewer, draft, form), page.blank(viewer, draft, form)
    context = {"case": draft.case, "draft": draft, "cards": cards, "blank": blank, "refused": form}
    return render(request, "web/agency/thanks.html", context, status=form.answers_with if form else 200)


def _draft(viewer: Viewer, case: Case) -> Draft:
    draft = drafts.draft_for(viewer, case)
    if draft is None:
        raise NotFound("draft")
    return draft


def _sent(request: HttpRequest, viewer: Viewer, draft: Draft) -> ThanksOfForm:
    of = page.named(draft, request.POST.get("key", ""))
    data: QueryDict = request.POST
    if request.POST.get("act") in ("up", "down", "remove") and of:
        data = request.POST.copy()
        data.update({"party": str(of.party), "summary": of.summary})
    offered = page.choices(viewer, draft)
    parties = [*offered["parties"], *([(str(of.party), of.name)] if of else [])]
    return ThanksOfForm(data, of=of, parties=parties, flaws=offered["flaws"])


def _done(request: HttpRequest, viewer: Viewer, reference: str, draft: Draft, form: ThanksOfForm) -> bool:
    act = request.POST.get("act", "save")
    if act not in _DONE or not form.is_valid():
        return False
    said = form.said() if act in ("save", "add") or form.of is None else form.of
    if form.run(_arrange, draft, act, said, form.cleaned_data["version"], reference, viewer) is None:
        return False
    messages.success(request, _DONE[act])
    return True


def _arrange(draft: Draft, act: str, said: Thanked, version: int | None, reference: str, viewer: Viewer) -> Draft:
    return actions.set_thanks(reference, page.arranged(draft, act, said), expected_version=version, actor=viewer)


@require_http_methods(["GET", "POST"])
@members_only()
def asked(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """What an advisory would say of the viewer's organisation, and its answer."""
    case = cases.case_for(viewer, reference)
    form = ThanksAnswerForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        key, said = form.cleaned_data["key"], form.words()
        if form.run(actions.answer_thanks, reference, key, actor=viewer, **said) is not None:
            messages.success(request, "Kept. You may answer otherwise until the advisory is out.")
            return redirect(f"/cases/{reference}/thanks")
    context = {"case": case, "rows": page.asked(viewer, case), "form": form}
    return render(request, "web/case/thanked.html", context, status=form.answers_with if form else 200)


urlpatterns = [
    path("cases/<str:reference>/draft/thanks", thanks),
    path("cases/<str:reference>/thanks", asked),
]
