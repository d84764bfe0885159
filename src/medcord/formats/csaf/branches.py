"""Product entries to the branches of a product tree (CSAF 2.0 3.1.2), order kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from medcord.core.advisory.value import Identifiers, Product, ProductGroup, Relationship
from medcord.formats.csaf.entries import HELPER
from medcord.formats.csaf.identification import write_identifiers
from medcord.formats.csaf.product_tree import BRANCH_DEPTH, Roles
from medcord.formats.csaf.rest import loaded, with_rest

Step = tuple[str, str]
"""Branch category and name."""


def write_product_tree(
    products: Iterable[Product],
    relationships: Iterable[Relationship] = (),
    groups: Iterable[ProductGroup] = (),
) -> dict[str, Any]:
    """The ``product_tree`` of canonical products; neighbours share the branches they have in common.

    Only neighbours: gathering all products of a vendor would change the order the publisher gave them.
    """
    relations = {relation.product_id: relation for relation in relationships}
    branches: list[dict[str, Any]] = []
    names = []
    by_id = {}
    open_steps: tuple[Step, ...] = ()
    open_lists = [branches]
    for product in products:
        by_id[product.id] = product
        if product.id in relations:
            continue
        steps = branch_path(product)
        if not steps:
            names.append(_entry(product))
            continue
        shared = shared_steps(open_steps, steps, product.opens)
        del open_lists[shared + 1 :]
        for category, name in steps[shared:-1]:
            below: list[dict[str, Any]] = []
            open_lists[-1].append({"category": category, "name": name, "branches": below})
            open_lists.append(below)
        open_steps = steps[:-1]
        category, name = steps[-1]
        open_lists[-1].append({"category": category, "name": name, "product": _entry(product)})
    tree = {
        "branches": branches,
        "full_product_names": names,
        "product_groups": [_group(group) for group in groups],
        "relationships": [_relation(relations[key], by_id) for key in relations if key in by_id],
    }
    return {key: value for key, value in tree.items() if value}


def shared_steps(before: tuple[Step, ...], steps: tuple[Step, ...], opens: int) -> int:
    """How many branches a product shares with the one before; ``before`` without that one's last step."""
    count = 0
    for left, right in zip(before, steps[:-1], strict=False):
        if left != right:
            break
        count += 1
    return opens - 1 if 0 < opens <= count else count


def _group(group: ProductGroup) -> dict[str, Any]:
    node: dict[str, Any] = {"group_id": group.id, "product_ids": list(group.product_ids)}
    if group.summary:
        node["summary"] = group.summary
    return with_rest(node, group.rest)


def _relation(relation: Relationship, by_id: dict[str, Product]) -> dict[str, Any]:
    product = by_id[relation.product_id]
    if not relation.identified:
        product = replace(product, identifiers=Identifiers())
    node = {
        "category": relation.category,
        "full_product_name": _entry(product),
        "product_reference": relation.part,
        "relates_to_product_reference": relation.host,
    }
    return with_rest(node, relation.rest)


def branch_path(product: Product) -> tuple[Step, ...]:
    """The branches over a product, outermost first: its own path, or vendor, name and version where that does not fit.

    Empty for a product that is nothing but a full name.
    """
    kept = _as_said(product) or _labelled(product)
    if kept is not None:
        return kept
    if not product.vendor and not product.version and product.full_name in ("", product.name):
        return ()
    steps = (("vendor", product.vendor), ("product_name", product.name), (_version_category(product), product.version))
    return tuple(step for step in steps if step[1])


def _as_said(product: Product) -> tuple[Step, ...] | None:
    """The branches as its publisher named them, as long as they say what the product says."""
    if not product.categories or len(product.categories) != len(product.path):
        return None
    roles = Roles()
    for category, name in zip(product.categories, product.path, strict=True):
        roles = roles.under(category, name)
    name = roles.name or roles.family or product.full_name
    said = (roles.vendor, name, roles.version, roles.is_range)
    if said != (product.vendor, product.name, product.version, product.version_is_range):
        return None
    return tuple(zip(product.categories, product.path, strict=True))


def _labelled(product: Product) -> tuple[Step, ...] | None:
    """Its own path with a category for each name, so that reading gives this product again; None if none does."""
    path = product.path
    if not path or len(path) > BRANCH_DEPTH or not all(path):
        return None
    labels = [""] * len(path)
    if product.vendor and not _label(labels, path, product.vendor, "vendor", first=True):
        return None
    if product.version and not _label(labels, path, product.version, _version_category(product)):
        return None
    if not _label(labels, path, product.name, "product_name") and product.name != product.full_name:
        return None
    named_at = labels.index("product_name") if "product_name" in labels else 0
    return tuple(
        (label or ("product_family" if at < named_at else "specification"), name)
        for at, (label, name) in enumerate(zip(labels, path, strict=True))
    )


def _label(labels: list[str], path: tuple[str, ...], name: str, label: str, *, first: bool = False) -> bool:
    places = range(len(path)) if first else range(len(path) - 1, -1, -1)
    for at in places:
        if path[at] == name and not labels[at]:
            labels[at] = label
            return True
    return False


def _version_category(product: Product) -> str:
    return "product_version_range" if product.version_is_range else "product_version"


def _entry(product: Product) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": product.full_name or product.name, "product_id": product.id}
    more = loaded(product.rest)
    helper = write_identifiers(product.identifiers, more.pop(HELPER, None))
    if helper:
        entry[HELPER] = helper
    return with_rest(entry, more)
