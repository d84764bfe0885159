"""Notices, webhooks and the node's work."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from medcord.api.schemas.base import Given, Line, Reason, Time
from medcord.notices.models import Call, Webhook
from medcord.notices.policy import How
from medcord.notices.queries import Piece, Queue, Status

__all__ = [
    "BounceGiven",
    "Choices",
    "HowGiven",
    "KindsGiven",
    "NewWebhook",
    "NodeStatus",
    "Reason",
    "Tended",
    "WebhookCallEntry",
    "WebhookEntry",
    "WebhookGiven",
]  # fmt: skip

Kind = Annotated[str, StringConstraints(max_length=64)]


class Choices(BaseModel):
    """What reaches whom; null where nothing was chosen."""

    me: How | None
    mailbox: How | None


class HowGiven(Given):
    """A choice: at_once, daily, weekly, asks (only what asks something) or duties (nothing else)."""

    how: How


class BounceGiven(Given):
    """A mail that came back."""

    message_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    status: Annotated[str, StringConstraints(max_length=12)] = Field("", description="Such as 5.1.1 (RFC 3463).")


class Tended(BaseModel):
    """Work and how it stands now."""

    state: str


class WebhookGiven(Given):
    """A webhook to register."""

    label: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    url: Annotated[str, StringConstraints(max_length=600)]
    kinds: Annotated[list[Kind], Field(max_length=60)]


class KindsGiven(Given):
    """The facts that a webhook is called for."""

    kinds: Annotated[list[Kind], Field(max_length=60)]


class WebhookEntry(BaseModel):
    """A webhook of the party; its secret is not shown."""

    id: UUID
    label: str
    url: str
    kinds: list[str]
    made_at: Time
    paused_at: Time | None
    paused_because: str
    two_secrets_until: Time | None

    @classmethod
    def of(cls, row: Webhook) -> WebhookEntry:
        return cls(
            id=row.pk, label=row.label, url=row.url, kinds=row.kinds, made_at=row.made_at, paused_at=row.paused_at,
            paused_because=row.paused_because, two_secrets_until=row.before_until,
        )  # fmt: skip


class NewWebhook(WebhookEntry):
    """A webhook with a secret that was just made; it is shown once and never again."""

    secret: str


class WebhookCallEntry(BaseModel):
    """One call to a webhook."""

    id: UUID
    kind: str
    at: Time
    state: str
    attempts: int
    status: int | None
    error: str
    done_at: Time | None

    @classmethod
    def of(cls, row: Call) -> WebhookCallEntry:
        return cls(
            id=row.pk, kind=row.kind, at=row.at, state=row.state, attempts=row.attempts, status=row.status,
            error=row.error, done_at=row.done_at,
        )  # fmt: skip


class QueueEntry(BaseModel):
    """One kind of work."""

    kind: str
    waiting: int
    dead: int
    failed: int
    oldest: Time | None

    @classmethod
    def of(cls, one: Queue) -> QueueEntry:
        return cls(kind=one.kind, waiting=one.waiting, dead=one.dead, failed=one.failed, oldest=one.oldest)


class WorkEntry(BaseModel):
    """A piece of work that failed; ``where`` is masked."""

    kind: str
    id: Line
    what: str
    where: str
    state: str
    reason: str
    attempts: int
    since: Time
    due: Time | None

    @classmethod
    def of(cls, one: Piece) -> WorkEntry:
        return cls(
            kind=one.kind, id=one.id, what=one.what, where=one.where, state=one.state, reason=one.reason,
            attempts=one.attempts, since=one.since, due=one.due,
        )  # fmt: skip


class ChannelEntry(BaseModel):
    """A channel of a release; ``lack`` says what would hold a release up now, ``warning`` what has to be done soon.

    Each is empty when there is nothing.
    """

    name: Line
    shown: Line
    lack: str
    warning: str = ""


class HeldUpRelease(BaseModel):
    """A release that was held up, with no other since: the channel, and the code of why."""

    at: Time
    channel: Line
    reason: Line


class NodeStatus(BaseModel):
    """How the node's own work stands, and whether an advisory could go out now."""

    at: Time
    worker_is_there: bool
    looked_at: Time | None
    queues: list[QueueEntry]
    work: list[WorkEntry]
    channels: list[ChannelEntry]
    held: HeldUpRelease | None

    @classmethod
    def of(cls, found: Status) -> NodeStatus:
        return cls(
            at=found.at,
            worker_is_there=found.worker_is_there,
            looked_at=found.looked_at,
            queues=[QueueEntry.of(one) for one in found.queues],
            work=[WorkEntry.of(one) for one in found.pieces],
            channels=[
                ChannelEntry(name=one.name, shown=one.shown, lack=one.lack, warning=one.warning) for one in found.ways
            ],
            held=HeldUpRelease(at=held.at, channel=held.channel, reason=held.reason) if (held := found.held) else None,
        )
