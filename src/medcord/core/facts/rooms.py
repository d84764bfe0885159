"""Rooms and reading."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfCase, OfOrganisation


@dataclass(frozen=True, slots=True)
class RoomOpened(OfCase):
    """A thread of a product, or a side room with so many parties. For those who read the room only."""

    room: UUID
    what: Code
    parties: int
    finder: bool
    title: Digest


@dataclass(frozen=True, slots=True)
class RoomClosed(OfCase):
    room: UUID


@dataclass(frozen=True, slots=True)
class RoomLeft(OfCase):
    """A party left a side room and reads nothing of it any more but its own words."""

    room: UUID
    party: UUID


@dataclass(frozen=True, slots=True)
class MessageEdited(OfCase):
    """The words of a message changed; its marking, class and readers did not. The words before stay as a version."""

    message: UUID
    number: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class MessagePinned(OfCase):
    message: UUID
    pinned: bool


@dataclass(frozen=True, slots=True)
class MessagesRead(OfOrganisation):
    """A member had so many messages of a case before their eyes that were new to them; one fact a visit at most."""

    member: UUID
    case: UUID
    messages: int
    first_visit: bool
