"""Readers of the registry."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from medcord.core.access import Permission, ProductItem, Viewer, may
from medcord.core.refusals import NotFound
from medcord.products.models import Product


def visible(viewer: Viewer, *, q: str = "") -> list[Product]:
    """Products the viewer may read, by maker and name; ``q`` searches name, model number and maker."""
    found = Product.objects.select_related("maker").order_by("maker__name", "name")
    allowed = [row for row in found if may(viewer, Permission.PRODUCT_READ, ProductItem(row.maker_id)).allowed]
    words = q.lower().split()
    return [row for row in allowed if all(word in _text(row) for word in words)]


def _text(row: Product) -> str:
    return " ".join([row.name, row.model_number, row.maker.name, *row.aliases, *row.udi_dis]).lower()


def product_for(viewer: Viewer, product: UUID | str) -> Product:
    """One product. Raises NotFound."""
    row = Product.objects.select_related("maker").filter(pk=product).first()
    if row is None or not may(viewer, Permission.PRODUCT_READ, ProductItem(row.maker_id)).allowed:
        raise NotFound("product")
    return row


def made_by(makers: Iterable[UUID]) -> list[Product]:
    """Products of these makers, for callers that already may read their case."""
    return list(Product.objects.filter(maker__in=list(makers)).select_related("maker").order_by("maker__name", "name"))
