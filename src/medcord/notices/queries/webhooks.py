"""Readers of webhooks and their calls."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from medcord.core.access import Permission, Viewer, WebhookItem, may, require
from medcord.core.calls import CallWay
from medcord.core.refusals import NotFound
from medcord.ledger import queries as ledger
from medcord.ledger.models import FactRow
from medcord.notices.models import Call, Webhook
from medcord.notices.policy import CALLS
from medcord.notices.queries.audience import parties_that_may_know


def item_of(row: Webhook) -> WebhookItem:
    """What the policy needs to know of a webhook."""
    return WebhookItem(row.party_id)


def own_item(viewer: Viewer) -> WebhookItem:
    """A webhook of the viewer's own party, there or not yet. Raises NotFound for those who have no party."""
    if viewer.party_id is None:
        raise NotFound("webhook")
    return WebhookItem(viewer.party_id)


def webhooks(viewer: Viewer) -> list[Webhook]:
    """Webhooks of the viewer's party, oldest first."""
    require(viewer, Permission.WEBHOOK_READ, own_item(viewer), "webhook")
    return list(Webhook.objects.filter(party=viewer.party_id, removed_at=None))


def webhook_for(viewer: Viewer, pk: UUID, *, lock: bool = False) -> Webhook:
    """One webhook of the viewer's party. Raises NotFound."""
    found = Webhook.objects.filter(pk=pk, removed_at=None)
    row = (found.select_for_update() if lock else found).first()
    if row is None or not may(viewer, Permission.WEBHOOK_READ, item_of(row)).allowed:
        raise NotFound("webhook")
    return row


def calls_of(viewer: Viewer, row: Webhook, most: int = 100) -> list[Call]:
    """The newest calls to a webhook of the viewer's party."""
    if not may(viewer, Permission.WEBHOOK_READ, item_of(row)).allowed:
        return []
    return list(Call.objects.filter(webhook=row).order_by("-at", "-id")[:most])


def call_for(viewer: Viewer, pk: UUID) -> Call:
    """One call to a webhook of the viewer's party. Raises NotFound."""
    row = Call.objects.filter(pk=pk, webhook__removed_at=None).select_related("webhook").first()
    if row is None or not may(viewer, Permission.WEBHOOK_READ, item_of(row.webhook)).allowed:
        raise NotFound("call")
    return row


def listening(fact: FactRow) -> list[Webhook]:
    """Webhooks that are to be called for a fact, because their party may know of it now; for the worker."""
    # An emergency call reaches every webhook of the parties that are asked, whatever it listens for (65).
    urgent = fact.kind in CALLS and fact.data.get("way") == CallWay.EMERGENCY
    rows = [row for row in Webhook.objects.filter(removed_at=None) if urgent or fact.kind in row.kinds]
    # Who may know is the dearer question, and a node may have no webhook at all.
    may_know = set(parties_that_may_know(fact)) if rows else set()
    return [row for row in rows if row.party_id in may_know]


def held_off(hooks: list[Webhook]) -> dict[UUID, datetime]:
    """Until when those of these webhooks are left alone that did not answer last time."""
    failing = Call.objects.filter(webhook__in=hooks, state=Call.State.WAITING, attempts__gt=0)
    return dict(failing.order_by().values_list("webhook").annotate(until=Max("due")))


def may_be_called(call: Call) -> bool:
    """Whether the party may know of the fact at this moment: it may have been removed since it was to be called."""
    if call.fact is None:
        return True
    fact = ledger.fact(call.fact)
    return fact is not None and call.webhook.party_id in parties_that_may_know(fact)


def answered_since(webhook: Webhook, since: datetime) -> bool:
    """Whether any call to a webhook went well since then."""
    return Call.objects.filter(webhook=webhook, state=Call.State.DONE, done_at__gt=since).exists()
