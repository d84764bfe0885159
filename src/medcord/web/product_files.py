"""The registry from a file: template, file, preview, use."""

from __future__ import annotations

from io import StringIO
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.formats.registry import write_registry
from medcord.products import actions, queries
from medcord.web.forms.base import VerbForm
from medcord.web.forms.products import FileForm
from medcord.web.pages import product as pages
from medcord.web.pages.tables import csv_file, csv_response
from medcord.web.viewers import members_only

makers_only = members_only(Role.MANUFACTURER)


@require_GET
@makers_only
def template(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001
    """The titles and nothing under them."""
    out = StringIO()
    write_registry(out, ())
    return csv_file("products-template.csv", out.getvalue())


@require_http_methods(["GET", "POST"])
@makers_only
def new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Give a file; it is compared and nothing is written into the registry."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        made = form.run(actions.receive_file, file.read(), name=file.name, actor=viewer)
        if made is not None:
            return redirect(f"/products/import/{made.pk}")
    context = {"form": form, "files": queries.files(viewer)}
    return render(request, "web/products/import_new.html", context, status=422 if form.errors else 200)


@require_GET
@makers_only
def one(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:
    """What the file would do, row by row."""
    return _preview(request, viewer, key, VerbForm())


def _preview(request: HttpRequest, viewer: Viewer, key: UUID, form: VerbForm) -> HttpResponse:
    file = queries.file_for(viewer, key)
    context = pages.preview(file, request.GET.get("state", ""), request.GET.get("page", "1"))
    return render(request, "web/products/import_one.html", context | {"form": form}, status=422 if form.errors else 200)


@require_GET
@makers_only
def refused(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:  # noqa: ARG001
    """Why rows are refused, as a file to work through."""
    file = queries.file_for(viewer, key)
    rows = (
        (file.name, line["row"], fault["column"], line["name"], fault["sentence"])
        for line in file.lines
        for fault in line["faults"]
    )
    return csv_response("refused-rows.csv", ("file", "row", "column", "product", "why, and what to do"), rows)


@require_POST
@makers_only
def use(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:
    """Put it into the registry in one act."""
    form = VerbForm(request.POST)
    form.is_valid()
    file = form.run(actions.use_file, key, leave_out=bool(request.POST.get("leave_out")), actor=viewer)
    if file is None:
        return _preview(request, viewer, key, form)
    messages.success(request, f"In the registry: {file.added:,} added, {file.changed:,} changed.")
    return redirect("/products")


@require_POST
@makers_only
def drop(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:
    """Give the file up."""
    actions.drop_file(key, actor=viewer)
    messages.info(request, "Given up. The registry is as it was.")
    return redirect("/products")


urlpatterns = [
    path("products/import", new),
    path("products/import/template.csv", template),
    path("products/import/<uuid:key>", one),
    path("products/import/<uuid:key>/refused.csv", refused),
    path("products/import/<uuid:key>/use", use),
    path("products/import/<uuid:key>/drop", drop),
]
