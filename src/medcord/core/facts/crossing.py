"""Drafts that cross between the agencies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfCase


@dataclass(frozen=True, slots=True)
class CommentAsked(OfCase):
    """A party was asked to comment on a text by a day (C8, FDA3). ``what``: advisory or communication."""

    text: UUID
    what: Code
    party: UUID
    number: int
    due: datetime


@dataclass(frozen=True, slots=True)
class CommentMade(OfCase):
    comment: UUID
    text: UUID
    party: UUID
    number: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class CommentDecided(OfCase):
    """``party`` made the comment."""

    comment: UUID
    text: UUID
    party: UUID
    accepted: bool
    reason: Digest


@dataclass(frozen=True, slots=True)
class CommentsGiven(OfCase):
    """The party that was asked said it is done with its comments; none at all is an answer too."""

    text: UUID
    what: Code
    party: UUID
    number: int
    comments: int


@dataclass(frozen=True, slots=True)
class CommentsOverdue(OfCase):
    """The day to comment passed. It is recorded, and blocks nothing."""

    text: UUID
    what: Code
    party: UUID
    number: int


@dataclass(frozen=True, slots=True)
class CommunicationSaved(OfCase):
    """The regulator saved its safety communication."""

    communication: UUID
    number: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class CommunicationShared(OfCase):
    """The regulator gave the coordinator its safety communication before release (FDA3)."""

    communication: UUID
    party: UUID
    number: int


@dataclass(frozen=True, slots=True)
class CommunicationReleased(OfCase):
    """The regulator released it. ``differences`` to the advisory stood then; empty where there was none to compare."""

    communication: UUID
    number: int
    digest: Digest
    differences: int | None


@dataclass(frozen=True, slots=True)
class TextsCompared(OfCase):
    """Advisory and communication were compared: products, versions, dates and advice."""

    draft: UUID
    communication: UUID
    draft_number: int
    communication_number: int
    differences: int
