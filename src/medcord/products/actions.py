"""Verbs of the registry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError

from medcord import ledger
from medcord.core.access import Permission, ProductItem, Viewer, require
from medcord.core.facts import ProductChanged, ProductRegistered
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.products import queries
from medcord.products.models import Product


@dataclass(frozen=True, slots=True)
class ProductWords:
    """What is said of a product in the registry. ``udi_dis`` are 14 digits (GS1), or the HIBCC or ICCBBA form."""

    name: str
    model_number: str = ""
    aliases: Sequence[str] = ()
    udi_dis: Sequence[str] = ()
    versions: Sequence[str] = ()
    description: str = ""


def _clean(words: ProductWords) -> dict[str, object]:
    name = " ".join(words.name.split())
    if not name:
        raise InputRefusal("A product needs a name. Type the name that stands on the device.", fields={"field": "name"})
    lists = {
        key: list(dict.fromkeys(text for item in getattr(words, key) if (text := " ".join(str(item).split()))))
        for key in ("aliases", "udi_dis", "versions")
    }
    return {"name": name, "model_number": words.model_number.strip(), "description": words.description.strip(), **lists}


def _seal(row: Product) -> None:
    row.salt = ledger.new_salt()


def register(words: ProductWords, *, maker: UUID, actor: Viewer) -> Product:
    """Add a product to a manufacturer's registry. Raises RuleRefusal for a name that is in it already."""
    try:
        return _register(words, maker=maker, actor=actor)
    except IntegrityError as clash:  # another member added the same name at the same instant
        raise _taken(words.name) from clash


@ledger.action
def _register(words: ProductWords, *, maker: UUID, actor: Viewer) -> Product:
    _require(actor, maker)
    values = _clean(words)
    if Product.objects.filter(maker=maker, name=values["name"]).exists():
        raise _taken(str(values["name"]))
    row = Product(maker_id=maker, **values)
    _seal(row)
    digest = ledger.seal(row.salt, row.name, *row.versions)
    ledger.commit(rows=[row], facts=[ProductRegistered(maker, row.id, digest)], actor=actor)
    return row


@ledger.action
def change(product: UUID, words: ProductWords, *, expected_version: int, actor: Viewer) -> Product:
    """Replace what the registry says of a product. Raises EditedMeanwhile when another member saved first."""
    row = queries.product_for(actor, product)
    _require(actor, row.maker_id)
    for key, value in _clean(words).items():
        setattr(row, key, value)
    _seal(row)
    digest = ledger.seal(row.salt, row.name, *row.versions)
    fact = ProductChanged(row.maker_id, row.id, digest)
    ledger.commit(rows=[row], facts=[fact], actor=actor, expected_version=expected_version)
    return row


def _taken(name: str) -> RuleRefusal:
    return RuleRefusal(f"“{name}” is already in the registry. Open it there and change it.", code="product-exists")


def _require(actor: Viewer, maker: UUID) -> None:
    require(actor, Permission.PRODUCT_WRITE, ProductItem(maker), "product")
