"""By which channels a release reaches its readers: a list the release act walks, in the transaction that releases.

Each channel makes ready what its readers will see, where nobody sees it yet. The commit is the instant: before it
every reader has the former state, after it every reader has the new one. A channel that cannot make ready holds the
whole release: the transaction is taken back, and who released is told what to do. One more channel is one more
``lay`` in the ``channels`` room of a stage.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from medcord.core.refusals import Refusal, RuleRefusal
from medcord.ledger.outbox import place_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Released:
    """One thing that goes out with this act: which advisory, which revision of it, and the document's SHA-256."""

    advisory: UUID
    revision: int
    digest: str


@dataclass(frozen=True, slots=True)
class HeldRelease:
    """That a release was held up and none has gone out since: when, by which channel, and the code of why."""

    at: datetime
    channel: str
    reason: str


def _nothing(_released: Sequence[Released]) -> None:
    """What is read from the rows alone is ready with them."""


def _no_lack() -> str:
    return ""


def _nowhere_to_go() -> None:
    """Readers ask the database, which has it."""


def _agrees(_released: Sequence[Released]) -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class Channel:
    """One way out. ``name`` is stored in facts: do not rename it.

    ``shown`` begins a sentence. ``lacks``: what would hold a release now, as a sentence that says what to do; empty
    when nothing would. ``warns``: what holds nothing up yet and has to be done soon, likewise. ``prepare`` works in the
    act's transaction and shows nobody anything. ``go`` follows the commit; it must do no harm when it is done twice,
    and a kill before it is made good when the node starts. ``verify`` tells of released things what readers do not see
    as they should.
    """

    name: str
    shown: str
    prepare: Callable[[Sequence[Released]], None] = _nothing
    lacks: Callable[[], str] = _no_lack
    go: Callable[[], None] = _nowhere_to_go
    verify: Callable[[Sequence[Released]], list[str]] = _agrees
    warns: Callable[[], str] = _no_lack


class HeldUp(RuleRefusal):
    """A channel cannot make ready, so nothing of the release is out."""

    code = "release-held"

    def __init__(self, channel: Channel, why: str, reason: str) -> None:
        sentence = f"Nothing was published, in no channel: {channel.shown} could not be made ready. {why}"
        super().__init__(sentence, fields={"channel": channel.name, "reason": reason})


_CHANNELS: dict[str, Channel] = {}
_released: ContextVar[tuple[Released, ...]] = ContextVar("medcord_released", default=())


def lay(channel: Channel) -> Channel:
    """Make a channel known."""
    _CHANNELS[channel.name] = channel
    return channel


def laid() -> list[Channel]:
    """Every channel, in the order in which they are made ready."""
    return list(_CHANNELS.values())


def release(thing: Released) -> None:
    """Say, inside an action, that this goes out with it."""
    _released.set((*_released.get(), thing))


@contextmanager
def act(*, outermost: bool) -> Iterator[None]:
    """Around one action: of several released in one, all go out together, at the end of the outermost one. What an
    action that fails had released is forgotten with it."""
    before = _released.get()
    try:
        yield
        if outermost:
            _walk(_released.get())
    except BaseException:
        _released.set(before)
        raise
    if outermost:
        _released.set(())


def _walk(released: Sequence[Released]) -> None:
    if not released:
        return
    for channel in laid():
        if lack := channel.lacks():
            raise HeldUp(channel, lack, "not-ready")
    for channel in laid():
        _make_ready(channel, released)
    transaction.on_commit(go)


def _make_ready(channel: Channel, released: Sequence[Released]) -> None:
    try:
        channel.prepare(released)
    except Refusal as refusal:
        raise HeldUp(channel, refusal.sentence, refusal.code) from refusal
    except OSError as failure:
        raise HeldUp(channel, told_of(failure), errno.errorcode.get(failure.errno or 0, "disk")) from failure


def told_of(failure: OSError) -> str:
    """What happened on the disk, and what to do."""
    if failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk of the node's home is full. Make room on it, then publish again."
    if failure.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "The node may not write to its home. Give it back the right to, then publish again."
    said = failure.strerror or "it cannot be read or written"
    return f"The disk of the node's home fails ({said}). Have it looked at, then publish again."


def go() -> None:
    """Let every channel follow the commit. What fails here is out all the same, and is made good by the worker."""
    for channel in laid():
        try:
            channel.go()
        except (OSError, Refusal) as failure:
            log.error("channel %s did not follow: %s at %s", channel.name, type(failure).__name__, place_of(failure))


def lacking() -> list[tuple[Channel, str]]:
    """Each channel with what would hold up a release now, or an empty word."""
    return [(channel, channel.lacks()) for channel in laid()]


def verify(released: Sequence[Released]) -> list[str]:
    """What readers of any channel do not see as it was released."""
    return [said for channel in laid() for said in channel.verify(released)]
