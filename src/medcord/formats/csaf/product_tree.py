"""The product tree: branches of any nesting, full product names, relationships, groups; read into flat entries.

Nothing here recurses: the depth of a document is its author's choice, not ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from medcord.core.advisory.value import Identifiers, Product
from medcord.formats.csaf.identification import read_identifiers
from medcord.formats.csaf.products import Products
from medcord.formats.csaf.reading import Node, Reading

BRANCH_DEPTH = 60
"""Twice what CSAF 2.1 test 6.1.34 allows."""

_TREE = frozenset({"branches", "full_product_names", "relationships", "product_paths", "product_groups"})
_BRANCH = frozenset({"category", "name", "branches", "product"})
_PRODUCT = frozenset({"name", "product_id", "product_identification_helper"})
_GROUP = frozenset({"group_id", "product_ids"})
_PATH_ONLY = frozenset(
    ["architecture", "host_name", "language", "legacy", "patch_level", "platform", "service_pack", "specification"]
)


class Roles(NamedTuple):
    """What the branches from the root down to here have said."""

    vendor: str = ""
    family: str = ""
    name: str = ""
    version: str = ""
    is_range: bool = False
    path: tuple[str, ...] = ()

    def under(self, category: str, name: str) -> Roles:
        """The roles one branch further down: the outermost vendor counts, of the rest the innermost."""
        path = (*self.path, name)
        if category == "vendor":
            return self._replace(vendor=self.vendor or name, path=path)
        if category == "product_name":
            return self._replace(name=name, path=path)
        if category in ("product_version", "product_version_range"):
            return self._replace(version=name, is_range=category == "product_version_range", path=path)
        if category == "product_family":
            return self._replace(family=name, path=path)
        return self._replace(path=path)


def read_product_tree(tree: Node, reading: Reading) -> Products:
    """Read ``product_tree`` (CSAF 2.0 3.2.2). Raises UnreadableFile for wrong types, cycles and beyond the limits."""
    reading.unkept(tree, _TREE, "product_tree")
    products = Products(reading)
    for node, roles, where in _leaves(tree, reading):
        _add_product(node, roles, where, products, reading)
    for at, node in enumerate(reading.objects(tree, "full_product_names", "product_tree")):
        _add_product(node, Roles(), f"product_tree.full_product_names[{at}]", products, reading)
    if "relationships" in tree or "product_paths" in tree:
        from medcord.formats.csaf.relationships import read_relationships  # few documents have any

        read_relationships(tree, products, reading)
    for at, node in enumerate(reading.objects(tree, "product_groups", "product_tree")):
        where = f"product_tree.product_groups[{at}]"
        reading.unkept(node, _GROUP, where)
        group_id = reading.text(node, "group_id", where)
        members = products.named(reading.texts(node, "product_ids", where), where)
        if group_id in products.groups:
            reading.warn(where, f"group {group_id[:60]!r} is defined twice; both lists were joined")
            members = tuple(dict.fromkeys((*products.groups[group_id], *members)))
        products.groups[group_id] = members
    return products


def _leaves(tree: Node, reading: Reading) -> Iterator[tuple[Node, Roles, str]]:
    """Every branch that holds a product, in document order."""
    stack = [(iter(enumerate(reading.objects(tree, "branches", "product_tree"))), Roles(), "product_tree.branches")]
    while stack:
        siblings, above, place = stack[-1]
        for at, node in siblings:
            where = f"{place}[{at}]"
            reading.unkept(node, _BRANCH, where)
            roles = _branch(node, above, where, reading)
            if "product" in node:
                yield reading.object(node, "product", where), roles, f"{where}.product"
            if "branches" in node:
                if len(stack) == BRANCH_DEPTH:
                    raise reading.refusal(
                        where,
                        f"its branches are nested more than {BRANCH_DEPTH} deep.",
                        "Ask its publisher for a flatter product tree.",
                        "nested-too-deep",
                    )
                below = reading.objects(node, "branches", where)
                stack.append((iter(enumerate(below)), roles, f"{where}.branches"))
                break
        else:
            stack.pop()


def _branch(node: Node, above: Roles, where: str, reading: Reading) -> Roles:
    category = reading.text(node, "category", where)
    name = reading.text(node, "name", where)
    if not name:
        reading.warn(where, "this branch has no name and was skipped")
        return above
    roles = above.under(category, name)
    if category not in _PATH_ONLY and roles[:5] == above[:5] and category not in _ROLE_CATEGORIES:
        reading.warn(where, f"branch category {category[:60]!r} is not known; its name is kept in the path only")
    return roles


_ROLE_CATEGORIES = frozenset({"vendor", "product_family", "product_name", "product_version", "product_version_range"})


def _add_product(node: Node, roles: Roles, where: str, products: Products, reading: Reading) -> None:
    reading.unkept(node, _PRODUCT, where)
    product_id = reading.text(node, "product_id", where)
    full_name = reading.text(node, "name", where)
    if not product_id:
        reading.warn(where, f"product {full_name[:60]!r} has no product_id and was left out")
        return
    if not full_name:
        reading.warn(where, "the product has no name; its branch names were taken")
        full_name = " ".join(roles.path) or product_id
    products.add(
        Product(
            product_id,
            roles.vendor,
            roles.name or roles.family or full_name,
            roles.version,
            roles.is_range,
            full_name,
            _identifiers(node, where, reading),
            roles.path,
        ),
        where,
    )


_NONE = Identifiers()


def _identifiers(node: Node, where: str, reading: Reading) -> Identifiers:
    if "product_identification_helper" not in node:
        return _NONE
    return read_identifiers(
        reading.object(node, "product_identification_helper", where), f"{where}.product_identification_helper", reading
    )
