"""Test 6.1.27.13 of CSAF 2.1 in time that grows with the document: each fixed product has an affected counterpart.

The ``csaf`` package keeps for every product the set of all its siblings, so a product with 5,000 versions takes it 25
million entries. Here siblings are counted by where they stand. The findings are the package's, word by word.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

STEP_LIMIT = 5_000_000
"""A product that is defined in many places is counted in each of them; a document made for that is not followed."""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding, shaped as the package's are."""

    instance_path: str
    message: str


class TooMuchWork(Exception):
    """The document would take more steps than STEP_LIMIT."""


@dataclass(slots=True)
class _Places:
    """Where products stand: below which name of a product (a number), in the flat list, at the end of which path."""

    last: dict[str, int] = field(default_factory=dict)
    below: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    flat: frozenset[str] = frozenset()
    paths: dict[str, tuple[str, int, bool]] = field(default_factory=dict)


@dataclass(slots=True)
class _Affected:
    """How many products of one vulnerability are affected, by place; those of paths also by what follows."""

    ids: set[str]
    below: Counter[tuple[int, int]] = field(default_factory=Counter)
    flat: Counter[int] = field(default_factory=Counter)
    begun: Counter[tuple[str, int]] = field(default_factory=Counter)


_PLAIN = -1
"""Stands for what follows a product that is no path."""


def counterparts(document: dict[str, Any]) -> list[Found]:
    """What the package finds under 6.1.27.13, in its order. Raises TooMuchWork."""
    if str(document.get("document", {}).get("category", "")) != "csaf_security_advisory":
        return []
    places = _places(document.get("product_tree", {}))
    found, steps = [], 0
    for at, vulnerability in enumerate(document.get("vulnerabilities", ())):
        status = vulnerability.get("product_status", {})
        fixed = status.get("fixed", ())
        if not fixed:
            continue
        affected = _Affected({str(one) for key, ids in status.items() if key != "fixed" for one in ids})
        for one in affected.ids:
            steps += _count(one, affected, places)
            if steps > STEP_LIMIT:
                raise TooMuchWork
        path = f"/vulnerabilities/{at}/product_status/fixed"
        found += [
            Found(path, f"fixed product `{one}` has no corresponding affected version in the same vulnerability")
            for one in fixed
            if _has_counterpart(str(one), affected, places) is False
        ]
    return found


def _places(tree: dict[str, Any]) -> _Places:
    places = _Places(
        flat=frozenset(one["product_id"] for one in tree.get("full_product_names", ()) if one.get("product_id"))
    )
    for number, branch in enumerate(_names(tree.get("branches", ()))):
        for one in set(_leaves(branch)):
            places.last[one] = number
            places.below[one].append(number)
    followed: dict[tuple[tuple[str, str], ...], int] = {}
    for path in tree.get("product_paths", ()):
        product, begin = path.get("full_product_name", {}).get("product_id"), path.get("beginning_product_reference")
        if product and begin:
            steps = tuple(
                (str(one.get("next_product_reference")), str(one.get("category"))) for one in path.get("subpaths", ())
            )
            within = bool(steps) and steps[0][1] == "installed_with"
            places.paths[str(product)] = (str(begin), followed.setdefault(steps, len(followed)), within)
    return places


def _names(branches: Any) -> Iterator[dict[str, Any]]:
    """The outermost branches that name a product, in the order of the document."""
    waiting = list(reversed(branches))
    while waiting:
        branch = waiting.pop()
        if branch.get("category") == "product_name":
            yield branch
        else:
            waiting.extend(reversed(branch.get("branches", ())))


def _leaves(branch: dict[str, Any]) -> Iterator[str]:
    waiting = list(branch.get("branches", ()))
    while waiting:
        one = waiting.pop()
        product = one.get("product")
        if product and product.get("product_id"):
            yield str(product["product_id"])
        waiting.extend(one.get("branches", ()))


def _count(one: str, affected: _Affected, places: _Places) -> int:
    steps = 1
    begin, follows, _ = places.paths.get(one, ("", _PLAIN, False))
    for product, tail in {(one, _PLAIN), (begin or one, follows)}:
        for number in places.below.get(product, ()):
            affected.below[number, tail] += 1
            steps += 1
        affected.flat[tail] += product in places.flat
        affected.begun[product, tail] += 1
    return steps


def _has_counterpart(one: str, affected: _Affected, places: _Places) -> bool | None:
    """None when the product stands nowhere that could be compared, so nothing is asked of it."""
    product, tail = one, _PLAIN
    if one in places.paths:
        product, tail, within = places.paths[one]
        if within:
            return product in affected.ids
    elif one not in places.last and one not in places.flat:
        return None
    itself = affected.begun[product, tail]
    below = affected.below[places.last[product], tail] - itself if product in places.last else 0
    return below > 0 or (product in places.flat and affected.flat[tail] - itself > 0)
