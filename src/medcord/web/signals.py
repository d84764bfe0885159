"""Public signals and what hospitals see: lists, triage, sightings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.advisories import queries as advisories
from medcord.advisories.actions import keep_up
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.signals import actions, queries
from medcord.web.forms.base import is_id
from medcord.web.forms.signals import AddressForm, DecideSightingForm, ListsForm, SightingForm, SignalForm
from medcord.web.pages import signals as page
from medcord.web.viewers import members_only

SEES_USE = (Role.HOSPITAL, Role.ISAO)


@require_GET
@members_only(Role.COORDINATOR)
def listing(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Signals that wait for a person, and what became of the others."""
    return render(request, "web/signals/list.html", page.listing(viewer, request.GET.dict()))


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def take_in(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Read public lists in, and say from which addresses they are fetched."""
    if request.POST.get("act"):
        return _addresses(request, viewer)
    form = ListsForm(request.POST, request.FILES) if request.method == "POST" else ListsForm()
    done = form.run(_read, form, viewer) if form.is_valid() else None
    context = {**page.take_in(viewer), "form": form, "done": done, "address_form": AddressForm()}
    return render(request, "web/signals/take_in.html", context, status=form.answers_with)


def _addresses(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    form = AddressForm(request.POST)
    if form.is_valid() and form.run(_change_addresses, request.POST, form.cleaned_data["url"], viewer) is not None:
        messages.success(request, FETCHED[request.POST["act"]])
        return redirect("/signals/take-in")
    context = {**page.take_in(viewer), "form": ListsForm(), "address_form": form}
    return render(request, "web/signals/take_in.html", context, status=form.answers_with)


def _change_addresses(post: QueryDict, url: str, viewer: Viewer) -> Any:
    if post["act"] == "set":
        return actions.add_address(url, actor=viewer)
    address = str(post.get("address", ""))
    if post["act"] not in FETCHED or not is_id(address):
        raise NotFound("address")
    return actions.change_address(UUID(address), ends=post["act"] == "end", actor=viewer)


FETCHED = {
    "set": "Set. The worker fetches it within seconds, and then every day.",
    "now": "The worker fetches it within seconds, whole.",
    "end": "Ended. What was read stays.",
}


def _read(form: ListsForm, viewer: Viewer) -> actions.Reading:
    done = actions.read(form.documents(), watched=case_queries.watched(viewer), actor=viewer)
    keep_up(done.kev, actor=viewer)
    return done


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR)
def one(request: HttpRequest, viewer: Viewer, signal: UUID) -> HttpResponse:
    """One signal, and what becomes of it."""
    context = page.one(viewer, signal)
    form = SignalForm(request.POST or None, initial={"case": next((c.reference for c in context["alike"]), "")})
    act = ACTS.get(request.POST.get("act", ""))
    if act is not None and form.is_valid() and form.run(act, signal, form.cleaned_data, viewer) is not None:
        messages.success(request, DONE[request.POST["act"]])
        return redirect(f"/signals/{signal}")
    return render(request, "web/signals/signal.html", {**context, "form": form}, status=form.answers_with)


ACTS: dict[str, Any] = {
    "open": lambda signal, data, actor: cases.open_from_signal(signal, because=data["because"], actor=actor),
    "link": lambda signal, data, actor: cases.link_signal(data["case"], signal, because=data["because"], actor=actor),
    "aside": lambda signal, data, actor: actions.set_aside(signal, because=data["because"], actor=actor),
}
DONE = {
    "open": "A potential case is open. The regulator takes part in it.",
    "link": "Linked. It stands among the signals of the case.",
    "aside": "Set aside. It comes up again when its list says something else of it.",
}


@require_http_methods(["GET", "POST"])
@members_only(Role.COORDINATOR, *SEES_USE)
def sightings(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What was seen; hospitals and ISAOs say it here, from an advisory in three clicks."""
    tells = viewer.role in SEES_USE
    form = SightingForm(request.POST or None, initial={"advisory": request.GET.get("advisory", "")})
    of = _advisory(viewer, str(form["advisory"].value() or "")) if tells else None
    if request.method == "POST" and form.is_valid() and (made := _sight(form, viewer, of)) is not None:
        messages.success(request, f"Sent to the coordinator. Your receipt is {made.reference}.")
        return redirect(f"/sightings/{made.reference}")
    context = {**page.sightings(viewer), "form": form if tells else None, "of": of}
    return render(request, "web/signals/sightings.html", context, status=form.answers_with)


def _advisory(viewer: Viewer, tracking_id: str) -> Any:
    return advisories.advisory_for(viewer, tracking_id) if tracking_id else None


def _sight(form: SightingForm, viewer: Viewer, of: Any) -> Any:
    title, cves = (of.current.title, tuple(of.current.cve_ids)) if of else ("", ())
    seen = form.cleaned_data["patient_data_seen"]
    return form.run(actions.sight, form.said(title=title, cves=cves), patient_data_seen=seen, actor=viewer)


@require_GET
@members_only(Role.COORDINATOR, *SEES_USE)
def sighting(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """One sighting: a receipt for its author, a decision for the coordinator."""
    return _sighting(request, viewer, reference, DecideSightingForm())


def _sighting(request: HttpRequest, viewer: Viewer, reference: str, form: DecideSightingForm) -> HttpResponse:
    context = page.sighting(viewer, reference)
    if not form.is_bound:
        form.initial["case"] = next((case.reference for case in context["alike"]), "")
    return render(request, "web/signals/sighting.html", {**context, "form": form}, status=form.answers_with)


@require_POST
@members_only(Role.COORDINATOR)
def decide(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """A person confirms a sighting in a case, in a new one, or turns it down."""
    queries.sighting_for(viewer, reference)
    form, down = DecideSightingForm(request.POST), request.POST.get("act") == "turn-down"
    if form.is_valid() and form.run(_decide, reference, form.cleaned_data, down, viewer) is not None:
        messages.success(request, "Decided. Who made it learns the outcome, and nothing of a case.")
        return redirect(f"/sightings/{reference}")
    return _sighting(request, viewer, reference, form)


def _decide(reference: str, data: dict[str, Any], down: bool, actor: Viewer) -> Any:
    if down:
        return actions.turn_down(reference, because=data["because"], actor=actor)
    if data["case"]:
        return cases.confirm_sighting(reference, data["case"], because=data["because"], actor=actor)
    return cases.open_from_sighting(reference, because=data["because"], actor=actor)


urlpatterns = [
    path("signals", listing),
    path("signals/take-in", take_in),
    path("signals/<uuid:signal>", one),
    path("sightings", sightings),
    path("sightings/<str:reference>", sighting),
    path("sightings/<str:reference>/decision", decide),
]
