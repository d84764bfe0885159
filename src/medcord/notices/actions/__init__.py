"""Verbs of notices."""

from medcord.notices.actions.choosing import choose_for_mailbox, choose_for_me, write_digest
from medcord.notices.actions.tending import drop_work, record_bounce, retry_work
from medcord.notices.actions.webhooks import (
    change_kinds,
    pause,
    ping,
    register,
    remove,
    repeat_call,
    resume,
    rotate,
)

__all__ = [
    "change_kinds",
    "choose_for_mailbox",
    "choose_for_me",
    "drop_work",
    "pause",
    "ping",
    "record_bounce",
    "register",
    "remove",
    "repeat_call",
    "resume",
    "retry_work",
    "rotate",
    "write_digest",
]
