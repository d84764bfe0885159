"""Calls between the parties (policy.md, clauses 61 to 64)."""

from __future__ import annotations

from medcord.core.access.asking import Answer, Viewer, ViewerKind, no, yes
from medcord.core.access.items import CallItem, Item
from medcord.core.vocabulary import Role

AGENCIES = (Role.COORDINATOR, Role.REGULATOR)
PARTIES = (*AGENCIES, Role.MANUFACTURER)


def convene(viewer: Viewer, item: Item | None) -> Answer:
    """Convening a call (61)."""
    if item is not None or viewer.kind is not ViewerKind.MEMBER or viewer.role not in AGENCIES:
        return no("Coordinators and regulators convene calls.")
    return yes("Your party is an agency.")


def read_call(viewer: Viewer, item: CallItem) -> Answer:
    """That there is a call, when, how to dial in, and who takes part (62)."""
    if viewer.kind is ViewerKind.SYSTEM:
        return yes("The node sends the invitations.")
    if viewer.kind is not ViewerKind.MEMBER or viewer.role not in PARTIES or viewer.party_id is None:
        return no("A call is between the parties that are asked to it.")
    if viewer.party_id not in item.asked | {item.convener}:
        return no("Your party is not asked to this call.")
    if viewer.cases is not None and item.cases and not viewer.cases & item.cases:
        return no("You act in named cases of your party only, and none of them is on this agenda.")  # 35
    return yes("Your party is asked to this call.")


def run_call(viewer: Viewer, item: CallItem) -> Answer:
    """Moving, cancelling and closing a call, its decisions and what was agreed (64)."""
    seen = read_call(viewer, item)
    if seen.allowed and viewer.party_id != item.convener:
        return no("The party that convened a call moves, cancels and closes it and writes its minutes.")
    return yes("Your party convened this call.") if seen.allowed and viewer.party_id else seen


def join_call(viewer: Viewer, item: CallItem) -> Answer:
    """Saying that one has joined (64)."""
    seen = read_call(viewer, item)
    return seen if viewer.kind is ViewerKind.MEMBER else no("People join a call.")


def finish_action(viewer: Viewer, item: CallItem) -> Answer:
    """Saying that what was agreed is done (64)."""
    seen = read_call(viewer, item)
    if seen.allowed and viewer.party_id not in (item.convener, item.owner):
        return no("The party that has it to do, or the one that convened the call, says that it is done.")
    return seen if viewer.kind is ViewerKind.MEMBER else no("People say what they did.")
