"""The products of one document while it is read, and which of them an id means."""

from __future__ import annotations

from dataclasses import replace

from medcord.core.advisory.value import Product, ProductGroup, Relationship
from medcord.formats.csaf.reading import Node, Reading

PRODUCT_LIMIT = 100_000
ALL_VERSIONS = frozenset({"", "*", "vers:all/*"})


class Products:
    """The entries of one document, and which of them an id (of a product or a group) means."""

    __slots__ = ("_reading", "_targets", "by_id", "groups", "relationships", "rest")

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.by_id: dict[str, Product] = {}
        self.groups: dict[str, ProductGroup] = {}
        self.relationships: tuple[Relationship, ...] = ()
        self.rest = ""
        self._targets: dict[str, list[str]] = {}
        """Only for ids that are not simply their own product: those used twice."""

    def add(self, product: Product, where: str) -> None:
        """Take an entry. An id used for two different products makes two entries, and every mention means both."""
        known = self.by_id.get(product.id)
        if known is None:
            self.by_id[product.id] = product
        elif known.full_name == product.full_name:
            self._reading.warn(where, f"product {product.id[:60]!r} is given twice; the first entry was kept")
            return
        else:
            means = self._targets.setdefault(product.id, [product.id])
            other = self._free_id(product.id, len(means) + 1)
            self.by_id[other] = replace(product, id=other)
            means.append(other)
            self._reading.warn(where, f"id {product.id[:60]!r} names two products; every mention is read as both")
        if len(self.by_id) > PRODUCT_LIMIT:
            raise self._reading.refusal(
                where,
                f"it has more than {PRODUCT_LIMIT:,} products.",
                "Ask its publisher to split it into several advisories.",
                "too-many-products",
            )

    def named(self, ids: list[str], where: str) -> tuple[str, ...]:
        """The entries meant by product ids, each once, in order; undefined ids are left out with a warning."""
        self._reading.spend(len(ids), where)
        if len(ids) == 1 and ids[0] in self.by_id and ids[0] not in self._targets:
            return (ids[0],)
        found: dict[str, None] = {}
        for product_id in ids:
            if product_id not in self.by_id:
                self._reading.warn(where, f"product {product_id[:60]!r} is not in the product tree and was left out")
                continue
            if product_id not in self._targets:
                found[product_id] = None
                continue
            self._reading.spend(len(self._targets[product_id]), where)
            found.update(dict.fromkeys(self._targets[product_id]))
        return tuple(found)

    def meant(self, node: Node, where: str, key: str = "product_ids") -> tuple[str, ...]:
        """The entries meant by the product and group ids of ``node``."""
        reading = self._reading
        direct = self.named(reading.texts(node, key, where), f"{where}.{key}") if key in node else ()
        if "group_ids" not in node:
            return direct
        found = dict.fromkeys(direct)
        for group_id in reading.texts(node, "group_ids", where):
            group = self.groups.get(group_id)
            if group is None:
                reading.warn(f"{where}.group_ids", f"group {group_id[:60]!r} is not defined and was left out")
                continue
            reading.spend(len(group.product_ids), f"{where}.group_ids")
            found.update(dict.fromkeys(group.product_ids))
        return tuple(found)

    def _free_id(self, taken: str, number: int) -> str:
        while f"{taken} ({number})" in self.by_id:
            number += 1
        return f"{taken} ({number})"
