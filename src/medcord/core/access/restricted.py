"""Advisories that some parties are told before all (policy.md, clause 89)."""

from __future__ import annotations

from medcord.core.access.asking import Answer, Viewer, ViewerKind, no, of_party, yes
from medcord.core.access.items import RestrictedItem
from medcord.core.vocabulary import Role

_NOT_TOLD = "Your party was not told of this."


def read_restricted(viewer: Viewer, item: RestrictedItem) -> Answer:
    """Reading one that was told: members of the parties that were told, and of its publisher."""
    if viewer.kind is ViewerKind.SYSTEM:
        return yes("The node signs and matches it.")
    if viewer.kind is not ViewerKind.MEMBER or viewer.party_id not in {item.publisher_party, *item.told}:
        return no(_NOT_TOLD)
    if viewer.cases is not None:
        return no("You see named cases of your party; this is for those who see all of it. Ask an administrator.")  # 35
    return yes("Your party was told of it before all.")


def read_prepared(viewer: Viewer, item: RestrictedItem) -> Answer:
    """Reading it while it is prepared and after, through the case it is made of: the case says who reads that."""
    return Answer(_of_publisher(viewer, item), "The coordinator that publishes it prepares it.")


def issue_restricted(viewer: Viewer, item: RestrictedItem) -> Answer:
    """Preparing, approving, naming parties and ending it, through the case it is made of."""
    return Answer(_of_publisher(viewer, item), "Members of the coordinator that publishes it say who is told.")


def _of_publisher(viewer: Viewer, item: RestrictedItem) -> bool:
    return of_party(viewer, item.publisher_party, Role.COORDINATOR)
