"""Readers of notices, webhooks and the node's work."""

from medcord.notices.queries.audience import (
    Mailbox,
    Post,
    mailboxes,
    may_know,
    parties_that_may_know,
    posts_of,
    posts_of_call,
)
from medcord.notices.queries.choices import (
    DIGEST_HOUR,
    choice_of,
    digests_due,
    heads_for,
    last_heads,
    local_day,
    waiting_for,
)
from medcord.notices.queries.node import Piece, Queue, Status, masked, piece_for, reads_status, status
from medcord.notices.queries.reach import Reached, Sent, delivered_in, delivery_of, sent_to, unreached
from medcord.notices.queries.subjects import Subject, subject_of, subject_of_call
from medcord.notices.queries.webhooks import (
    answered_since,
    call_for,
    calls_of,
    held_off,
    listening,
    may_be_called,
    webhook_for,
    webhooks,
)

__all__ = [
    "DIGEST_HOUR",
    "Mailbox",
    "Piece",
    "Post",
    "Queue",
    "Reached",
    "Sent",
    "Status",
    "Subject",
    "answered_since",
    "call_for",
    "calls_of",
    "choice_of",
    "delivered_in",
    "delivery_of",
    "digests_due",
    "heads_for",
    "held_off",
    "last_heads",
    "listening",
    "local_day",
    "mailboxes",
    "masked",
    "may_be_called",
    "may_know",
    "parties_that_may_know",
    "piece_for",
    "posts_of",
    "posts_of_call",
    "reads_status",
    "sent_to",
    "status",
    "subject_of",
    "subject_of_call",
    "unreached",
    "waiting_for",
    "webhook_for",
    "webhooks",
]
