"""What the registry does when a fact arrives."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger, search
from medcord.core.facts import ProductChanged, ProductRegistered
from medcord.ledger.models import FactRow


@ledger.on(ProductRegistered, ProductChanged, name="products.index")
def index(fact: FactRow) -> None:
    """Let a product be found by its names and numbers."""
    search.refresh("product", [UUID(fact.data["product"])])
