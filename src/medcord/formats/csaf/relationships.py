"""Relationships (CSAF 2.0 3.2.2.4) and product paths (2.1): one product on, in or with another, flattened to one entry.

A hospital's inventory lists the outer thing, so the entry carries its maker and name. Firmware of the same maker
"installed on" a device gives the version the device row shows; a third party's component does not.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from medcord.core.advisory.value import Identifiers, Product, Relationship
from medcord.formats.csaf.entries import read_entry
from medcord.formats.csaf.products import ALL_VERSIONS, Products
from medcord.formats.csaf.reading import Node, Reading

_RELATIONSHIP = frozenset({"category", "full_product_name", "product_reference", "relates_to_product_reference"})
_PATH = frozenset({"beginning_product_reference", "full_product_name", "subpaths"})
_INSTALLED = frozenset({"installed_on", "installed_with"})


class _Link(NamedTuple):
    product_id: str
    full_name: str
    part: str
    host: str
    category: str
    identifiers: Identifiers
    rest: str
    relation: Relationship
    where: str


def read_relationships(tree: Node, products: Products, reading: Reading) -> None:
    """Add an entry for each relationship. Raises UnreadableFile when they go round in a circle (test 6.1.3)."""
    links = _links(tree, reading)
    products.relationships = tuple(link.relation for link in links)
    if links:
        reading.warn("product_tree", f"{len(links)} combined products got maker and name of the outer product")
    waiting: dict[str, list[_Link]] = {}
    own = {link.product_id for link in links}
    ready: deque[_Link] = deque()
    for link in links:
        open_ends = _open_ends(link, own, products)
        if open_ends:
            waiting.setdefault(open_ends[0], []).append(link)
        else:
            ready.append(link)
    done = 0
    while ready:
        link = ready.popleft()
        done += 1
        products.add(_combined(link, products, reading), link.where)
        for next_link in waiting.pop(link.product_id, ()):
            open_ends = _open_ends(next_link, own, products)
            if open_ends:
                waiting.setdefault(open_ends[0], []).append(next_link)
            else:
                ready.append(next_link)
    if done < len(links):
        stuck = next(iter(waiting.values()))[0]
        raise reading.refusal(
            stuck.where,
            f"product {stuck.product_id[:60]!r} is defined by way of itself.",
            "Ask its publisher for a corrected product tree.",
            "circular-relationship",
        )


def _open_ends(link: _Link, own: set[str], products: Products) -> list[str]:
    return [end for end in (link.host, link.part) if end in own and end not in products.by_id]


def _links(tree: Node, reading: Reading) -> list[_Link]:
    links = []
    for at, node in enumerate(reading.objects(tree, "relationships", "product_tree")):
        where = f"product_tree.relationships[{at}]"
        rest = reading.rest(node, _RELATIONSHIP, where)
        part, host = (reading.text(node, key, where) for key in ("product_reference", "relates_to_product_reference"))
        links.append(_link(node, (reading.text(node, "category", where), part, host), rest, where, reading))
    for at, node in enumerate(reading.objects(tree, "product_paths", "product_tree")):
        where = f"product_tree.product_paths[{at}]"
        rest = reading.rest(node, _PATH, where)
        steps = reading.objects(node, "subpaths", where)
        host = reading.text(steps[-1], "next_product_reference", where) if steps else ""
        category = reading.text(steps[-1], "category", where) if steps else ""
        part = reading.text(node, "beginning_product_reference", where)
        if len(steps) > 1:
            reading.warn(where, "only the last of its steps was kept")
        links.append(_link(node, (category, part, host), rest, where, reading))
    return [link for link in links if link.product_id]


def _link(node: Node, said: tuple[str, str, str], rest: str, where: str, reading: Reading) -> _Link:
    category, part, host = said
    whole = reading.object(node, "full_product_name", where)
    place = f"{where}.full_product_name"
    product_id = reading.text(whole, "product_id", place)
    full_name = reading.text(whole, "name", place)
    if not product_id:
        reading.warn(where, f"combined product {full_name[:60]!r} has no product_id; it was left out")
    identifiers, more = read_entry(whole, place, reading)
    relation = Relationship(product_id, category, part, host, identifiers.any(), rest)
    return _Link(product_id, full_name or product_id, part, host, category, identifiers, more, relation, where)


def _combined(link: _Link, products: Products, reading: Reading) -> Product:
    host, part = products.by_id.get(link.host), products.by_id.get(link.part)
    if host is None or part is None:
        missing = link.host if host is None else link.part
        reading.warn(link.where, f"product {missing[:60]!r} is not in the product tree")
    outer = host or part
    if outer is None:
        return Product(
            link.product_id,
            "",
            link.full_name,
            full_name=link.full_name,
            identifiers=link.identifiers,
            rest=link.rest,
        )
    version, is_range = outer.version, outer.version_is_range
    if part is not None and _gives_version(link, outer, part):
        version, is_range = part.version, part.version_is_range
    path = tuple(step for step in (outer.vendor, outer.name, version) if step)
    identifiers = link.identifiers if link.relation.identified else outer.identifiers
    return Product(
        link.product_id,
        outer.vendor,
        outer.name,
        version,
        is_range,
        link.full_name,
        identifiers,
        path,
        rest=link.rest,
    )


def _gives_version(link: _Link, outer: Product, part: Product) -> bool:
    return (
        link.category in _INSTALLED
        and outer.version in ALL_VERSIONS
        and part.vendor.strip().casefold() == outer.vendor.strip().casefold()
    )
