"""What the pages about notices, webhooks and the node's status show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from medcord.core.access import NoticeItem, Permission, Viewer, WebhookItem, may
from medcord.notices import actions, queries
from medcord.notices.models import Webhook
from medcord.parties import queries as parties
from medcord.web.forms.notices import KindsForm

ACTS: dict[str, tuple[Callable[..., Any], str]] = {
    "ping": (actions.ping, "It is called now. Reload in a moment to see what it answered."),
    "pause": (actions.pause, "Paused. What happens meanwhile waits."),
    "resume": (actions.resume, "It is called again. What waited is sent now."),
    "remove": (actions.remove, "Removed. Its secret is destroyed and nothing is sent to it any more."),
}


def choices(viewer: Viewer) -> dict[str, Any]:
    """The page of choices."""
    own = parties.own_organisation(viewer)
    return {
        "party": own,
        "may_choose": may(viewer, Permission.NOTICE_CHOOSE, NoticeItem(own.pk)).allowed,
        "chosen": queries.choice_of(viewer, own=True) is not None,
        "sent": queries.sent_to(viewer),
        "reads_status": queries.reads_status(viewer),
    }


def webhooks(viewer: Viewer) -> dict[str, Any]:
    """The list of webhooks, with what became of the newest call to each."""
    rows = queries.webhooks(viewer)
    return {
        "rows": [(row, next(iter(queries.calls_of(viewer, row, most=1)), None)) for row in rows],
        "may_keep": viewer.party_id is not None
        and may(viewer, Permission.WEBHOOK_KEEP, WebhookItem(viewer.party_id)).allowed,
    }


def kinds_form(viewer: Viewer, row: Webhook, data: Any = None) -> KindsForm:
    """The form of the facts that a webhook is called for; what was chosen once stays on it."""
    return KindsForm(data, initial={"kinds": row.kinds}, role=viewer.role, also=row.kinds)


def webhook(viewer: Viewer, row: Webhook) -> dict[str, Any]:
    """One webhook."""
    return {
        "row": row,
        "calls": queries.calls_of(viewer, row),
        "may_keep": may(viewer, Permission.WEBHOOK_KEEP, WebhookItem(row.party_id)).allowed,
    }
