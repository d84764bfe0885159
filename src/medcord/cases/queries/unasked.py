"""What may be concerned and nobody was asked about: other versions, and siblings of what was named in a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from medcord.cases.models import Case
from medcord.cases.queries.standing import Line, Standing
from medcord.core.access import Viewer
from medcord.core.cvd.answers import Stand
from medcord.core.device.picking import left_over, picked
from medcord.products import queries as products
from medcord.products.queries import SiblingOf

if TYPE_CHECKING:
    from medcord.products.models import Product


def not_asked(viewer: Viewer, found: Sequence[Standing]) -> list[Standing]:
    """The same parties, each with a line for what it was not asked about: versions of its registry that no question
    and no statement means, and its products that are siblings of one named in the case. They owe no answer about it."""
    named = _named(found)
    siblings = _siblings_inside(viewer, found, named)
    return [
        replace(one, lines=(*one.lines, *_other_versions(one), *siblings.get(one.row.party_id, []))) for one in found
    ]


def beside(viewer: Viewer, case: Case, found: Sequence[Standing]) -> list[SiblingOf]:
    """Siblings of what is named in the case whose makers do not take part in it."""
    inside = {row.party_id for row in case.participants.all() if row.removed_at is None}
    return [one for one in products.siblings_of(viewer, _named(found)) if one.maker not in inside]


def _named(found: Sequence[Standing]) -> list[UUID]:
    return list({line.product.pk: None for one in found for line in one.lines if line.product})


def _other_versions(one: Standing) -> list[Line]:
    said: dict[Product, list[str]] = {}
    for line in one.lines:
        if line.product is not None and line.product.maker_id == one.row.party_id:
            said.setdefault(line.product, []).append(line.versions)
    left = {product: left_over(product.versions, texts) for product, texts in said.items()}
    return [_line(product, picked(product.versions, names)) for product, names in left.items() if names]


def _siblings_inside(viewer: Viewer, found: Sequence[Standing], named: Sequence[UUID]) -> dict[UUID, list[Line]]:
    makers = {one.row.party_id for one in found}
    wanted = {one.product_id for one in products.siblings_of(viewer, named) if one.maker in makers and one.product_id}
    lines: dict[UUID, list[Line]] = {}
    for product in products.by_ids(viewer, wanted):
        if product.retired_at is None:
            lines.setdefault(product.maker_id, []).append(_line(product, ""))
    return lines


def _line(product: Product, versions: str) -> Line:
    return Line(product, versions, Stand.NOT_ASKED, None, None)
