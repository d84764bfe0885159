"""The hospital's pages: worklist, inventory, import, device."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.inventory import actions as inventory_actions
from medcord.inventory import queries as inventory
from medcord.matching import actions as matching_actions
from medcord.matching import queries as matching
from medcord.matching.queries import Cut
from medcord.remediation import actions, queries
from medcord.web.forms.hospital import FIELD_LABELS, CloseForm, ColumnsForm, ReasonForm, UploadForm, ids
from medcord.web.pages import hospital as pages
from medcord.web.pages import hospital_exports as exports
from medcord.web.viewers import members_only

hospital_only = members_only(Role.HOSPITAL)


def _cut(given: Any) -> Cut:
    kind = given.get("kind", "")
    return Cut(
        q=given.get("q", "").strip()[:200],
        site=given.get("site", "")[:160],
        department=given.get("department", "")[:160],
        kind=kind if kind in pages.KINDS else "",
    )


def _page(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    return min(int(number[:6]), 100_000) if number.isdecimal() else 1


# --- worklist ------------------------------------------------------------------------------------------------------


@require_GET
@hospital_only
def worklist(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What touches us, in order of risk."""
    state = request.GET.get("state", "open")
    context = pages.worklist(viewer, _cut(request.GET), state=state, page=_page(request))
    return render(request, "web/hospital/worklist.html", context)


@require_GET
@hospital_only
def worklist_csv(request: HttpRequest, viewer: Viewer) -> Any:
    """The worklist as a table, one line a device and advisory."""
    lines = exports.worklist(viewer, _cut(request.GET))
    return _download(lines, "worklist.csv")


@require_GET
@hospital_only
def worklist_print(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The open worklist for paper."""
    return render(request, "web/hospital/print.html", exports.printed(viewer, _cut(request.GET), page=_page(request)))


@require_http_methods(["GET", "POST"])
@hospital_only
def group(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """One advisory and all our devices it speaks of; work is recorded here for many at once."""
    if request.method == "POST":
        return _close_many(request, viewer, key)
    chosen, identity = _cut(request.GET), request.GET.get("identity", "")
    if identity:
        identity = str(ids([identity])[0])
    context = pages.group(viewer, key, chosen, page=_page(request), identity=identity)
    return render(request, "web/hospital/group.html", context | {"form": CloseForm(initial={"seen": context["seen"]})})


def _close_many(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the effect first; on the second sending record it."""
    head, form, cut = matching.head_for(viewer, key), CloseForm(request.POST), _cut(request.POST)
    picked = ids(request.POST.getlist("devices")), ids(request.POST.getlist("identities"))
    chosen = list(dict.fromkeys([*picked[0], *queries.open_devices(viewer, head.id, picked[1], cut)]))
    if not chosen:
        form.add_error(None, "Choose at least one device or one line of devices that is still open.")
    if form.is_valid() and request.POST.get("sure"):
        act = form.run(actions.close, head.id, chosen, **form.cleaned_data, actor=viewer)
        if act is not None:
            messages.info(request, f"Recorded for {act.devices} devices: {act.get_outcome_display()}.")
            return redirect(f"/worklist/{head.id}")
    context = pages.effect(viewer, head, chosen, cut, request.POST.get("identity", ""), sure=form.is_valid())
    form.renew(context["seen"])
    context |= {"form": form, "chosen": {str(one) for some in picked for one in some}}
    return render(request, "web/hospital/group.html", context, status=422 if form.errors else 200)


@require_POST
@hospital_only
def undo_act(request: HttpRequest, viewer: Viewer, act: UUID) -> HttpResponse:
    """Take a closure back."""
    row = queries.act_for(viewer, act)
    done = actions.undo(act, reason=request.POST.get("reason", ""), actor=viewer)
    messages.info(request, f"Taken back: {done.devices} devices are open again.")
    return redirect(f"/worklist/{row.advisory_id}")


@require_POST
@hospital_only
def match_again(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Match the whole inventory again."""
    matching_actions.rebuild(actor=viewer)
    messages.info(request, "Matching has started. You may leave this page; the worklist fills as it goes.")
    return redirect("/worklist")


@require_GET
@hospital_only
def match_progress(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The line that says how far matching is; asks the page to load anew when it is done."""
    run = matching.running(viewer)
    waiting = run is None and matching.waiting(viewer)
    response = render(request, "web/hospital/parts/matching.html", {"run": run, "waiting": waiting})
    if run is None and not waiting:
        response.headers["HX-Refresh"] = "true"
    return response


# --- inventory -----------------------------------------------------------------------------------------------------


def _chosen_devices(given: Any) -> inventory.DeviceFilter:
    identity = given.get("identity", "")
    return inventory.DeviceFilter(
        q=given.get("q", "").strip()[:200],
        site=given.get("site", "")[:160],
        department=given.get("department", "")[:160],
        identity=str(ids([identity])[0]) if identity else "",
        version="none" if given.get("version") == "none" else "",
    )


@require_GET
@hospital_only
def devices(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The devices we have."""
    context = pages.devices(viewer, _chosen_devices(request.GET), page=_page(request))
    return render(request, "web/hospital/inventory.html", context)


@require_GET
@hospital_only
def devices_csv(request: HttpRequest, viewer: Viewer) -> Any:
    """The devices we have, as a table."""
    return _download(exports.devices(viewer, _chosen_devices(request.GET)), "inventory.csv")


@require_GET
@hospital_only
def device(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:
    """One device: what every advisory says of it, what can be done, what was done."""
    return _device(request, viewer, key)


def _device(
    request: HttpRequest, viewer: Viewer, key: UUID, *, advisory: str = "", form: Any = None, status: int = 200
) -> HttpResponse:
    context = pages.device(viewer, key)
    forms = {
        str(one.verdict.advisory_id): CloseForm(initial={"seen": one.seen}, auto_id=f"id_{n}_%s")
        for n, one in enumerate(context["said"])
    }
    reopening = {name: ReasonForm(auto_id=f"id_{n}_%s_again") for n, name in enumerate(forms)}
    if isinstance(form, CloseForm):
        form.renew(forms[advisory].initial["seen"] if advisory in forms else 0)
    if form is not None:
        (forms if isinstance(form, CloseForm) else reopening)[advisory] = form
    context |= {"forms": forms, "reopening": reopening, "typed": advisory, "typed_close": isinstance(form, CloseForm)}
    return render(request, "web/hospital/device.html", context, status=status)


@require_POST
@hospital_only
def close_device(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:
    """Record what was done about one device under one advisory."""
    form, advisory = CloseForm(request.POST), ids([request.POST.get("advisory", "")])[0]
    if form.is_valid() and form.run(actions.close, advisory, [key], **form.cleaned_data, actor=viewer) is not None:
        messages.info(request, "Recorded. The device has left the open worklist for this advisory.")
        return redirect(f"/inventory/devices/{key}")
    return _device(request, viewer, key, advisory=str(advisory), form=form, status=422)


@require_POST
@hospital_only
def reopen_device(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:
    """Put one device back on the worklist."""
    form, advisory = ReasonForm(request.POST), ids([request.POST.get("advisory", "")])[0]
    if form.is_valid() and form.run(actions.reopen, advisory, [key], **form.cleaned_data, actor=viewer) is not None:
        messages.info(request, "The device is on the worklist again.")
        return redirect(f"/inventory/devices/{key}")
    return _device(request, viewer, key, advisory=str(advisory), form=form, status=422)


# --- import --------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@hospital_only
def import_new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Put an inventory file down."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        batch = form.run(inventory_actions.receive, file.read(), name=file.name or "", actor=viewer)
        if batch is not None:
            return redirect(f"/inventory/import/{batch.id}")
    context = {"form": form, "batches": inventory.batches(viewer), "fields": FIELD_LABELS.values()}
    return render(request, "web/hospital/import_new.html", context, status=422 if form.errors else 200)


@require_GET
@hospital_only
def import_one(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:
    """One import at the step it has come to."""
    return _import(request, viewer, key)


def _import(request: HttpRequest, viewer: Viewer, key: UUID, *, form: Any = None, status: int = 200) -> HttpResponse:
    context = pages.batch(viewer, key)
    batch = context["batch"]
    if form is None and batch.state == "received":
        form = ColumnsForm(None, header=batch.header, chosen=batch.proposed)
    return render(request, "web/hospital/import_one.html", context | {"form": form}, status=status)


@require_GET
@hospital_only
def import_progress(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:
    """How far the file is read; asks the page to load anew at the next step."""
    batch = inventory.batch_for(viewer, key)
    response = render(request, "web/hospital/parts/reading.html", {"batch": batch})
    if batch.state not in {"staging", "carrying"}:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@hospital_only
def import_columns(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:
    """The columns are chosen: the file may be read."""
    batch = inventory.batch_for(viewer, key)
    form = ColumnsForm(request.POST, header=batch.header, chosen=batch.proposed)
    if form.is_valid():
        done = form.run(inventory_actions.choose_columns, key, form.cleaned_data, actor=viewer)
        if done is not None:
            return redirect(f"/inventory/import/{done.id}")
    return _import(request, viewer, key, form=form, status=422)


@require_POST
@hospital_only
def import_step(request: HttpRequest, viewer: Viewer, key: UUID, step: str) -> HttpResponse:
    """Use the file, give it up, read it again, or take it back."""
    if step == "use":
        inventory_actions.load(key, keep_absent=request.POST.get("absent") == "keep", actor=viewer)
    elif step == "again":
        key = inventory_actions.choose_columns(key, inventory.batch_for(viewer, key).columns, actor=viewer).id
    else:
        (inventory_actions.undo if step == "undo" else inventory_actions.drop)(key, actor=viewer)
        return redirect("/inventory")
    return redirect(f"/inventory/import/{key}")


@require_GET
@hospital_only
def import_problems(_request: HttpRequest, viewer: Viewer, key: UUID) -> Any:
    """Everything that was odd about the rows, as a table."""
    batch = inventory.batch_for(viewer, key)
    return _download(exports.problems(viewer, batch), "import-problems.csv")


def _download(lines: Any, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


urlpatterns = [
    path("worklist", worklist),
    path("worklist/export.csv", worklist_csv),
    path("worklist/print", worklist_print),
    path("worklist/match", match_again),
    path("worklist/matching", match_progress),
    path("worklist/acts/<uuid:act>/undo", undo_act),
    path("worklist/<str:key>", group),
    path("inventory", devices),
    path("inventory/export.csv", devices_csv),
    path("inventory/import", import_new),
    path("inventory/import/<uuid:key>", import_one),
    path("inventory/import/<uuid:key>/progress", import_progress),
    path("inventory/import/<uuid:key>/columns", import_columns),
    path("inventory/import/<uuid:key>/problems.csv", import_problems),
    *[
        path(f"inventory/import/<uuid:key>/{step}", import_step, {"step": step})
        for step in ("use", "drop", "undo", "again")
    ],
    path("inventory/devices/<uuid:key>", device),
    path("inventory/devices/<uuid:key>/close", close_device),
    path("inventory/devices/<uuid:key>/reopen", reopen_device),
]
