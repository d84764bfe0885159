"""How an advisory goes out: four eyes, readiness, and over an objection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfCase, OfReport


@dataclass(frozen=True, slots=True)
class DraftApproved(OfCase):
    """A member who did not write this version approved it."""

    draft: UUID
    number: int


@dataclass(frozen=True, slots=True)
class ReleaseArmed(OfCase):
    """A party is ready for the release of this version."""

    draft: UUID
    party: UUID
    number: int


@dataclass(frozen=True, slots=True)
class ReleaseObjected(OfCase):
    """A party objects to the release, for a reason that stays."""

    draft: UUID
    party: UUID
    number: int
    reason: Digest


@dataclass(frozen=True, slots=True)
class ReleaseOverridden(OfCase):
    """The coordinator prepared a release over objections. ``factors`` joins codes of ``Factor`` by a space."""

    draft: UUID
    number: int
    objections: int
    factors: Code
    reason: Digest


@dataclass(frozen=True, slots=True)
class LackWaived(OfCase):
    """A reason was given why the advisory goes out although machines cannot match a product (C9). ``what``: identifier
    or range."""

    draft: UUID
    statement: UUID
    what: Code
    reason: Digest


@dataclass(frozen=True, slots=True)
class RevisionOpened(OfCase):
    """The published advisory is written on. ``what``: update, correction, withdrawal or superseding; ``number``: the
    version that begins it."""

    draft: UUID
    number: int
    what: Code
    news: Digest


@dataclass(frozen=True, slots=True)
class RevisionGivenUp(OfCase):
    """What was being written on the published advisory was given up; the text is again the one that is out."""

    draft: UUID
    number: int


@dataclass(frozen=True, slots=True)
class ShortFormSaved(OfCase):
    """The short form for an emergency was written; ``digest`` is of exactly what would go out."""

    form: UUID
    number: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class ShortFormSeen(OfCase):
    """A member of the regulator has read exactly this short form."""

    form: UUID
    number: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class EmergencyAsked(OfCase):
    """A first person asks for the release of the short form; a second one releases it."""

    form: UUID
    reason: Digest


@dataclass(frozen=True, slots=True)
class EmergencyReleased(OfCase):
    """The short form went out, by two persons, or ``alone`` by one; then a review is due."""

    form: UUID
    advisory: UUID
    digest: Digest
    alone: bool
    review_due: datetime | None


@dataclass(frozen=True, slots=True)
class EmergencyReviewDue(OfCase):
    """One person released it: another member of the owner owes a review by ``due``. Known to the agencies alone."""

    form: UUID
    due: datetime


@dataclass(frozen=True, slots=True)
class FinderTold(OfReport):
    """The finder of a report was told, in the act that published it, that the advisory is out. ``emergency``: its short
    form, before all of it was checked."""

    advisory: UUID
    revision: int
    emergency: bool


@dataclass(frozen=True, slots=True)
class EmergencyReviewed(OfCase):
    """Another member reviewed a release by one person. ``outcome``: stands, revise or withdraw."""

    form: UUID
    outcome: Code
    words: Digest


@dataclass(frozen=True, slots=True)
class EmergencyReviewOverdue(OfCase):
    """A day has passed, and nobody has reviewed a release by one person."""

    form: UUID


@dataclass(frozen=True, slots=True)
class OverrideSeconded(OfCase):
    """Another member stood in for the release over objections."""

    draft: UUID
    number: int
