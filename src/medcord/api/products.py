"""The product registry of manufacturers."""

from __future__ import annotations

from io import StringIO
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Query, UploadedFile

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject, serves
from medcord.api.schemas import products as shapes
from medcord.api.schemas.base import Line
from medcord.api.viewers import CASE_PARTIES, MANUFACTURER, Asked
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.formats.registry import write_registry
from medcord.products import actions, queries

router = Subject(tags=["Products"])

Chosen = Annotated[shapes.ProductQuery, Query()]


@router.get("/products", auth=CASE_PARTIES, response=Page[shapes.RegistryProduct])
def listing(request: Asked, cut: CutQuery, chosen: Chosen) -> Page[shapes.RegistryProduct]:
    """Products the viewer may read, by maker and name: a manufacturer's own, or all for the agencies."""
    return page_of(queries.visible(request.auth, cut=chosen.cut()), cut, shapes.RegistryProduct.of)


@router.get("/products/export", auth=CASE_PARTIES, response=str)
@serves("text/csv")
def export(request: Asked, chosen: Chosen) -> HttpResponse:
    """The same products as CSV, safe to open in a spreadsheet, in the form the import reads."""
    out = StringIO()
    rows = queries.visible(request.auth, cut=chosen.cut())
    entries = ((row.maker.name, row.words()) for row in rows)
    write_registry(out, entries, with_maker=request.auth.role is not Role.MANUFACTURER)
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="products.csv"'
    return response


@router.post("/products/imports", auth=MANUFACTURER, response={201: shapes.ProductFileEntry})
def receive(request: Asked, file: File[UploadedFile]) -> shapes.ProductFileEntry:
    """Put a file of products down (CSV, XLSX, XLS or ODS, up to 20 MB); the registry stays as it is."""
    return shapes.ProductFileEntry.of(actions.receive_file(file.read(), name=file.name or "", actor=request.auth))


@router.get("/products/imports/{key}", auth=MANUFACTURER, response=shapes.ProductFileEntry)
def file_one(request: Asked, key: UUID) -> shapes.ProductFileEntry:
    """A file, and how many of its rows would do what."""
    return shapes.ProductFileEntry.of(queries.file_for(request.auth, key))


@router.get("/products/imports/{key}/rows", auth=MANUFACTURER, response=Page[shapes.ProductFileLine])
def file_rows(request: Asked, key: UUID, cut: CutQuery, state: Line = "") -> Page[shapes.ProductFileLine]:
    """Its rows in file order, all or those of one state (added, changed, unchanged, refused)."""
    lines = [line for line in queries.file_for(request.auth, key).lines if state in ("", line["state"])]
    return page_of(lines, cut, shapes.ProductFileLine.model_validate)


@router.post("/products/imports/{key}/use", auth=MANUFACTURER, response=shapes.ProductFileEntry)
def file_use(request: Asked, key: UUID, given: shapes.ProductFileUse) -> shapes.ProductFileEntry:
    """Put it into the registry in one act."""
    return shapes.ProductFileEntry.of(actions.use_file(key, leave_out=given.leave_out, actor=request.auth))


@router.post("/products/imports/{key}/drop", auth=MANUFACTURER, response=shapes.ProductFileEntry)
def file_drop(request: Asked, key: UUID) -> shapes.ProductFileEntry:
    """Give the file up; the registry is as it was."""
    return shapes.ProductFileEntry.of(actions.drop_file(key, actor=request.auth))


@router.get("/products/siblings", auth=CASE_PARTIES, response=Page[shapes.SiblingEntry])
def sibling_statements(request: Asked, cut: CutQuery) -> Page[shapes.SiblingEntry]:
    """What is stated of siblings, oldest first: by or about the viewer's products, or all for the agencies."""
    return page_of(queries.sibling_statements(request.auth), cut, shapes.SiblingEntry.of)


@router.post("/products/siblings/{key}/answer", auth=MANUFACTURER, response=shapes.SiblingEntry)
def sibling_answer(request: Asked, key: UUID, given: shapes.SiblingAnswer) -> shapes.SiblingEntry:
    """Confirm or deny what another maker states about a product of the viewer."""
    row = actions.answer_sibling(key, confirm=given.confirm, product=given.product, actor=request.auth)
    return shapes.SiblingEntry.of(row)


@router.post("/products/siblings/{key}/withdrawal", auth=MANUFACTURER, response=shapes.SiblingEntry)
def sibling_withdraw(request: Asked, key: UUID) -> shapes.SiblingEntry:
    """Take one's own statement back."""
    return shapes.SiblingEntry.of(actions.withdraw_sibling(key, actor=request.auth))


@router.get("/products/{product}", auth=CASE_PARTIES, response=shapes.RegistryProduct)
def one(request: Asked, product: UUID) -> shapes.RegistryProduct:
    """One product."""
    return shapes.RegistryProduct.of(queries.product_for(request.auth, product))


@router.post("/products", auth=MANUFACTURER, response={201: shapes.RegistryProduct})
def register(request: Asked, given: shapes.ProductGiven) -> shapes.RegistryProduct:
    """Add a product to the viewer's own registry."""
    if request.auth.party_id is None:
        raise NotFound("product")
    return shapes.RegistryProduct.of(actions.register(given.words(), maker=request.auth.party_id, actor=request.auth))


@router.put("/products/{product}", auth=MANUFACTURER, response=shapes.RegistryProduct)
def change(request: Asked, product: UUID, given: shapes.ProductChange) -> shapes.RegistryProduct:
    """Replace what the registry says of a product; somebody who saved first is not overwritten (409)."""
    row = actions.change(product, given.words(), expected_version=given.expected_version, actor=request.auth)
    return shapes.RegistryProduct.of(row)


@router.post("/products/{product}/retirement", auth=MANUFACTURER, response=shapes.RegistryProduct)
def retire(request: Asked, product: UUID, given: shapes.Retirement) -> shapes.RegistryProduct:
    """Offer it no longer; what used it stays."""
    row = actions.retire(product, reason=given.reason, expected_version=given.expected_version, actor=request.auth)
    return shapes.RegistryProduct.of(row)


@router.post("/products/{product}/restoration", auth=MANUFACTURER, response=shapes.RegistryProduct)
def restore(request: Asked, product: UUID) -> shapes.RegistryProduct:
    """Offer a retired product again."""
    return shapes.RegistryProduct.of(actions.restore(product, actor=request.auth))


@router.get("/products/{product}/siblings", auth=CASE_PARTIES, response=Page[shapes.SiblingShown])
def siblings(request: Asked, product: UUID, cut: CutQuery) -> Page[shapes.SiblingShown]:
    """Products that share its flaws, as far as the viewer may know of them."""
    row = queries.product_for(request.auth, product)
    return page_of(queries.siblings_of(request.auth, [row]), cut, shapes.SiblingShown.of)


@router.post("/products/{product}/siblings", auth=MANUFACTURER, response={201: shapes.SiblingEntry})
def sibling_state(request: Asked, product: UUID, given: shapes.SiblingGiven) -> shapes.SiblingEntry:
    """State a sibling; the maker it names is asked to confirm it."""
    return shapes.SiblingEntry.of(actions.state_sibling(product, given.words(), actor=request.auth))
