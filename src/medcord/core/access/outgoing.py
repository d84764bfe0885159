"""What goes out to parties, and the node's own work (policy.md, clauses 40 to 42)."""

from __future__ import annotations

from medcord.core.access.items import Answer, NodeItem, NoticeItem, Viewer, ViewerKind, WebhookItem, of_party, yes
from medcord.core.vocabulary import Role


def tend_node(viewer: Viewer, item: NodeItem) -> Answer:
    """The status of the node, and what is retried or dropped (40)."""
    if viewer.kind is ViewerKind.SYSTEM:
        return yes("The node tends itself.")
    own = item.coordinator_party is not None and of_party(viewer, item.coordinator_party, Role.COORDINATOR)
    return Answer(own, "The status of the node is open to members of its coordinator.")  # 40


def choose_notices(viewer: Viewer, item: NoticeItem) -> Answer:
    """Choosing what reaches whom (41)."""
    own = viewer.kind is ViewerKind.MEMBER and viewer.party_id == item.party and item.member in (None, viewer.member_id)
    return Answer(own, "Members choose for themselves and for the mailbox of their own party.")  # 41


def keep_webhook(viewer: Viewer, item: WebhookItem) -> Answer:
    """Reading and changing a webhook (42)."""
    own = viewer.kind is ViewerKind.MEMBER and viewer.party_id == item.party
    return Answer(own, "A party keeps its own webhooks.")  # 42
