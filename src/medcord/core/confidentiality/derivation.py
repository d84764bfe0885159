"""What is made from another item inherits what binds that one, over any number of steps (X2)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from uuid import UUID

from medcord.core.confidentiality.rules import STRICTNESS
from medcord.core.confidentiality.standing import Handling, Ruling, for_publishing, for_regulator
from medcord.core.vocabulary import ConfidentialityClass, Tlp

Sources = Mapping[UUID, Collection[UUID]]
"""Item -> the items it was made from."""


def ancestors(item: UUID, sources: Sources) -> frozenset[UUID]:
    """Everything an item was made from, directly or not; never the item itself."""
    found: set[UUID] = set()
    ahead = list(sources.get(item, ()))
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead.extend(sources.get(one, ()))
    return frozenset(found - {item})


def strictest(classes: Iterable[ConfidentialityClass]) -> ConfidentialityClass:
    """What a derived item is called; NONE of nothing."""
    return max(classes, key=STRICTNESS.index, default=ConfidentialityClass.NONE)


def strictest_tlp(markings: Iterable[Tlp]) -> Tlp:
    """The narrowest marking; CLEAR of nothing."""
    return max(markings, key=list(Tlp).index, default=Tlp.CLEAR)


def first_bar_to_regulator(items: Iterable[tuple[UUID, Handling]]) -> tuple[UUID, Ruling] | None:
    """The first of an item and its ancestors whose rule is not met, with the rule; None when all are met."""
    return _first_bar(items, for_regulator)


def first_bar_to_publishing(items: Iterable[tuple[UUID, Handling]]) -> tuple[UUID, Ruling] | None:
    """The same for publication."""
    return _first_bar(items, for_publishing)


def _first_bar(
    items: Iterable[tuple[UUID, Handling]], rule: Callable[[Handling], Ruling]
) -> tuple[UUID, Ruling] | None:
    for key, handling in items:
        ruling = rule(handling)
        if not ruling.met:
            return key, ruling
    return None
