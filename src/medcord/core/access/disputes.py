"""Disputes of harm (policy.md, clauses 52 to 54)."""

from __future__ import annotations

from typing import Final

from medcord.core.access.asking import Answer, Viewer, no, yes
from medcord.core.access.hats import AGENCIES, SPEAKERS, WHY, Hat, content, everywhere, hat_of, in_case
from medcord.core.access.items import DisputeItem, PositionItem
from medcord.core.vocabulary import ConfidentialityClass

_SPEAK: Final = everywhere(*SPEAKERS)
_ASSESS: Final = everywhere(Hat.REGULATOR)


def read_dispute(viewer: Viewer, item: DisputeItem) -> Answer:
    """That a dispute is there, its assessments and its panel (53)."""
    hat = hat_of(viewer, item.case)
    if hat in AGENCIES:
        return yes(WHY[hat])
    if viewer.party_id is None or viewer.party_id not in item.parties:
        return no("A dispute is between the agencies and the parties that stated a position in it.")  # 53
    return content(viewer, item.case, item.created_at)


def read_position(viewer: Viewer, item: PositionItem) -> Answer:
    """A position or a dissent (53)."""
    seen = read_dispute(viewer, item.dispute)
    if not seen.allowed or item.party == viewer.party_id:
        return seen
    hat = hat_of(viewer, item.dispute.case)
    if hat in (Hat.OWNER, Hat.REGULATOR):
        return seen
    if item.klass is not ConfidentialityClass.NONE:
        return no("It holds a confidence of its party: open to the coordinator of the case and the regulator.")  # 53
    if hat is Hat.COORDINATOR or item.opened:
        return seen
    return no("The positions have not been opened to the disputing parties.")  # 53


def assess_dispute(viewer: Viewer, item: DisputeItem) -> Answer:
    """Assessing, opening the positions, asking a panel and noting its votes (54)."""
    seen = read_dispute(viewer, item)
    return in_case(viewer, item.case, _ASSESS, writes=True) if seen.allowed else seen


def record_dissent(viewer: Viewer, item: DisputeItem) -> Answer:
    """Putting a dissent on record (52)."""
    seen = read_dispute(viewer, item)
    if not seen.allowed:
        return seen
    if viewer.party_id not in item.parties:
        return no("A dissent is recorded by a party that stated a position in the dispute.")  # 52
    return in_case(viewer, item.case, _SPEAK, writes=True)
