"""What goes out to parties, and the node's own work (policy.md, clauses 37 to 39)."""

from __future__ import annotations

from medcord.core.access.asking import Answer, Viewer, ViewerKind, no, of_party, yes
from medcord.core.access.items import NodeItem, NoticeItem, WebhookItem
from medcord.core.vocabulary import MemberRole, Role


def tend_node(viewer: Viewer, item: NodeItem) -> Answer:
    """The status of the node, and what is retried or dropped (37)."""
    if viewer.kind is ViewerKind.SYSTEM:
        return yes("The people who run the node tend it.")
    own = item.coordinator_party is not None and of_party(viewer, item.coordinator_party, Role.COORDINATOR)
    return Answer(own, "The status of the node is open to members of its coordinator.")  # 37


def _own(viewer: Viewer, party: object) -> bool:
    return viewer.kind is ViewerKind.MEMBER and viewer.party_id == party


def _runs(viewer: Viewer) -> bool:
    return viewer.level is MemberRole.ADMINISTRATOR


def read_notices(viewer: Viewer, item: NoticeItem) -> Answer:
    """What reaches a mailbox (38)."""
    return Answer(_own(viewer, item.party), "Members see what reaches the mailbox of their own party.")  # 38


def choose_notices(viewer: Viewer, item: NoticeItem) -> Answer:
    """Choosing what reaches the mailbox (38). For oneself every member chooses: it is one's own account (33)."""
    seen = read_notices(viewer, item)
    if seen.allowed and not _runs(viewer):
        return no("An administrator of your party chooses for its mailbox. Ask one of them.")  # 38
    return seen


def read_webhook(viewer: Viewer, item: WebhookItem) -> Answer:
    """A webhook and its calls (39)."""
    return Answer(_own(viewer, item.party), "Members see the webhooks of their own party.")  # 39


def keep_webhook(viewer: Viewer, item: WebhookItem) -> Answer:
    """Registering and changing a webhook (39)."""
    seen = read_webhook(viewer, item)
    if viewer.kind is ViewerKind.SYSTEM:
        return yes("The node pauses what does not answer.")
    if seen.allowed and not _runs(viewer):
        return no("An administrator of your party keeps its webhooks. Ask one of them.")  # 39
    return seen
