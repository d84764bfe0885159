"""What the registry does when a fact arrives."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.core.facts import ProductChanged, ProductRegistered, ProductsImported
from medcord.ledger.models import FactRow
from medcord.products import queries


@ledger.on(ProductRegistered, ProductChanged, ProductsImported, name="products.index")
def index(fact: FactRow) -> None:
    """Let products be found by their names and numbers."""
    if fact.kind == ProductsImported.__name__:
        rows = queries.registry_of(UUID(fact.data["organisation"]))
        queries.texts.refresh([row.pk for row in rows])
    else:
        queries.texts.refresh([UUID(fact.data["product"])])
