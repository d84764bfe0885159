"""Notices."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.facts.base import Code, Digest, Fact, OfOrganisation


@dataclass(frozen=True, slots=True)
class NoticesChosen(OfOrganisation):
    """What reaches a party's mailbox, or one of its members, and when."""

    member: UUID | None
    how: Code


@dataclass(frozen=True, slots=True)
class DigestWritten(OfOrganisation):
    """One digest, with the heads of chains it took out of the house (``heads`` is the digest of those lines)."""

    member: UUID | None
    letter: UUID
    notices: int
    cases: int
    heads: Digest


@dataclass(frozen=True, slots=True)
class LetterBounced(OfOrganisation):
    """A mail that the server had taken came back."""

    letter: UUID
    status: Code


@dataclass(frozen=True, slots=True)
class WorkRetried(Fact):
    """Dead or waiting work is to be tried again now."""

    work: Code
    item: Code


@dataclass(frozen=True, slots=True)
class WorkDropped(Fact):
    """Work that will not be done, for a reason."""

    work: Code
    item: Code
    reason: Digest


@dataclass(frozen=True, slots=True)
class WebhookRegistered(OfOrganisation):
    webhook: UUID
    kinds: int


@dataclass(frozen=True, slots=True)
class WebhookChanged(OfOrganisation):
    """It is called for other kinds of facts from now on."""

    webhook: UUID
    kinds: int


@dataclass(frozen=True, slots=True)
class WebhookSecretChanged(OfOrganisation):
    """A new secret; the one before signs too for a while."""

    webhook: UUID


@dataclass(frozen=True, slots=True)
class WebhookPaused(OfOrganisation):
    """It is not called any longer: a member's wish, or its answers failed for too long."""

    webhook: UUID
    because: Code


@dataclass(frozen=True, slots=True)
class WebhookResumed(OfOrganisation):
    webhook: UUID


@dataclass(frozen=True, slots=True)
class WebhookRemoved(OfOrganisation):
    webhook: UUID


@dataclass(frozen=True, slots=True)
class WebhookPinged(OfOrganisation):
    webhook: UUID
    call: UUID


@dataclass(frozen=True, slots=True)
class CallRepeated(OfOrganisation):
    """A call is made again, by a member's wish, with the same delivery id."""

    webhook: UUID
    call: UUID
