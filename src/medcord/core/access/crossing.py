"""Texts that cross between the agencies, and the comments on them (policy.md, clauses 57 to 60)."""

from __future__ import annotations

from typing import Final

from medcord.core.access.asking import Answer, Viewer, no, yes
from medcord.core.access.hats import AGENCIES, SPEAKERS, WHY, Hat, content, everywhere, hat_of, in_case
from medcord.core.access.items import CommentItem, CommunicationItem, DraftItem
from medcord.core.access.rooms import read_draft

_NOT_SHARED: Final = "The safety communication has not been shared with your party."


def read_communication(viewer: Viewer, item: CommunicationItem) -> Answer:
    """A safety communication: its regulator's, then whom that shares it with; once released, everybody's who reads the
    case (58)."""
    hat = hat_of(viewer, item.case)
    if hat is Hat.REGULATOR and item.author_party == viewer.party_id:
        return yes("Your party writes this safety communication.")
    if not item.released and viewer.party_id not in item.shared_with:
        return no(_NOT_SHARED)
    return content(viewer, item.case, item.created_at)


def write_communication(viewer: Viewer, item: CommunicationItem) -> Answer:
    """Writing, sharing and releasing a safety communication (58)."""
    if item.author_party not in (None, viewer.party_id):
        return no("A safety communication is changed, shared and released only by the regulator that writes it.")
    return in_case(viewer, item.case, everywhere(Hat.REGULATOR), writes=True)


def comment_communication(viewer: Viewer, item: CommunicationItem) -> Answer:
    """Commenting a safety communication, by others than its writer (58)."""
    seen = read_communication(viewer, item)
    if seen.allowed and viewer.party_id == item.author_party:
        return no("Your party writes this safety communication; it changes the text instead.")
    return in_case(viewer, item.case, everywhere(*SPEAKERS), writes=True) if seen.allowed else seen


def compare_texts(viewer: Viewer, item: CommunicationItem) -> Answer:
    """Recording how the advisory and the communication agree: an agency of the case that reads both (60)."""
    seen = read_communication(viewer, item)
    return in_case(viewer, item.case, everywhere(*AGENCIES), writes=True) if seen.allowed else seen


def read_comment(viewer: Viewer, item: CommentItem) -> Answer:
    """A comment: the agencies that read the text, and the party that made it (57)."""
    seen = read_draft(viewer, item.text) if isinstance(item.text, DraftItem) else read_communication(viewer, item.text)
    if not seen.allowed:
        return seen
    hat = hat_of(viewer, item.text.case)
    if hat in AGENCIES:
        return yes(WHY[hat])
    if item.by_party != viewer.party_id:
        return no("A comment is between its author and the agencies.")
    return content(viewer, item.text.case, item.created_at)
