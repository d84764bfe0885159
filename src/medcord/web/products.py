"""The product registry: list, product, siblings."""

from __future__ import annotations

from io import StringIO
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.core.access import Permission, ProductItem, SiblingItem, Viewer, require
from medcord.core.vocabulary import Role
from medcord.formats.registry import write_registry
from medcord.products import actions, queries
from medcord.products.models import Product
from medcord.web import product_files
from medcord.web.forms.products import AnswerForm, ProductForm, RetireForm, SiblingForm, initial_of, stands_now
from medcord.web.pages import product as pages
from medcord.web.pages.tables import csv_file
from medcord.web.viewers import members_only

READERS = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)
makers_only = members_only(Role.MANUFACTURER)


@require_GET
@members_only(*READERS)
def listing(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Products the viewer may read."""
    return render(request, "web/products/list.html", pages.listing(viewer, request.GET))


@require_GET
@members_only(*READERS)
def export(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list as a file that can be given back; agencies get a column for the maker."""
    rows = queries.visible(viewer, cut=pages.cut_of(request.GET))
    out = StringIO()
    entries = ((row.maker.name, row.words()) for row in rows)
    write_registry(out, entries, with_maker=viewer.role is not Role.MANUFACTURER)
    return csv_file("products.csv", out.getvalue())


@require_http_methods(["GET", "POST"])
@makers_only
def new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Add a product."""
    form = ProductForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and viewer.party_id is not None:
        row = form.run(actions.register, form.words(), maker=viewer.party_id, actor=viewer)
        if row is not None:
            messages.success(request, "Added. Statements and advisories can pick it now.")
            return redirect(f"/products/{row.pk}")
    return render(request, "web/products/edit.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@members_only(*READERS)
def one(request: HttpRequest, viewer: Viewer, product: UUID) -> HttpResponse:
    """One product."""
    return _page(request, viewer, queries.product_for(viewer, product))


def _page(request: HttpRequest, viewer: Viewer, row: Product, **forms: object) -> HttpResponse:
    """The page of a product, with forms that were sent and refused."""
    context = pages.page(viewer, row)
    if context["own"]:
        context["sibling_form"] = SiblingForm(makers=pages.makers_for(viewer))
        context["retire_form"] = RetireForm(initial={"version": row.version})
    return render(request, "web/products/product.html", context | forms, status=422 if forms else 200)


@require_http_methods(["GET", "POST"])
@makers_only
def edit(request: HttpRequest, viewer: Viewer, product: UUID) -> HttpResponse:
    """Change a product; the second of two members is told and keeps what was typed."""
    row = queries.product_for(viewer, product)
    names = [each.name for each in queries.successors(row)]
    given = {"data": request.POST} if request.method == "POST" else {"initial": initial_of(row)}
    form = ProductForm(**given, successors=names)
    if request.method == "POST" and form.is_valid() and _change(form, row, viewer):
        messages.success(request, "Saved.")
        return redirect(f"/products/{row.pk}")
    context = {"form": form, "product": row, "now": _meanwhile(form, viewer, row)}
    status = 409 if form.edited_meanwhile else 422 if form.errors else 200
    return render(request, "web/products/edit.html", context, status=status)


def _change(form: ProductForm, row: Product, viewer: Viewer) -> Product | None:
    version = form.cleaned_data["version"] or row.version
    return form.run(actions.change, row.pk, form.words(), expected_version=version, actor=viewer)


def _meanwhile(form: ProductForm, viewer: Viewer, row: Product) -> list[tuple[str, str]]:
    """What somebody else saved, where it differs; the next save is against that."""
    if not form.edited_meanwhile:
        return []
    fresh = queries.product_for(viewer, row.pk)
    differs = stands_now(form, fresh)
    form.now_at(fresh.version)
    return differs


@require_POST
@makers_only
def retire(request: HttpRequest, viewer: Viewer, product: UUID) -> HttpResponse:
    """Offer a product no longer."""
    row, form = queries.product_for(viewer, product), RetireForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        verb, version = actions.retire, data["version"]
        if form.run(verb, row.pk, reason=data["reason"], expected_version=version, actor=viewer) is not None:
            messages.info(request, "Retired. What used it stays as it is; you can take this back here.")
            return redirect(f"/products/{row.pk}")
    return _page(request, viewer, row, retire_form=form)


@require_POST
@makers_only
def restore(request: HttpRequest, viewer: Viewer, product: UUID) -> HttpResponse:
    """Offer it again."""
    actions.restore(product, actor=viewer)
    messages.info(request, "Taken back: statements can pick it again.")
    return redirect(f"/products/{product}")


@require_POST
@makers_only
def add_sibling(request: HttpRequest, viewer: Viewer, product: UUID) -> HttpResponse:
    """State a sibling."""
    row = queries.product_for(viewer, product)
    require(viewer, Permission.PRODUCT_WRITE, ProductItem(row.maker_id), "product")
    form = SiblingForm(request.POST, makers=pages.makers_for(viewer))
    if form.is_valid():
        made = form.run(actions.state_sibling, row.pk, form.words(), actor=viewer)
        if made is not None:
            asked = "" if made.other_product_id else f" {made.other_maker.name} is asked to confirm it."
            messages.success(request, f"Stated.{asked}")
            return redirect(f"/products/{row.pk}")
    return _page(request, viewer, row, sibling_form=form)


@require_GET
@members_only(*READERS)
def siblings(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What is stated of siblings, as far as the viewer may read it."""
    return render(request, "web/products/siblings.html", {"rows": queries.sibling_statements(viewer)})


@require_http_methods(["GET", "POST"])
@makers_only
def sibling(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:
    """What another maker states about a product of the viewer: confirm or deny."""
    row = queries.sibling_for(viewer, key)
    require(viewer, Permission.PRODUCT_SIBLING_ANSWER, SiblingItem(row.product.maker_id, row.other_maker_id), "sibling")
    own = [(str(each.pk), each.name) for each in queries.visible(viewer)]
    form = AnswerForm(request.POST or None, products=own, initial={"version": row.version})
    if request.method == "POST" and form.is_valid() and _answer(form, row.pk, request.POST.get("answer", ""), viewer):
        messages.info(request, "Answered. The other maker sees it.")
        return redirect("/products")
    return render(
        request, "web/products/sibling.html", {"sibling": row, "form": form}, status=422 if form.errors else 200
    )


def _answer(form: AnswerForm, key: UUID, answer: str, viewer: Viewer) -> object:
    if answer not in ("confirm", "deny"):
        form.add_error(None, "Say whether it is so: confirm or deny.")
        return None
    data = {"confirm": answer == "confirm", "product": form.product_id()}
    return form.run(actions.answer_sibling, key, **data, expected_version=form.cleaned_data["version"], actor=viewer)


@require_POST
@makers_only
def withdraw(request: HttpRequest, viewer: Viewer, key: UUID) -> HttpResponse:
    """Take one's own statement back."""
    row = actions.withdraw_sibling(key, actor=viewer)
    messages.info(request, "Withdrawn: nobody is shown it any longer.")
    return redirect(f"/products/{row.product_id}")


urlpatterns = [
    path("products", listing),
    path("products.csv", export),
    path("products/new", new),
    *product_files.urlpatterns,
    path("products/siblings", siblings),
    path("products/siblings/<uuid:key>", sibling),
    path("products/siblings/<uuid:key>/withdraw", withdraw),
    path("products/<uuid:product>", one),
    path("products/<uuid:product>/edit", edit),
    path("products/<uuid:product>/retire", retire),
    path("products/<uuid:product>/restore", restore),
    path("products/<uuid:product>/siblings", add_sibling),
]
