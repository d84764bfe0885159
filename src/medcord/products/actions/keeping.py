"""A product is registered, changed, retired, taken back. None is ever deleted: statements and advisories name it."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError

from medcord import ledger
from medcord.core.access import Permission, ProductItem, Viewer, require
from medcord.core.device.registry import ProductWords, Wrong, cleaned
from medcord.core.facts import Digest, ProductChanged, ProductRegistered, ProductRestored, ProductRetired
from medcord.core.refusals import EditedMeanwhile, InputRefusal, RuleRefusal
from medcord.gateways import clock
from medcord.products import queries
from medcord.products.entries import put, refuse_first, sealed_text
from medcord.products.models import Product

_LONGEST_REASON = 300


def register(words: ProductWords, *, maker: UUID, actor: Viewer) -> Product:
    """Add a product to a manufacturer's registry. Raises RuleRefusal for a name that is in it already."""
    try:
        return _register(words, maker=maker, actor=actor)
    except IntegrityError as clash:  # another member added the same name at the same instant
        raise _taken(words.name) from clash


@ledger.action
def _register(words: ProductWords, *, maker: UUID, actor: Viewer) -> Product:
    _require(actor, maker)
    ready, wrong = cleaned(words)
    refuse_first(wrong)
    if queries.named(maker, [ready.name]):
        raise _taken(ready.name)
    row = Product(maker_id=maker)
    digest = _fill(row, ready, maker)
    ledger.commit(rows=[row], facts=[ProductRegistered(maker, row.id, digest)], actor=actor)
    return row


@ledger.action
def _change(product: UUID, words: ProductWords, *, expected_version: int, actor: Viewer) -> Product:
    row = queries.product_for(actor, product)
    _require(actor, row.maker_id)
    if row.version != expected_version:
        raise EditedMeanwhile("product")
    ready, wrong = cleaned(words)
    refuse_first(wrong)
    if ready.name != row.name and queries.named(row.maker_id, [ready.name]):
        raise _taken(ready.name)
    digest = _fill(row, ready, row.maker_id)
    fact = ProductChanged(row.maker_id, row.id, digest)
    ledger.commit(rows=[row], facts=[fact], actor=actor, expected_version=expected_version)
    return row


def change(product: UUID, words: ProductWords, *, expected_version: int, actor: Viewer) -> Product:
    """Replace what the registry says of a product. Raises EditedMeanwhile when another member saved first."""
    try:
        return _change(product, words, expected_version=expected_version, actor=actor)
    except IntegrityError as clash:
        raise _taken(words.name) from clash


@ledger.action
def retire(product: UUID, *, reason: str, expected_version: int, actor: Viewer) -> Product:
    """Offer the entry no longer. What used it stays, and it can be taken back."""
    row = queries.product_for(actor, product)
    _require(actor, row.maker_id)
    if row.retired_at is not None:
        raise RuleRefusal("This product is retired already.", code="product-retired")
    because = " ".join(reason.split())
    if not because:
        raise InputRefusal("Say why the product is retired, for example “Entered twice”.", fields={"field": "reason"})
    if len(because) > _LONGEST_REASON:
        raise InputRefusal(
            f"The reason has {len(because)} characters; {_LONGEST_REASON} fit. Shorten it.", fields={"field": "reason"}
        )
    row.retired_at, row.retired_because = clock.now(), because
    fact = ProductRetired(row.maker_id, row.id, ledger.seal(row.salt, because))
    ledger.commit(rows=[row], facts=[fact], actor=actor, expected_version=expected_version)
    return row


@ledger.action
def restore(product: UUID, *, actor: Viewer) -> Product:
    """Offer a retired entry again."""
    row = queries.product_for(actor, product)
    _require(actor, row.maker_id)
    if row.retired_at is None:
        raise RuleRefusal("This product is not retired.", code="product-not-retired")
    row.retired_at, row.retired_because = None, ""
    ledger.commit(rows=[row], facts=[ProductRestored(row.maker_id, row.id)], actor=actor)
    return row


def _fill(row: Product, ready: ProductWords, maker: UUID) -> Digest:
    successor = _successor(ready, row, maker)
    clash = queries.udi_holder(maker, ready.udi_dis, other_than=row.pk)
    if clash is not None:
        number, name = clash
        sentence = f"UDI-DI {number} stands at “{name}” already. One identifier names one product; correct one of them."
        refuse_first([Wrong("udi_dis", sentence)])
    put(row, ready, successor)
    row.salt = ledger.new_salt()
    return ledger.seal(row.salt, sealed_text(ready))


def _successor(ready: ProductWords, row: Product, maker: UUID) -> Product | None:
    if not ready.superseded_by:
        return None
    found = queries.named(maker, [ready.superseded_by]).get(ready.superseded_by)
    if found is None or found.pk == row.pk:
        sentence = f"“{ready.superseded_by}” is no other product of your registry. Name one that is in it."
        raise InputRefusal(sentence, fields={"field": "superseded_by"})
    return found


def _taken(name: str) -> RuleRefusal:
    shown = " ".join(name.split())
    return RuleRefusal(
        f"“{shown}” is already in the registry. Open it there and change it.",
        code="product-exists",
        fields={"field": "name"},
    )


def _require(actor: Viewer, maker: UUID) -> None:
    require(actor, Permission.PRODUCT_WRITE, ProductItem(maker), "product")
