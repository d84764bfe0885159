"""Clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfCase


@dataclass(frozen=True, slots=True)
class ClockReached(OfCase):
    """A running clock came to half, four fifths, its end, or past it, and its holder was told; each once.

    ``party`` holds it, where the fact that started it names one; else ``holder`` says which office. ``began`` and
    ``began_at`` are that fact's kind and time: who may not know of it may not know of this.
    """

    clock: UUID
    rule: Code
    party: UUID | None
    holder: Code
    began: Code
    began_at: datetime
    step: Code
    due: datetime


@dataclass(frozen=True, slots=True)
class ScopeAnswered(OfCase):
    """A named person said whether something about the case is so, on which it hangs whether a law applies. ``said`` is
    yes, no or unknown, ``office`` coordinator or manufacturer. The newest answer of each side counts; all stay.
    ``product`` with its ``maker``: it is about this one alone; without, about every product that has none of its
    own."""

    answer: UUID
    party: UUID
    office: Code
    question: Code
    said: Code
    digest: Digest
    product: UUID | None = None
    maker: UUID | None = None


@dataclass(frozen=True, slots=True)
class RecallClassified(OfCase):
    """A named person of the regulator recorded that a recall was classified: the weekly Enforcement Report lists it
    next (21 CFR 7.50, CLK-9)."""

    recall: UUID
    recall_class: Code
    classified: datetime
    digest: Digest


@dataclass(frozen=True, slots=True)
class RecallListed(OfCase):
    """A record of the Enforcement Report with the number of a classified recall was read into the case."""

    recall: UUID


@dataclass(frozen=True, slots=True)
class RecallListingStated(OfCase):
    """A named person of an agency stated on which day the Enforcement Report listed a classified recall, with the
    address of the record. It stands beside what was read."""

    recall: UUID
    statement: UUID
    published: datetime
    digest: Digest


@dataclass(frozen=True, slots=True)
class DisclosureDecided(OfCase):
    """A named person of the coordinator decided, beside the 45 days, to publish without the manufacturer (``outcome``
    publish) or to wait until a day (C4, CLK-10). Nothing is published by it."""

    decision: UUID
    outcome: Code
    until: datetime | None
    digest: Digest
