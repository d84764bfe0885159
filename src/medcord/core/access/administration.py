"""What administrators of a party do for it (policy.md, clauses 33 and 36)."""

from __future__ import annotations

from medcord.core.access.asking import Answer, Viewer, ViewerKind, no, yes
from medcord.core.access.items import PartyItem
from medcord.core.vocabulary import MemberRole


def read_own(viewer: Viewer, item: PartyItem) -> Answer:
    """That the party is there, for its members (33)."""
    own = viewer.kind is ViewerKind.MEMBER and viewer.party_id == item.party_id
    return Answer(own, "Members of a party know their own party.")  # 33


def administer(viewer: Viewer, item: PartyItem) -> Answer:
    """Running the members, tokens, profile and log of a party (36)."""
    if viewer.kind is ViewerKind.SYSTEM:
        return yes("The people who run the node help a party that is locked out.")
    if not read_own(viewer, item).allowed:
        return no("A party is run by its own administrators.")
    if viewer.level is not MemberRole.ADMINISTRATOR:
        return no("An administrator of your party does this. Ask one of them.")
    return yes("You run the members of your party.")
