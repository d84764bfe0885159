"""How far each party is with its answer, every attempt to reach it, and the case's way to another coordinator."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.cases import actions, queries
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.parties import queries as parties
from medcord.web.forms.standing import AskForm, ContactForm, HandOverForm, LinkForm
from medcord.web.pages import room as room_page
from medcord.web.pages import standing as page
from medcord.web.pages.tables import csv_response
from medcord.web.viewers import members_only


def _answers(
    request: HttpRequest,
    viewer: Viewer,
    reference: str,
    *,
    contact: ContactForm | None = None,
    ask: AskForm | None = None,
) -> HttpResponse:
    context = page.build(viewer, reference, contact=contact, ask=ask, asked=request.GET)
    return render(request, "web/case/answers.html", context, status=422 if contact or ask else 200)


@require_GET
@members_only(Role.COORDINATOR)
def answers(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Who was asked, who has it, who answered, who is silent, and what comes next."""
    return _answers(request, viewer, reference)


@require_GET
@members_only(Role.COORDINATOR)
def answers_csv(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:  # noqa: ARG001
    """The same as a file."""
    return csv_response(f"{reference}-answers.csv", page.HEAD, page.table(viewer, reference))


@require_POST
@members_only(Role.COORDINATOR)
def contact(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Note an attempt to reach a party."""
    form = ContactForm(request.POST, parties=page.choices(viewer, reference))
    if form.is_valid():
        party = UUID(form.cleaned_data["party"])
        if form.run(actions.log_contact, reference, party, form.words(), actor=viewer) is not None:
            messages.success(request, "Noted. It counts from the time you gave.")
            return redirect(f"/cases/{reference}/answers")
    return _answers(request, viewer, reference, contact=form)


@require_POST
@members_only(Role.COORDINATOR)
def ask(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Ask a manufacturer about one of its products."""
    form = AskForm(request.POST, products=page.product_choices(viewer, reference))
    if form.is_valid():
        maker, product = form.chosen()
        words = {"product": product, "versions": form.cleaned_data["versions"]}
        if form.run(actions.ask, reference, maker, actor=viewer, **words) is not None:
            messages.success(request, "Asked. The manufacturer is told that there is news.")
            return redirect(f"/cases/{reference}/answers")
    return _answers(request, viewer, reference, ask=form)


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def link(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Ask in an organisation that is not here yet."""
    case = queries.case_for(viewer, reference)
    found = queries.links_of(viewer, case)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.run(actions.invite_by_link, reference, form.words(), actor=viewer) is not None:
            messages.success(request, "The link is on its way. It shows nothing of the case until it is accepted.")
            return redirect(f"/cases/{reference}/invite/link")
    context = {"room": room_page.build(viewer, reference), "case": case, "tab": "invite", "form": form, "links": found}
    return render(request, "web/case/link.html", context, status=422 if form.errors else 200)


@require_POST
@members_only(Role.COORDINATOR)
def withdraw(request: HttpRequest, viewer: Viewer, reference: str, link: UUID) -> HttpResponse:
    """Take a link back."""
    actions.withdraw_link(reference, link, actor=viewer)
    messages.info(request, "Taken back. The link works no longer.")
    return redirect(f"/cases/{reference}/invite/link")


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def hand_over(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Offer the case to another coordinator, or answer the offer."""
    case = queries.case_for(viewer, reference)
    form = HandOverForm(request.POST or None, parties=page.coordinators(viewer, reference))
    if request.method == "POST" and form.is_valid():
        if form.run(page.hand_over, viewer, case, form.cleaned_data) is not None:
            return redirect(f"/cases/{reference}")
    context = {"room": room_page.build(viewer, reference), "case": case, "tab": "hand-over", "form": form}
    return render(request, "web/case/hand_over.html", context, status=422 if form.errors else 200)


@require_GET
@members_only()
def directory(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The parties of this node."""
    word = request.GET.get("role", "")
    role = Role(word) if word in set(Role) else None
    q = request.GET.get("q", "")[:200]
    found = [one for one in parties.directory(viewer, role=role) if q.lower() in one.name.lower()]
    if viewer.party_id is None:
        raise NotFound
    context = {"rows": found, "q": q, "chosen": role, "roles": list(Role)}
    return render(request, "web/directory.html", context)


urlpatterns = [
    path("cases/<str:reference>/answers", answers),
    path("cases/<str:reference>/answers.csv", answers_csv),
    path("cases/<str:reference>/answers/contact", contact),
    path("cases/<str:reference>/answers/ask", ask),
    path("cases/<str:reference>/invite/link", link),
    path("cases/<str:reference>/invite/link/<uuid:link>/withdraw", withdraw),
    path("cases/<str:reference>/hand-over", hand_over),
    path("directory", directory),
]
