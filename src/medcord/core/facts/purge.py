"""Purge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from medcord.core.facts.base import Code, Digest, Fact, OfOrganisation


@dataclass(frozen=True, slots=True)
class OfContent(Fact):
    STREAM: ClassVar[tuple[str, str]] = ("of its content", "where")
    where: Code

    @property
    def stream(self) -> str:
        """The chain of the case, report or party it belongs to, so that who reads that chain finds it there."""
        return self.where


@dataclass(frozen=True, slots=True)
class ContentPurged(OfContent):
    """Content was destroyed; this stays, and so does the chain. ``where`` is the stream it belonged to."""

    what: Code
    item: UUID
    reason: Digest


@dataclass(frozen=True, slots=True)
class HoldPlaced(OfContent):
    """From now on nothing of a case or report may be destroyed."""

    hold: UUID
    reason: Digest


@dataclass(frozen=True, slots=True)
class HoldLifted(OfContent):
    """Content may be destroyed again."""

    hold: UUID
    reason: Digest


@dataclass(frozen=True, slots=True)
class IdentityErased(OfOrganisation):
    """A member's name, title and addresses were destroyed everywhere; what they did stays, without a name."""

    member: UUID
    letters: int
    reason: Digest
