"""The product tree: branches of any nesting, full product names, relationships, groups; read into flat entries.

Nothing here recurses: the depth of a document is its author's choice, not ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from medcord.core.advisory.value import Product, ProductGroup
from medcord.formats.csaf.entries import read_entry
from medcord.formats.csaf.products import Products
from medcord.formats.csaf.reading import Node, Reading

BRANCH_DEPTH = 60
"""Twice what CSAF 2.1 test 6.1.34 allows."""

_TREE = frozenset({"branches", "full_product_names", "relationships", "product_paths", "product_groups"})
_BRANCH = frozenset({"category", "name", "branches", "product"})
_GROUP = frozenset({"group_id", "product_ids", "summary"})
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
    categories: tuple[str, ...] = ()

    def under(self, category: str, name: str) -> Roles:
        """The roles one branch further down: the outermost vendor counts, of the rest the innermost."""
        vendor, family, inner, version, is_range, path, categories = self
        if category == "vendor":
            vendor = vendor or name
        elif category == "product_name":
            inner = name
        elif category in ("product_version", "product_version_range"):
            version, is_range = name, category == "product_version_range"
        elif category == "product_family":
            family = name
        return Roles(vendor, family, inner, version, is_range, (*path, name), (*categories, category))


def read_product_tree(tree: Node, reading: Reading) -> Products:
    """Read ``product_tree`` (CSAF 2.0 3.2.2). Raises UnreadableFile for wrong types, cycles and beyond the limits."""
    products = Products(reading)
    products.rest = reading.rest(tree, _TREE, "product_tree")
    for node, roles, opens, where in _leaves(tree, reading):
        _add_product(node, roles, opens, where, products, reading)
    for at, node in enumerate(reading.objects(tree, "full_product_names", "product_tree")):
        _add_product(node, Roles(), 0, f"product_tree.full_product_names[{at}]", products, reading)
    if "relationships" in tree or "product_paths" in tree:
        from medcord.formats.csaf.relationships import read_relationships  # few documents have any

        read_relationships(tree, products, reading)
    for at, node in enumerate(reading.objects(tree, "product_groups", "product_tree")):
        where = f"product_tree.product_groups[{at}]"
        rest = reading.rest(node, _GROUP, where)
        group_id = reading.text(node, "group_id", where)
        members = products.named(reading.texts(node, "product_ids", where), where)
        if group_id in products.groups:
            reading.warn(where, f"group {group_id[:60]!r} is defined twice; both lists were joined")
            members = tuple(dict.fromkeys((*products.groups[group_id].product_ids, *members)))
        products.groups[group_id] = ProductGroup(group_id, members, reading.text(node, "summary", where), rest)
    return products


def _leaves(tree: Node, reading: Reading) -> Iterator[tuple[Node, Roles, int, str]]:
    """Every branch that holds a product, in document order, with the depth at which a branch like the last begins."""
    stack = [(iter(enumerate(reading.objects(tree, "branches", "product_tree"))), Roles(), "product_tree.branches")]
    last: list[Node] = [{}]
    opens = 0
    while stack:
        siblings, above, place = stack[-1]
        for at, node in siblings:
            where = f"{place}[{at}]"
            if len(node) > 3:  # no branch of CSAF 2.0 has more members
                reading.lose(node.keys() - _BRANCH, where)
            roles = _branch(node, above, where, reading)
            if "product" in node:
                yield reading.object(node, "product", where), roles, opens, f"{where}.product"
                opens = 0
            if "branches" in node:
                depth = len(stack)
                if depth == BRANCH_DEPTH:
                    raise reading.refusal(
                        where,
                        f"its branches are nested more than {BRANCH_DEPTH} deep.",
                        "Ask its publisher for a flatter product tree.",
                        "nested-too-deep",
                    )
                before = last[depth - 1]
                if before.get("name") == node.get("name") and before.get("category") == node.get("category"):
                    opens = opens or depth
                last[depth - 1 :] = [node, _NOTHING]
                below = reading.objects(node, "branches", where)
                stack.append((iter(enumerate(below)), roles, f"{where}.branches"))
                break
            last[len(stack) - 1 :] = [_NOTHING]
        else:
            stack.pop()


_NOTHING: Node = {}


def _branch(node: Node, above: Roles, where: str, reading: Reading) -> Roles:
    category = reading.text(node, "category", where)
    name = reading.text(node, "name", where)
    if not name:
        reading.warn(where, "this branch has no name and was skipped")
        return above
    roles = above.under(category, name)
    if category not in _ROLE_CATEGORIES and category not in _PATH_ONLY:
        reading.warn(where, f"branch category {category[:60]!r} is not known; its name is kept in the path only")
    return roles


_ROLE_CATEGORIES = frozenset({"vendor", "product_family", "product_name", "product_version", "product_version_range"})


def _add_product(node: Node, roles: Roles, opens: int, where: str, products: Products, reading: Reading) -> None:
    product_id = reading.text(node, "product_id", where)
    full_name = reading.text(node, "name", where)
    if not product_id:
        reading.warn(where, f"product {full_name[:60]!r} has no product_id and was left out")
        return
    if not full_name:
        reading.warn(where, "the product has no name; its branch names were taken")
        full_name = " ".join(roles.path) or product_id
    identifiers, rest = read_entry(node, where, reading)
    products.add(
        Product(
            product_id,
            roles.vendor,
            roles.name or roles.family or full_name,
            roles.version,
            roles.is_range,
            full_name,
            identifiers,
            roles.path,
            roles.categories,
            opens,
            rest,
        ),
        where,
    )
