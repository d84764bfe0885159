"""What reaches whom, the webhooks of the party, and the node's own work."""

from __future__ import annotations

from uuid import UUID

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas import notices as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import Asked, members
from medcord.core.vocabulary import Role
from medcord.notices import actions, queries

router = Subject(tags=["Notices"])

EVERY_MEMBER = members()
COORDINATORS = members(Role.COORDINATOR)


@router.get("/notices/choices", auth=EVERY_MEMBER, response=shapes.Choices)
def choices(request: Asked) -> shapes.Choices:
    """What reaches me, and the mailbox of my party."""
    return shapes.Choices(
        me=queries.choice_of(request.auth, own=True), mailbox=queries.choice_of(request.auth, own=False)
    )


@router.post("/notices/choices/me", auth=EVERY_MEMBER, response=shapes.Choices)
def choose_for_me(request: Asked, given: shapes.HowGiven) -> shapes.Choices:
    """Choose what reaches me."""
    actions.choose_for_me(given.how, actor=request.auth)
    return choices(request)


@router.post("/notices/choices/mailbox", auth=EVERY_MEMBER, response=shapes.Choices)
def choose_for_mailbox(request: Asked, given: shapes.HowGiven) -> shapes.Choices:
    """Choose what reaches the mailbox of my party, as its administrator."""
    actions.choose_for_mailbox(given.how, actor=request.auth)
    return choices(request)


@router.post("/notices/bounces", auth=COORDINATORS, response=shapes.Tended)
def bounced(request: Asked, given: shapes.BounceGiven) -> shapes.Tended:
    """Write down that a mail of the node came back, so that its party counts as not reached."""
    return shapes.Tended(
        state=actions.record_bounce(given.message_id, status=given.status, actor=request.auth).state
    )  # fmt: skip


@router.get("/webhooks", auth=EVERY_MEMBER, response=Page[shapes.WebhookEntry])
def webhooks(request: Asked, cut: CutQuery) -> Page[shapes.WebhookEntry]:
    """Webhooks of my party, oldest first."""
    return page_of(queries.webhooks(request.auth), cut, shapes.WebhookEntry.of)


@router.post("/webhooks", auth=EVERY_MEMBER, response={201: shapes.NewWebhook})
def register(request: Asked, given: shapes.WebhookGiven) -> shapes.NewWebhook:
    """Register a webhook, as an administrator of my party; its secret is shown this once."""
    row, secret = actions.register(label=given.label, url=given.url, kinds=given.kinds, actor=request.auth)
    return shapes.NewWebhook(**dict(shapes.WebhookEntry.of(row)), secret=secret)


@router.get("/webhooks/{webhook}", auth=EVERY_MEMBER, response=shapes.WebhookEntry)
def webhook(request: Asked, webhook: UUID) -> shapes.WebhookEntry:
    """One webhook of my party."""
    return shapes.WebhookEntry.of(queries.webhook_for(request.auth, webhook))


@router.get("/webhooks/{webhook}/calls", auth=EVERY_MEMBER, response=Page[shapes.WebhookCallEntry])
def calls(request: Asked, webhook: UUID, cut: CutQuery) -> Page[shapes.WebhookCallEntry]:
    """The newest calls to a webhook of my party, newest first."""
    row = queries.webhook_for(request.auth, webhook)
    return page_of(queries.calls_of(request.auth, row), cut, shapes.WebhookCallEntry.of)


@router.post("/webhooks/{webhook}/kinds", auth=EVERY_MEMBER, response=shapes.WebhookEntry)
def change_kinds(request: Asked, webhook: UUID, given: shapes.KindsGiven) -> shapes.WebhookEntry:
    """Choose other facts for a webhook."""
    return shapes.WebhookEntry.of(actions.change_kinds(webhook, kinds=given.kinds, actor=request.auth))


@router.post("/webhooks/{webhook}/secret", auth=EVERY_MEMBER, response=shapes.NewWebhook)
def rotate(request: Asked, webhook: UUID) -> shapes.NewWebhook:
    """Make a new secret, shown this once; the present one signs for one more day."""
    row, secret = actions.rotate(webhook, actor=request.auth)
    return shapes.NewWebhook(**dict(shapes.WebhookEntry.of(row)), secret=secret)


@router.post("/webhooks/{webhook}/pause", auth=EVERY_MEMBER, response=shapes.WebhookEntry)
def pause(request: Asked, webhook: UUID) -> shapes.WebhookEntry:
    """Stop calling; what happens meanwhile waits."""
    return shapes.WebhookEntry.of(actions.pause(webhook, actor=request.auth))


@router.post("/webhooks/{webhook}/resume", auth=EVERY_MEMBER, response=shapes.WebhookEntry)
def resume(request: Asked, webhook: UUID) -> shapes.WebhookEntry:
    """Call again; what waited is sent now."""
    return shapes.WebhookEntry.of(actions.resume(webhook, actor=request.auth))


@router.post("/webhooks/{webhook}/remove", auth=EVERY_MEMBER, response=shapes.WebhookEntry)
def remove(request: Asked, webhook: UUID) -> shapes.WebhookEntry:
    """End a webhook for good."""
    return shapes.WebhookEntry.of(actions.remove(webhook, actor=request.auth))


@router.post("/webhooks/{webhook}/ping", auth=EVERY_MEMBER, response={201: shapes.WebhookCallEntry})
def ping(request: Asked, webhook: UUID) -> shapes.WebhookCallEntry:
    """Call it once, about nothing."""
    return shapes.WebhookCallEntry.of(actions.ping(webhook, actor=request.auth))


@router.post("/webhooks/calls/{call}/repeat", auth=EVERY_MEMBER, response=shapes.WebhookCallEntry)
def repeat(request: Asked, call: UUID) -> shapes.WebhookCallEntry:
    """Make a call again, with the same delivery id."""
    return shapes.WebhookCallEntry.of(actions.repeat_call(call, actor=request.auth))


@router.get("/node/status", auth=COORDINATORS, response=shapes.NodeStatus)
def status(request: Asked) -> shapes.NodeStatus:
    """What the node has still to do, what is dead and why, and whether a worker is there."""
    return shapes.NodeStatus.of(queries.status(request.auth))


@router.post("/node/work/{kind}/{item}/retry", auth=COORDINATORS, response=shapes.Tended)
def retry(request: Asked, kind: Key, item: Key) -> shapes.Tended:
    """Try one piece of work again now; kind is reaction, letter or call."""
    return shapes.Tended(state=actions.retry_work(kind, item, actor=request.auth).state)


@router.post("/node/work/{kind}/{item}/drop", auth=COORDINATORS, response=shapes.Tended)
def drop(request: Asked, kind: Key, item: Key, given: shapes.Reason) -> shapes.Tended:
    """Give one piece of work up, for a reason."""
    return shapes.Tended(state=actions.drop_work(kind, item, reason=given.reason, actor=request.auth).state)
