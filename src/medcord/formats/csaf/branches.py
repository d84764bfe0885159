"""Product entries to the branches of a product tree (CSAF 2.0 3.1.2), order kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from medcord.core.advisory.value import Product
from medcord.formats.csaf.identification import write_identifiers
from medcord.formats.csaf.product_tree import BRANCH_DEPTH

Step = tuple[str, str]
"""Branch category and name."""


def write_product_tree(products: Iterable[Product]) -> dict[str, Any]:
    """The ``product_tree`` of canonical products; neighbours share the branches they have in common.

    Only neighbours: gathering all products of a vendor would change the order the publisher gave them.
    """
    branches: list[dict[str, Any]] = []
    names = []
    open_steps: list[Step] = []
    open_lists = [branches]
    for product in products:
        steps = branch_path(product)
        if not steps:
            names.append(_entry(product))
            continue
        shared = _shared(open_steps, steps[:-1])
        del open_steps[shared:], open_lists[shared + 1 :]
        for category, name in steps[shared:-1]:
            below: list[dict[str, Any]] = []
            open_lists[-1].append({"category": category, "name": name, "branches": below})
            open_steps.append((category, name))
            open_lists.append(below)
        category, name = steps[-1]
        open_lists[-1].append({"category": category, "name": name, "product": _entry(product)})
    return {key: value for key, value in (("branches", branches), ("full_product_names", names)) if value}


def branch_path(product: Product) -> tuple[Step, ...]:
    """The branches over a product, outermost first: its own path, or vendor, name and version where that does not fit.

    Empty for a product that is nothing but a full name.
    """
    kept = _labelled(product)
    if kept is not None:
        return kept
    if not product.vendor and not product.version and product.full_name in ("", product.name):
        return ()
    steps = (("vendor", product.vendor), ("product_name", product.name), (_version_category(product), product.version))
    return tuple(step for step in steps if step[1])


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


def _shared(ours: list[Step], theirs: tuple[Step, ...]) -> int:
    count = 0
    for left, right in zip(ours, theirs, strict=False):
        if left != right:
            break
        count += 1
    return count


def _entry(product: Product) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": product.full_name or product.name, "product_id": product.id}
    helper = write_identifiers(product.identifiers)
    if helper:
        entry["product_identification_helper"] = helper
    return entry
