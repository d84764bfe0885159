"""The product registry of manufacturers."""

from __future__ import annotations

from uuid import UUID

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas import products as shapes
from medcord.api.schemas.base import Line
from medcord.api.viewers import CASE_PARTIES, MANUFACTURER, Asked
from medcord.core.refusals import NotFound
from medcord.products import actions, queries

router = Subject(tags=["Products"])


@router.get("/products", auth=CASE_PARTIES, response=Page[shapes.RegistryProduct])
def listing(request: Asked, cut: CutQuery, q: Line = "") -> Page[shapes.RegistryProduct]:
    """Products the viewer may read, by maker and name: a manufacturer's own, or all for the agencies."""
    return page_of(queries.visible(request.auth, q=q), cut, shapes.RegistryProduct.of)


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
