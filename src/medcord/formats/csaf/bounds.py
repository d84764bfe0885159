"""What a document would cost its tests, reckoned before they run, so that each ends in bounded time and memory.

Some tests of the ``csaf`` package do more than look at a document once: they follow every group to each of its
products, compare each range with each other one, or list every number that a history leaves out. A file of one kilobyte
can ask for a billion steps. Where the reckoning passes a limit the test is not asked, and a sentence says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from medcord.formats.csaf.editions import Edition, edition_of

STEP_LIMIT = 5_000_000
"""Products named by way of groups, and pairs of actions."""
GAP_LIMIT = 10_000
"""Numbers that a revision history leaves out."""
COMPARISON_LIMIT = 3_000_000
"""Comparisons of one constraint of a version range with another."""
DIGIT_LIMIT = 18
"""Digits of one part of a revision number."""

_NUMBER = re.compile(r"[0-9]++")
_RANGES = ("6.2.50.1", "6.2.50.2", "6.2.50.3")
_HISTORY = ("6.1.14", "6.1.16", "6.1.21", "6.1.22")
_LISTS_GAPS = "6.1.21"


def overload(document: dict[str, Any]) -> tuple[str, str] | None:
    """Path and sentence, when the tests as a whole would take too many steps and none of them is asked."""
    steps = sum(_by_groups(document))
    if steps > STEP_LIMIT:
        return (
            "/product_tree/product_groups",
            f"Its groups stand for {steps:,} products where they are used, and at most {STEP_LIMIT:,} are looked at. "
            "None of the tests was asked. Name fewer groups, or split the document.",
        )
    actions = _involved(document).get("actions", ())
    steps = len(actions) * sum(1 + len(one.get("referenced_action_ids", ())) for one in actions)
    steps += sum(_by_entity_groups(document))
    if steps > STEP_LIMIT:
        return (
            "/document/involvement/actions",
            f"Its {len(actions):,} actions would be compared {steps:,} times, and at most {STEP_LIMIT:,} times are. "
            "None of the tests was asked. Split the document.",
        )
    return None


def not_asked(document: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """The ids of single tests that would take too long, each with path and sentence."""
    found: dict[str, tuple[str, str]] = {}
    path = "/document/tracking/revision_history"
    tracking = document["document"]["tracking"]
    numbers = [one["number"] for one in tracking["revision_history"]] + [tracking["version"]]
    if any(len(part) > DIGIT_LIMIT for number in numbers for part in _NUMBER.findall(number)):
        why = f"This test was not asked: a revision has a number of more than {DIGIT_LIMIT} digits."
        found |= dict.fromkeys(_HISTORY, (path, why))
    elif edition_of(document) is Edition.V21 and _gaps(numbers) > GAP_LIMIT:
        why = (
            f"This test was not asked: the revision history leaves out more than {GAP_LIMIT:,} numbers. "
            "Count revisions one by one."
        )
        found[_LISTS_GAPS] = (path, why)
    steps = _range_comparisons(document)
    if steps > COMPARISON_LIMIT:
        why = (
            f"This test was not asked: its version ranges would take up to {steps:,} comparisons, "
            f"and at most {COMPARISON_LIMIT:,} are made."
        )
        found |= dict.fromkeys(_RANGES, ("/product_tree", why))
    return found


def _by_groups(document: dict[str, Any]) -> Iterator[int]:
    sizes: Counter[str] = Counter()
    for group in document.get("product_tree", {}).get("product_groups", ()):
        sizes[group["group_id"]] = max(sizes[group["group_id"]], len(group["product_ids"]))
    if not sizes:
        return
    for named in _named_groups(document):
        yield sum(sizes[one] for one in named if isinstance(one, str)) if isinstance(named, list) else 0


def _named_groups(document: dict[str, Any]) -> Iterator[Any]:
    """Wherever ``group_ids`` may stand, in either edition."""
    head = document["document"]
    for vulnerability in document.get("vulnerabilities", ()):
        for part in (
            "flags",
            "ids",
            "involvements",
            "notes",
            "remediations",
            "threats",
            "first_known_exploitation_dates",
        ):
            for one in vulnerability.get(part, ()):
                yield one.get("group_ids") if isinstance(one, dict) else None
    for one in (*_members(head.get("notes")), *_members(_involved(document).get("actions"))):
        yield one.get("group_ids")


def _members(several: Any) -> Iterable[dict[str, Any]]:
    return [one for one in several if isinstance(one, dict)] if isinstance(several, list) else []


def _involved(document: dict[str, Any]) -> dict[str, Any]:
    involved = document["document"].get("involvement")
    return involved if isinstance(involved, dict) else {}


def _by_entity_groups(document: dict[str, Any]) -> Iterator[int]:
    involved = _involved(document)
    groups = _members(involved.get("entity_groups"))
    sizes = Counter({one.get("entity_group_id"): len(one.get("entity_ids", ())) for one in groups})
    for action in _members(involved.get("actions")):
        for member in ("acting_entity_refs", "receiving_entity_refs"):
            yield sum(sizes[one] for one in action.get(member, ()))
        yield sum(sizes.values()) + len(document.get("vulnerabilities", ()))  # read anew for each action


def _gaps(numbers: list[str]) -> int:
    versions = sorted({_version(one) for one in numbers})
    before = sum(versions[0]) if versions[0][0] > 1 else 0
    return before + sum(_between(low, high) for low, high in pairwise(versions))


def _version(number: str) -> tuple[int, int, int]:
    """Major, minor and patch; the schema has made sure that a number is an integer or a semantic version."""
    major, minor, patch = (*re.split(r"[-+]", number, maxsplit=1)[0].split("."), "0", "0")[:3]
    return int(major), int(minor), int(patch)


def _between(low: tuple[int, int, int], high: tuple[int, int, int]) -> int:
    """How many versions a history without gaps has after ``low`` and up to ``high``."""
    if high[0] > low[0]:
        return high[0] - low[0] + high[1] + high[2]
    if high[1] > low[1]:
        return high[1] - low[1] + high[2]
    return high[2] - low[2]


def _range_comparisons(document: dict[str, Any]) -> int:
    """How many constraints are compared: only where one vulnerability calls products of a name both."""
    both = [
        status
        for one in document.get("vulnerabilities", ())
        if {"known_affected", "known_not_affected"} <= (status := one.get("product_status", {})).keys()
    ]
    if not both:
        return 0
    where: dict[str, list[tuple[str, int]]] = {}
    for product, name, weight in _versions(document.get("product_tree", {})):
        where.setdefault(product, []).append((name, weight))
    steps = 0
    for status in both:
        touched: dict[str, list[int]] = {}
        for product in {one for ids in status.values() for one in ids}:
            for name, weight in where.get(product, ()):
                touched.setdefault(name, []).append(weight)
        steps += sum(_pairs(weights) for weights in touched.values())
    return steps


def _pairs(weights: list[int]) -> int:
    ranges = [one for one in weights if one]
    return 2 * len(ranges) * sum(one * one for one in ranges) + (len(weights) - len(ranges)) * sum(ranges)


def _versions(tree: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Each product below a name and a version: its id, the name, and how many constraints its range has, else 0."""
    waiting: list[tuple[dict[str, Any], str, int]] = [(one, "", -1) for one in tree.get("branches", ())]
    while waiting:
        branch, name, weight = waiting.pop()
        if branch["category"] == "product_name":
            name, weight = branch["name"], -1
        elif branch["category"] == "product_version":
            weight = 0
        elif branch["category"] == "product_version_range":
            weight = branch["name"].count("|") + 1
        if name and weight >= 0 and "product" in branch:
            yield branch["product"]["product_id"], name, weight
        waiting.extend((one, name, weight) for one in branch.get("branches", ()))
