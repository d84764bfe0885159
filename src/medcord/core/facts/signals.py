"""Signals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Code, Digest, Fact, OfCase, OfOrganisation


@dataclass(frozen=True, slots=True)
class SignalsRead(Fact):
    """A list of public signals was read: how many entries, how many signals are new or say something else now, and how
    many of its entries touch a registered product or the CVE of a case. ``again``: nothing was read; what was read
    before was compared with a registry that is another one now."""

    batch: UUID
    source: Code
    entries: int
    new: int
    changed: int
    touching: int
    digest: Digest
    again: bool = False


@dataclass(frozen=True, slots=True)
class ListAddressChanged(OfOrganisation):
    """An administrator of the coordinator said of an address of a public list that it is fetched from now on ("set"),
    fetched at once ("asked"), or not any more ("ended"). ``digest`` is of the address."""

    address: UUID
    becomes: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class EntriesKept(Fact):
    """A part of the entries of a list was kept, whether they touch a product or not, so that one that is registered
    later meets them too. ``digest`` is of the whole list."""

    source: Code
    entries: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class SignalsKept(Fact):
    """A part of the signals of a list was kept; ``SignalsRead`` of the same batch follows when all are."""

    batch: UUID
    source: Code
    signals: int


@dataclass(frozen=True, slots=True)
class SignalLinked(OfCase):
    """A signal belongs to this case."""

    signal: UUID
    source: Code


@dataclass(frozen=True, slots=True)
class CveNamed(OfCase):
    """The draft of the case names other CVEs than before: this one ("": none any more), and each that follows it with
    ``beside``, as an advisory may have several vulnerabilities. The owner's to know until it is out."""

    cve: Code
    beside: bool = False


@dataclass(frozen=True, slots=True)
class SignalGaveIds(OfCase):
    """A signal of the case gives it ids that it did not have: CVEs, or what others call the same weakness."""

    signal: UUID
    source: Code


@dataclass(frozen=True, slots=True)
class SignalSetAside(OfOrganisation):
    """A named person of the coordinator said that a signal is nothing for them, with a reason. The chain is the
    coordinator's."""

    signal: UUID
    source: Code
    reason: Digest


@dataclass(frozen=True, slots=True)
class SightingMade(OfOrganisation):
    """A hospital or ISAO says it saw the weakness used (I3). The chain is its own."""

    sighting: UUID
    seen: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class SightingAnswered(OfOrganisation):
    """The outcome of a sighting, on the chain of who made it; it names no case."""

    sighting: UUID
    confirmed: bool
    reason: Digest


@dataclass(frozen=True, slots=True)
class SightingDecided(OfCase):
    """A named person of the coordinator confirmed a sighting in a case. ``seen``: what was seen, from a closed list."""

    sighting: UUID
    confirmed: bool
    seen: Code
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
    """A recall record belongs to this case, or says something else now (FDA7). ``first`` is the record that was linked
    first under the same recall number: openFDA has two of one recall. ``is_open``: the record says it is not over."""

    recall: UUID
    recall_class: Code
    initiated: datetime | None
    classified: datetime | None
    posted: datetime | None = None
    terminated: datetime | None = None
    first: UUID | None = None
    is_open: bool = True
