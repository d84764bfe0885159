"""Signals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Code, Digest, Fact, OfCase, OfOrganisation


@dataclass(frozen=True, slots=True)
class SignalsRead(Fact):
    """A list of public signals was read: how many entries, how many are new, how many touch a registered product."""

    source: Code
    entries: int
    new: int
    touching: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class SignalLinked(OfCase):
    """A signal belongs to this case."""

    signal: UUID
    source: Code


@dataclass(frozen=True, slots=True)
class SightingMade(OfOrganisation):
    """A hospital or ISAO says it saw the weakness used (I3). The chain is its own."""

    sighting: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class SightingDecided(OfCase):
    """A named person of the coordinator confirmed a sighting or turned it down."""

    sighting: UUID
    confirmed: bool
    reason: Digest


@dataclass(frozen=True, slots=True)
class EmergingSignalRaised(OfCase):
    """The regulator got information that raises an emerging signal, or substantive news of one (FDA4, CLK-7)."""

    notice: UUID
    number: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class PublicNoticeDecided(OfCase):
    """A named person of the regulator decided whether to tell the public, with reasons (FDA4)."""

    notice: UUID
    number: int
    notify: bool
    reason: Digest


@dataclass(frozen=True, slots=True)
class WarningAsked(OfCase):
    """The regulator told a firm that a public warning is appropriate (FDA8, CLK-8)."""

    warning: UUID
    party: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class WarningIssued(OfCase):
    """The firm issued the warning, or said why not."""

    warning: UUID
    party: UUID
    issued: bool
    digest: Digest


@dataclass(frozen=True, slots=True)
class RecallLinked(OfCase):
    """A recall record belongs to this case (FDA7)."""

    recall: UUID
    recall_class: Code
    initiated: datetime | None
    classified: datetime | None
