"""A spill at a hospital: what was typed into a record, a device's row or a file is destroyed; and what was, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.inventory import actions as inventory_actions
from medcord.inventory import queries as inventory
from medcord.parties import queries as parties
from medcord.remediation import actions, queries
from medcord.remediation.models import DeployerDecision
from medcord.web.forms.hospital import DestroyForm
from medcord.web.viewers import members_only

hospital_only = members_only(Role.HOSPITAL)


@dataclass(frozen=True, slots=True)
class Meant:
    """What is to be destroyed: the verb, what people call it and type again, what goes, what stays, the way back."""

    verb: Callable[..., Any]
    key: UUID
    called: str
    typed: str
    goes: str
    stays: str
    back: str


@require_http_methods(["GET", "POST"])
@hospital_only
def destroy_work(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:
    """Destroy the words of one record of work, or the reason of a decision."""
    row = queries.record_for(viewer, key)
    back, number = f"/worklist/{row.advisory_id}", row.advisory.tracking_id
    verb: Callable[..., Any]
    if isinstance(row, DeployerDecision):
        verb, goes, back = actions.destroy_reason, "The reason of this decision.", f"{back}/decisions"
        stays = "What was answered and decided, when and by whom."
    else:
        verb, goes = actions.destroy_words, "Note and proof of this record."
        stays = "What was done, when, by whom and for which devices."
    return _page(request, viewer, Meant(verb, key, "the number of the advisory", number, goes, stays, back))


@require_http_methods(["GET", "POST"])
@hospital_only
def destroy_device(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:
    """Destroy what was typed of one device."""
    unit = inventory.unit_for(viewer, key)
    goes = (
        "Tag, serial, UDI, department and site in every import; maker, model and version, unless others have the "
        "same; and what is kept of the files the device came by: bytes, name, first rows, remarks."
    )
    stays = "That there is a device, under a tag of its own, and what was recorded for it."
    meant = Meant(
        inventory_actions.destroy_device, key, "the asset tag", unit.device.asset_tag, goes, stays,
        f"/inventory/devices/{key}",
    )  # fmt: skip
    return _page(request, viewer, meant)


@require_http_methods(["GET", "POST"])
@hospital_only
def destroy_file(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:
    """Destroy what is kept of an inventory file."""
    batch = inventory.batch_for(viewer, key)
    goes, stays = "The file's bytes, its name, its first rows and the remarks on it.", "The devices that came by it."
    meant = Meant(
        inventory_actions.destroy_file, key, "the name of the file", batch.name, goes, stays, f"/inventory/import/{key}"
    )
    return _page(request, viewer, meant)


def _page(request: HttpRequest, viewer: Viewer, meant: Meant) -> HttpResponse:
    form = DestroyForm(request.POST or None, called=meant.called)
    if request.method == "POST" and form.is_valid():
        if form.run(meant.verb, meant.key, actor=viewer, **form.cleaned_data) is not None:
            messages.success(request, "Destroyed. That it was here, by whom and why it went stays on record.")
            return redirect("/inventory/destroyed")
    return render(request, "web/hospital/destroy.html", {"meant": meant, "form": form}, status=form.answers_with)


@require_GET
@hospital_only
def destroyed(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What was destroyed, by whom and why."""
    found = queries.destroyed(viewer)
    names = parties.member_names({one.by for one in found if one.by})
    book = [(one, names.get(one.by, "") if one.by else "") for one in found]
    return render(request, "web/hospital/destroyed.html", {"book": book})


urlpatterns = [
    path("worklist/acts/<uuid:key>/destroy", destroy_work),
    path("inventory/devices/<uuid:key>/destroy", destroy_device),
    path("inventory/import/<uuid:key>/destroy", destroy_file),
    path("inventory/destroyed", destroyed),
]
