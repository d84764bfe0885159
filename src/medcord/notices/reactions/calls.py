"""Webhooks: a fact becomes calls, and the worker makes them one by one, at least once, with the same delivery id.

Between the two the world may change, so what the party may know is asked again when the call is made.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

import orjson
from django.db import connection

from medcord import ledger
from medcord.core import webhooks as signing
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import AdvisoryPublished, CallCancelled, CallChanged, CallConvened
from medcord.gateways import clock
from medcord.gateways.secrets import Unreadable
from medcord.gateways.web import Ask, WebFailure
from medcord.ledger import letters, outside
from medcord.ledger.models import FactRow
from medcord.notices import keys, queries
from medcord.notices.actions.webhooks import give_up
from medcord.notices.models import Call, Webhook
from medcord.notices.reactions.telling import TELLING

MOST_ATTEMPTS = 14
"""About a day with the pauses below."""
GONE = 410
_DICE = secrets.SystemRandom()


@ledger.on(*TELLING, CallConvened, CallChanged, CallCancelled, AdvisoryPublished, name="notices.calls")
def plan_calls(fact: FactRow) -> None:
    """Write one call for each webhook that listens for such a fact and whose party may know of it."""
    hooks = queries.listening(fact)
    if not hooks:
        return
    now, held = clock.now(), queries.held_off(hooks)
    Call.objects.bulk_create(
        Call(
            webhook=hook,
            fact=fact.id,
            kind=fact.kind,
            stream=fact.stream,
            at=fact.at,
            due=max(now, held.get(hook.pk, now)),
        )
        for hook in hooks
    )


@ledger.carrier(name="notices.calls")
def make_one_call() -> bool:
    """Make the call that is due longest; False when none is."""
    with letters.held_by_one_worker():
        waiting = Call.objects.filter(state=Call.State.WAITING, due__lte=clock.now())
        waiting = waiting.filter(webhook__paused_at=None, webhook__removed_at=None)
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True, of=("self",))
        call = waiting.select_related("webhook").order_by("due").first()
        if call is None:
            return False
        if queries.may_be_called(call):
            _make(call)
        else:
            call.state = Call.State.WITHHELD
        call.save()
        _hold_off_others(call)
    _give_up_if_silent(call)
    return True


def body_of(call: Call) -> bytes:
    """What is sent: that something happened and where, never what."""
    subject = queries.subject_of_call(call)
    about = {subject.kind: subject.reference} if subject else {}
    said = {"id": str(call.fact or call.id), "kind": call.kind, "at": call.at, **about}
    said["url"] = letters.link(subject.path if subject else f"/webhooks/{call.webhook_id}")
    return orjson.dumps(said, option=orjson.OPT_UTC_Z)


def _make(call: Call) -> None:
    now, body = clock.now(), body_of(call)
    try:
        header = signing.signature(keys.signing(call.webhook, now), int(now.timestamp()), body)
        headers = {
            "Content-Type": "application/json",
            signing.SIGNATURE: header,
            signing.DELIVERY: str(call.id),
        }
        answer = outside.gateway().send(Ask(call.webhook.url, "POST", body, headers))
    except Unreadable:
        _failed(call, None, "secret-unreadable")
    except WebFailure as failure:
        _failed(call, None, failure.reason)
    else:
        if 200 <= answer.status < 300:
            call.state, call.status, call.error = Call.State.DONE, answer.status, ""
            call.done_at = clock.now()
        else:
            _failed(call, answer.status, "redirect" if 300 <= answer.status < 400 else "not-accepted")


def _failed(call: Call, status: int | None, reason: str) -> None:
    now = clock.now()
    call.attempts += 1
    call.status, call.error = status, reason
    call.failed_first_at = call.failed_first_at or now
    call.due = now + pause_after(call.attempts)
    if call.attempts >= MOST_ATTEMPTS or status == GONE:
        call.state = Call.State.DEAD


def pause_after(attempts: int) -> timedelta:
    """How long a call waits after its n-th failure: longer each time, and never to the second, so that receivers that
    failed together are not all called together again."""
    return timedelta(seconds=min(4 * 3600, 10 * 2**attempts) * _DICE.uniform(0.8, 1.2))


def _hold_off_others(call: Call) -> None:
    """Do not spend a time-out on each of a hundred calls to one silent receiver, while the others wait behind it."""
    if call.state == Call.State.WAITING:
        others = Call.objects.filter(webhook=call.webhook_id, state=Call.State.WAITING, due__lt=call.due)
        others.update(due=call.due)


def _give_up_if_silent(call: Call) -> None:
    """Pause a webhook whose call died while it answered nothing else, and tell its party by mail."""
    hook = call.webhook
    if call.state != Call.State.DEAD or call.failed_first_at is None:
        return
    if call.status != GONE and queries.answered_since(hook, call.failed_first_at):
        return
    _pause(hook, "gone" if call.status == GONE else "no-answer")


def _pause(hook: Webhook, because: str) -> None:
    fresh = Webhook.objects.filter(pk=hook.pk, paused_at=None, removed_at=None).first()
    if fresh is None:
        return
    give_up(fresh, because, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=fresh.party_id))
    for box in queries.mailboxes([fresh.party_id])[fresh.party_id]:
        letters.write(
            to=box.address,
            subject="medcord: a webhook of yours is paused",
            body="A webhook of your party did not answer for a long time and is paused. Nothing is lost: what happens "
            f"waits until you resume it:\n{letters.link(f'/webhooks/{fresh.pk}')}\n",
            party=fresh.party_id,
        )
