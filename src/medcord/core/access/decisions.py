"""Decisions beside the decision tables (policy.md, clauses 72 to 74)."""

from __future__ import annotations

from typing import Final

from medcord.core.access.asking import Answer, Viewer, no, yes
from medcord.core.access.hats import AGENCIES, CONTENT, WHY, WHY_NOT, Hat, content, everywhere, hat_of, in_case
from medcord.core.access.items import DecisionItem

OWNERS: Final = frozenset({"triage", "coordinator", "publish"})
MAKERS: Final = frozenset({"supplier"})


def read_decision(viewer: Viewer, item: DecisionItem) -> Answer:
    """The agencies in the case read every decision, a manufacturer its own (72, 73). Without a time it is asked whether
    the viewer reads any."""
    hat = hat_of(viewer, item.case)
    if hat in AGENCIES or (viewer.party_id is not None and viewer.party_id == item.party):
        if item.created_at is None and hat in (*CONTENT, Hat.LAPSED):
            return yes(WHY[hat])
        return content(viewer, item.case, item.created_at)
    if hat in (Hat.MANUFACTURER, Hat.OBSERVER, Hat.LAPSED):
        return no("A decision is read by the agencies in the case and by the party that took it.")  # 73
    return no(WHY_NOT[hat])


def take_decision(viewer: Viewer, item: DecisionItem) -> Answer:
    """The owner decides what a coordinator decides, each signed manufacturer on its own fix (74)."""
    if item.party != viewer.party_id:
        return no("A party decides for itself.")  # 74
    if item.sheet in OWNERS:
        return in_case(viewer, item.case, everywhere(Hat.OWNER), writes=True)
    if item.sheet in MAKERS:
        return in_case(viewer, item.case, everywhere(Hat.MANUFACTURER), writes=True)
    return no(f"{WHY[Hat.STRANGER]} This is not decided in a case.")
