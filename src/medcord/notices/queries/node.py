"""The node's own work: what waits, what is dead and why, and whether the worker is there. No content, no addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db.models import Count, Min, Q

from medcord.core.access import NodeItem, Permission, Viewer, may, require
from medcord.core.refusals import NotFound
from medcord.gateways import clock
from medcord.ledger import channels
from medcord.ledger import queries as ledger
from medcord.ledger.channels import HeldRelease
from medcord.ledger.models import Delivery, OutgoingLetter
from medcord.notices.models import Call
from medcord.parties import queries as parties

WORK: dict[str, type[Delivery] | type[OutgoingLetter] | type[Call]] = {
    "reaction": Delivery,
    "letter": OutgoingLetter,
    "call": Call,
}
NAMES = {"reaction": "Reactions to facts", "letter": "Mail", "call": "Webhook calls"}
QUIET = 30
"""Seconds without a sign of the worker after which the page says that none is there."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One kind of work: how many wait, since when, how many are dead or came back."""

    kind: str
    name: str
    waiting: int
    dead: int
    failed: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of work that is dead or has failed at least once. ``where`` is masked."""

    kind: str
    id: str
    what: str
    where: str
    state: str
    reason: str
    attempts: int
    since: datetime
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Way:
    """One channel of a release: its name, what would hold a release up now, and what has to be done soon; both empty
    when there is nothing."""

    name: str
    shown: str
    lack: str
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """All of it. ``looked_at``: when a worker last looked for work. ``held``: the release that was held up last, unless
    one went out since."""

    at: datetime
    looked_at: datetime | None
    queues: list[Queue]
    pieces: list[Piece]
    ways: list[Way]
    held: HeldRelease | None

    @property
    def lacking(self) -> list[Way]:
        """Channels that would hold a release up now."""
        return [one for one in self.ways if one.lack]

    @property
    def held_by(self) -> str:
        """The channel that held it up, in words."""
        return next((one.shown for one in self.ways if self.held and one.name == self.held.channel), "a channel")

    @property
    def worker_is_there(self) -> bool:
        return self.looked_at is not None and (self.at - self.looked_at).total_seconds() < QUIET

    @property
    def dead(self) -> int:
        return sum(one.dead for one in self.queues)


def item() -> NodeItem:
    """What the policy needs to know of the node."""
    own = parties.the_coordinator()
    return NodeItem(own.pk if own else None)


def reads_status(viewer: Viewer) -> bool:
    """Whether the status of the node is open to the viewer."""
    return may(viewer, Permission.NODE_READ, item()).allowed


def status(viewer: Viewer, most: int = 200) -> Status:
    """How the node's work stands. Raises NotFound for those who may not read it."""
    require(viewer, Permission.NODE_READ, item())
    pieces = [piece for kind in WORK for piece in _pieces(kind, most)]
    return Status(
        at=clock.now(),
        looked_at=ledger.last_beat(),
        queues=[_queue(kind) for kind in WORK],
        pieces=sorted(pieces, key=lambda one: one.since, reverse=True)[:most],
        ways=[Way(channel.name, channel.shown, lack, channel.warns()) for channel, lack in channels.lacking()],
        held=ledger.held_release(),
    )


def _queue(kind: str) -> Queue:
    model = WORK[kind]
    counts = dict(model.objects.order_by().values_list("state").annotate(n=Count("pk")))
    oldest = _waiting(kind).aggregate(first=Min(_SINCE[kind]))["first"]
    return Queue(
        kind, NAMES[kind], counts.get("waiting", 0), counts.get("dead", 0), counts.get("failed", 0), oldest
    )  # fmt: skip


_SINCE = {"reaction": "fact__at", "letter": "written_at", "call": "at"}


def _waiting(kind: str) -> Any:
    return WORK[kind].objects.filter(state="waiting")


def _pieces(kind: str, most: int) -> Iterable[Piece]:
    troubled = Q(state__in=["dead", "failed"]) | Q(state="waiting", attempts__gt=0)
    rows: Any = WORK[kind].objects.filter(troubled).order_by("-due")
    beside = {"reaction": "fact", "call": "webhook"}.get(kind)
    return [_SHOWN[kind](row) for row in (rows.select_related(beside) if beside else rows)[:most]]


def _reaction(row: Delivery) -> Piece:
    return Piece("reaction", str(row.pk), row.reaction, row.fact.kind, row.state, row.error, row.attempts, row.fact.at,
                 row.due if row.state == "waiting" else None)  # fmt: skip


def _letter(row: OutgoingLetter) -> Piece:
    return Piece("letter", str(row.pk), "mail", masked(row.to), row.state, row.error, row.attempts,
                 row.written_at or row.due, row.due if row.state == "waiting" else None)  # fmt: skip


def _call(row: Call) -> Piece:
    host = urlsplit(row.webhook.url).hostname or ""
    return Piece("call", str(row.pk), row.kind, masked(host), row.state, row.error, row.attempts, row.at,
                 row.due if row.state == "waiting" else None)  # fmt: skip


_SHOWN: dict[str, Any] = {"reaction": _reaction, "letter": _letter, "call": _call}


def masked(address: str) -> str:
    """An address or host with its inside hidden: "o…a@k….example", "h….example"."""
    name, at, host = address.rpartition("@")
    first, dot, rest = host.rpartition(".")
    hidden = f"{first[:1]}…{dot}{rest}" if first else f"{host[:1]}…"
    if re.fullmatch(r"[\d.:]+", host):
        hidden = "…"
    return f"{name[:1]}…{name[-1:]}@{hidden}" if at else hidden


def piece_for(viewer: Viewer, kind: str, pk: str) -> Delivery | OutgoingLetter | Call:
    """One piece of work, locked, for who tends the node. Raises NotFound."""
    require(viewer, Permission.NODE_READ, item())
    model = WORK.get(kind)
    if model is None:
        raise NotFound("work")
    try:
        found = model.objects.select_for_update().filter(pk=pk).first()
    except (ValueError, OverflowError, ValidationError):
        raise NotFound("work") from None
    if found is None:
        raise NotFound("work")
    return found
