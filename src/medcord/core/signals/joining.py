"""Ids of one weakness, which several records give: who says that two are one joins what is known under both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def join_ids(groups: Iterable[Iterable[str]]) -> Mapping[str, frozenset[str]]:
    """By id, all ids that some chain of groups says are the same, itself among them."""
    found: dict[str, set[str]] = {}
    for group in groups:
        whole: set[str] = set(group)
        for known in [found[one] for one in whole if one in found]:
            whole |= known
        found.update(dict.fromkeys(whole, whole))
    return {one: frozenset(whole) for one, whole in found.items()}
