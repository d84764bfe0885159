"""The webhooks of a party."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from medcord import ledger
from medcord.core.access import Permission, Viewer, WebhookItem, require
from medcord.core.facts import (
    CallRepeated,
    Code,
    WebhookChanged,
    WebhookPaused,
    WebhookPinged,
    WebhookRegistered,
    WebhookRemoved,
    WebhookResumed,
    WebhookSecretChanged,
)
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.gateways import clock
from medcord.ledger import outside
from medcord.notices import keys, queries
from medcord.notices.models import Call, Webhook
from medcord.notices.policy import CALLED_FOR

MOST = 10
MOST_PINGS = 20
BOTH_SIGN = timedelta(hours=24)
PING = "Ping"


@ledger.action
def register(*, label: str, url: str, kinds: Sequence[str], actor: Viewer) -> tuple[Webhook, str]:
    """Have an address of the party's programs called. The secret is returned once and never again."""
    if actor.party_id is None:
        raise NotFound("webhook")
    require(actor, Permission.WEBHOOK_KEEP, WebhookItem(actor.party_id), "webhook")
    url, chosen = outside.check(url, code="webhook-address"), _checked(kinds)
    if not label.strip():
        raise InputRefusal("Say what the webhook is for.", fields={"field": "label"})
    if Webhook.objects.filter(party=actor.party_id, removed_at=None).count() >= MOST:
        raise RuleRefusal(f"A party has at most {MOST} webhooks. Remove one that is not needed any more.")
    row = Webhook(
        party_id=actor.party_id,
        label=label.strip()[:80],
        url=url,
        kinds=chosen,
        made_at=clock.now(),
        made_by=actor.member_id,
    )
    secret = keys.new_secret()
    row.secret = keys.keep(row, secret)
    ledger.commit(rows=[row], facts=[WebhookRegistered(actor.party_id, row.id, len(chosen))], actor=actor)
    return row, secret


def _checked(kinds: Sequence[str]) -> list[str]:
    unknown = sorted(set(kinds) - CALLED_FOR.keys())
    if unknown:
        raise InputRefusal(
            f"There is no fact “{unknown[0][:64]}” to call a webhook for. There are: {', '.join(CALLED_FOR)}.",
            fields={"field": "kinds"},
        )
    if not kinds:
        raise InputRefusal("Choose at least one kind of fact.", fields={"field": "kinds"})
    return sorted(set(kinds))


def _own(pk: UUID, actor: Viewer) -> Webhook:
    row = queries.webhook_for(actor, pk, lock=True)
    require(actor, Permission.WEBHOOK_KEEP, WebhookItem(row.party_id), "webhook")
    return row


@ledger.action
def change_kinds(pk: UUID, *, kinds: Sequence[str], actor: Viewer) -> Webhook:
    """Choose other facts."""
    row = _own(pk, actor)
    row.kinds = _checked(kinds)
    ledger.commit(rows=[row], facts=[WebhookChanged(row.party_id, row.id, len(row.kinds))], actor=actor)
    return row


@ledger.action
def rotate(pk: UUID, *, actor: Viewer) -> tuple[Webhook, str]:
    """A new secret, returned once. Both sign for a day, so that the receiver can change over without a gap."""
    row = _own(pk, actor)
    secret = keys.new_secret()
    row.secret_before, row.before_until = row.secret, clock.now() + BOTH_SIGN
    row.secret = keys.keep(row, secret)
    ledger.commit(rows=[row], facts=[WebhookSecretChanged(row.party_id, row.id)], actor=actor)
    return row, secret


@ledger.action
def pause(pk: UUID, *, actor: Viewer) -> Webhook:
    """Stop calling; what happens meanwhile waits."""
    row = _own(pk, actor)
    if row.paused_at is not None:
        raise RuleRefusal("It is paused already.")
    return _stop(row, "by-a-member", actor)


@ledger.action
def give_up(row: Webhook, because: str, *, actor: Viewer) -> Webhook:
    """Stop calling what has not answered for too long; for the worker."""
    require(actor, Permission.WEBHOOK_KEEP, WebhookItem(row.party_id), "webhook")
    return _stop(row, because, actor)


def _stop(row: Webhook, because: str, actor: Viewer) -> Webhook:
    row.paused_at, row.paused_because = clock.now(), because
    ledger.commit(rows=[row], facts=[WebhookPaused(row.party_id, row.id, Code(because))], actor=actor)
    return row


@ledger.action
def resume(pk: UUID, *, actor: Viewer) -> Webhook:
    """Call again; what waited is sent now."""
    row = _own(pk, actor)
    if row.paused_at is None:
        raise RuleRefusal("It is not paused.")
    row.paused_at, row.paused_because = None, ""
    Call.objects.filter(webhook=row, state=Call.State.WAITING).update(due=clock.now())
    ledger.commit(rows=[row], facts=[WebhookResumed(row.party_id, row.id)], actor=actor)
    return row


@ledger.action
def remove(pk: UUID, *, actor: Viewer) -> Webhook:
    """End a webhook for good. Its secrets are destroyed and what waited is dropped."""
    row = _own(pk, actor)
    row.removed_at, row.secret, row.secret_before = clock.now(), "", ""
    Call.objects.filter(webhook=row, state=Call.State.WAITING).update(state=Call.State.DROPPED)
    ledger.commit(rows=[row], facts=[WebhookRemoved(row.party_id, row.id)], actor=actor)
    return row


@ledger.action
def ping(pk: UUID, *, actor: Viewer) -> Call:
    """Call it once, about nothing, to see whether it answers."""
    row = _own(pk, actor)
    if row.paused_at is not None:
        raise RuleRefusal("It is paused. Resume it first, then try it.")
    now = clock.now()
    if Call.objects.filter(webhook=row, kind=PING, at__gt=now - timedelta(hours=1)).count() >= MOST_PINGS:
        # The node must not become a way to flood somebody else's server.
        raise RuleRefusal(f"It was tried {MOST_PINGS} times within an hour. Wait a while, then try it again.")
    call = Call(webhook=row, kind=PING, at=now, due=now)
    ledger.commit(rows=[call], facts=[WebhookPinged(row.party_id, row.id, call.id)], actor=actor)
    return call


@ledger.action
def repeat_call(pk: UUID, *, actor: Viewer) -> Call:
    """Make a call again, with the same delivery id."""
    call = queries.call_for(actor, pk)
    require(actor, Permission.WEBHOOK_KEEP, WebhookItem(call.webhook.party_id), "call")
    if call.state == Call.State.WAITING:
        raise RuleRefusal("It waits to be made already.")
    call.state, call.attempts, call.due, call.error = Call.State.WAITING, 0, clock.now(), ""
    call.failed_first_at = None
    ledger.commit(
        rows=[call], facts=[CallRepeated(call.webhook.party_id, call.webhook_id, call.id)], actor=actor
    )  # fmt: skip
    return call
