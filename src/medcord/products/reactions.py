"""What the registry does when a fact arrives."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.core.facts import ProductChanged, ProductRegistered
from medcord.ledger.models import FactRow
from medcord.products import queries


@ledger.on(ProductRegistered, ProductChanged, name="products.index")
def index(fact: FactRow) -> None:
    """Let a product be found by its names and numbers."""
    queries.texts.refresh([UUID(fact.data["product"])])
