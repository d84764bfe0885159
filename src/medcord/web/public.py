"""Pages for everybody: start, advisories, policy, feeds; and where members bring in others' advisories."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods

from medcord.advisories import actions, queries
from medcord.advisories.models import AdvisoryRevision, PublishedAdvisory
from medcord.cases.policy import embargo_policy
from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.formats.csaf import csaf_filename
from medcord.formats.other_forms import NAMES, forms_of
from medcord.parties import queries as parties
from medcord.sharing import queries as sharing
from medcord.web import published_files as files
from medcord.web import wanted
from medcord.web.advisory_page import advisory_page
from medcord.web.forms.public import TakeInForm
from medcord.web.open_to_all import public_page
from medcord.web.pages.compared import compared
from medcord.web.viewers import members_only

LATEST = 5


@public_page
def start(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What this is, the latest advisories, and where to report."""
    latest = queries.published(viewer)
    context = {"latest": latest.items[:LATEST], "count": latest.count, "coordinator": parties.the_coordinator()}
    return render(request, "web/public/start.html", context | _listed(latest.items[:LATEST]))


@public_page
def advisories(request: HttpRequest, viewer: Viewer, heading: str = "Advisories") -> HttpResponse:
    """The list, filtered and paged; also what the search box of a stranger leads to."""
    chosen = wanted.filters(request.GET)
    if udi := wanted.in_address(chosen):  # an address is kept on its way: the question goes on in the body of a form
        return render(request, "web/public/udi_in_address.html", {"udi": udi.strip()}, status=422)
    context = {"heading": heading, **_cut(request, viewer, chosen), **_may_take_in(viewer)}
    return render(request, "web/public/advisories.html", context | _listed(context["page"].items))


def _cut(request: HttpRequest, viewer: Viewer, chosen: wanted.Chosen) -> dict[str, Any]:
    number = request.GET.get("page", "1")
    page = queries.published(viewer, **chosen, page=int(number[:6]) if number.isascii() and number.isdigit() else 1)
    return {
        "page": page,
        "chosen": wanted.shown(chosen),
        "hint": wanted.hint(chosen["q"]),
        "query": wanted.query_string(request),
        "makers": queries.makers(viewer),
        "years": queries.years(viewer),
    }


@public_page
def advisory(request: HttpRequest, viewer: Viewer, tracking_id: str) -> HttpResponse:
    """One advisory, as it is in force."""
    row = queries.advisory_for(viewer, tracking_id)
    return _advisory(request, viewer, row, row.current)


@public_page
def revision(request: HttpRequest, viewer: Viewer, tracking_id: str, number: int) -> HttpResponse:
    """One revision of an advisory, with a word that it is not in force any more if that is so."""
    row = queries.advisory_for(viewer, tracking_id)
    return _advisory(request, viewer, row, queries.revision_for(viewer, tracking_id, number))


def _advisory(request: HttpRequest, viewer: Viewer, row: PublishedAdvisory, shown: AdvisoryRevision) -> HttpResponse:
    value = queries.value_of(shown)
    context: dict[str, Any] = {"row": row, "shown": shown, "site": settings.MEDCORD_URL}
    context |= {
        "in_force": shown.pk == row.current_id,
        "kev_listed": queries.kev_state().listed,
        "page": advisory_page(value, queries.exploited_since(value.cves)),
        "kept": {each.label: each.number for each in reversed(queries.history(viewer, row))},
        "file_name": csaf_filename(row.tracking_id),
        "forms": [(form, NAMES[form]) for form in forms_of(value)] if row.own else [],
        "regulator": parties.the_regulator() if row.own else None,
        "compared": compared(viewer, row, shown, request.GET.get("since", "")),
    }
    return render(request, "web/public/advisory.html", context)


@public_page
def feeds(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001
    """Where programs find all this."""
    context = {"site": settings.MEDCORD_URL, "built": sharing.provider_folder() is not None}
    return render(request, "web/public/feeds.html", context)


@public_page
def policy(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001
    """How reports are handled, and the safe-harbour statement."""
    days = {"days": settings.MEDCORD_COORDINATOR_POLICY_DAYS, "embargo": embargo_policy()}
    context = {"coordinator": parties.the_coordinator(), **days}
    return render(request, "web/public/policy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only(Role.COORDINATOR, Role.HOSPITAL, Role.ISAO)
def take_in(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Bring in other publishers' advisories, or the list of exploited CVEs; each refused file with its sentence."""
    form = TakeInForm(request.POST, request.FILES) if request.method == "POST" else TakeInForm()
    taken = kev = None
    if form.is_valid():
        lists, documents = form.sorted_files()
        for name, data in lists:
            kev = form.run(actions.take_in_kev, data, name=name, actor=viewer)
        taken = form.run(actions.take_in, documents, actor=viewer) if documents else None
    context = {"form": form, "taken": taken, "kev": kev, "kev_state": queries.kev_state()}
    return render(request, "web/public/take_in.html", context, status=422 if form.errors else 200)


def _listed(rows: list[PublishedAdvisory]) -> dict[str, Any]:
    """Which of these advisories name a CVE that is known to be exploited."""
    attacked = queries.exploited_since(cve for row in rows for cve in row.current.cve_ids)
    return {"attacked": {row.pk: True for row in rows if any(cve in attacked for cve in row.current.cve_ids)}}


def _may_take_in(viewer: Viewer) -> dict[str, bool]:
    return {"may_take_in": viewer.role in (Role.COORDINATOR, Role.HOSPITAL, Role.ISAO)}


urlpatterns = [
    path("", start),
    path("advisories", advisories),
    path("advisories/feed.atom", files.feed, {"kind": "atom"}),
    path("advisories/feed.json", files.feed, {"kind": "json"}),
    path("advisories/list.csv", files.feed, {"kind": "csv"}),
    path("advisories/take-in", take_in),
    path("advisories/<path:tracking_id>/revisions/<int:number>/csaf.json", files.csaf_document),
    path("advisories/<path:tracking_id>/revisions/<int:number>", revision),
    path("advisories/<path:tracking_id>/files/<str:form>.json", files.other_form),
    path("advisories/<path:tracking_id>/csaf.json", files.csaf_document),
    path("advisories/<path:tracking_id>/csaf.json.sha256", files.csaf_document, {"digest": "sha256"}),
    path("advisories/<path:tracking_id>/csaf.json.sha512", files.csaf_document, {"digest": "sha512"}),
    path("advisories/<path:tracking_id>", advisory),
    path("feeds", feeds),
    path("policy", policy),
    path(".well-known/<path:path>", files.provider_file),
]
