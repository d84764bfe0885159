"""The product registry."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from medcord.core.access import Viewer
from medcord.core.vocabulary import Role
from medcord.products import actions, queries
from medcord.products.models import Product
from medcord.web.forms.products import ProductForm
from medcord.web.pages.tables import csv_response
from medcord.web.viewers import members_only

READERS = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)


@require_GET
@members_only(*READERS)
def listing(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Products the viewer may read."""
    q = request.GET.get("q", "")[:200]
    return render(request, "web/products/list.html", {"products": queries.visible(viewer, q=q), "q": q})


@require_GET
@members_only(*READERS)
def export(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001
    """The registry as a file."""
    head = ("maker", "name", "model number", "versions", "aliases", "UDI-DI", "description")
    rows = (
        (one.maker.name, one.name, one.model_number,
         *(" | ".join(many) for many in (one.versions, one.aliases, one.udi_dis)), one.description)
        for one in queries.visible(viewer)
    )  # fmt: skip
    return csv_response("products.csv", head, rows)


@require_http_methods(["GET", "POST"])
@members_only(Role.MANUFACTURER)
def new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Add a product."""
    form = ProductForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and viewer.party_id is not None:
        if form.run(actions.register, form.words(), maker=viewer.party_id, actor=viewer) is not None:
            messages.success(request, "Added. Statements and advisories can pick it now.")
            return redirect("/products")
    return render(request, "web/products/edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@members_only(Role.MANUFACTURER)
def edit(request: HttpRequest, viewer: Viewer, product: UUID) -> HttpResponse:
    """Change a product; the second of two members is told and keeps what was typed."""
    row = queries.product_for(viewer, product)
    form = ProductForm(request.POST) if request.method == "POST" else ProductForm(initial=_initial(row))
    if request.method == "POST" and form.is_valid() and _change(form, row, viewer):
        messages.success(request, "Saved.")
        return redirect("/products")
    if form.edited_meanwhile:
        form.now_at(queries.product_for(viewer, product).version)
    return render(
        request,
        "web/products/edit.html",
        {"form": form, "product": row},
        status=409 if form.edited_meanwhile else 422 if form.errors else 200,
    )


def _change(form: ProductForm, row: Product, viewer: Viewer) -> Product | None:
    version = form.cleaned_data["version"] or row.version
    return form.run(actions.change, row.pk, form.words(), expected_version=version, actor=viewer)


def _initial(row: Product) -> dict[str, object]:
    lists = {name: "\n".join(getattr(row, name)) for name in ("aliases", "udi_dis", "versions")}
    return {
        "name": row.name,
        "model_number": row.model_number,
        "description": row.description,
        "version": row.version,
        **lists,
    }


urlpatterns = [
    path("products", listing),
    path("products.csv", export),
    path("products/new", new),
    path("products/<uuid:product>", edit),
]
