"""Readers of the registry."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from medcord import search
from medcord.core.access import Permission, ProductItem, Viewer, may
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.products.models import Product
from medcord.search import Found, Text


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


@search.source("product")
def texts(keys: Collection[UUID] | None) -> Iterator[Text]:
    """What the index is told of products: their names and numbers."""
    found = Product.objects.select_related("maker")
    for row in (found if keys is None else found.filter(pk__in=keys)).order_by("pk").iterator(chunk_size=500):
        yield Text(row.pk, row.maker_id, _text(row))


def found(viewer: Viewer, line: str, *, most: int) -> Found[Product]:
    """Products the viewer may read in whose names and numbers all words stand."""
    question = search.question_of(line)
    if not question or viewer.party_id is None:
        return Found.nothing()
    own = viewer.role is Role.MANUFACTURER
    keys = search.find(question, "product", within=[viewer.party_id] if own else None)
    rows = Product.objects.filter(pk__in=keys).select_related("maker").order_by("name").iterator(chunk_size=100)
    readable = (row for row in rows if may(viewer, Permission.PRODUCT_READ, ProductItem(row.maker_id)).allowed)
    return Found.of(question, readable, _text, most)
