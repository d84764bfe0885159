"""What a public list says, as one value whichever list it was (domain.md C14).

A signal is public: it names a weakness, an attack or a recall, and perhaps products. It says nothing of harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from medcord.core.advisory.value import Advisory


class Source(StrEnum):
    """Where a signal comes from."""

    KEV = "kev"
    EPSS = "epss"
    CVE = "cve"
    RECALL = "recall"
    ENFORCEMENT = "enforcement"
    ICSMA = "icsma"
    OSV = "osv"

    @property
    def words(self) -> str:
        return _WORDS[self]

    @property
    def is_dated_by_change(self) -> bool:
        """Whether the day of an entry is that of its last change, so that an older one is older words."""
        return self in (Source.CVE, Source.ICSMA, Source.OSV)

    @property
    def names_products(self) -> bool:
        """Whether its entries name products. EPSS and OSV, which names packages, follow the CVEs of other lists."""
        return self not in (Source.EPSS, Source.OSV)


_WORDS: Final = {
    Source.KEV: "CISA's known exploited vulnerabilities (KEV)",
    Source.EPSS: "EPSS, FIRST's forecast of attacks",
    Source.CVE: "CVE record",
    Source.RECALL: "openFDA recall",
    Source.ENFORCEMENT: "openFDA enforcement report",
    Source.ICSMA: "Advisory in CSAF, such as CISA's ICSMA",
    Source.OSV: "OSV record of an open-source package",
}


class Touch(StrEnum):
    """How a signal touches a registered product."""

    IN_RANGE = "in_range"
    NAMED = "named"
    POSSIBLE = "possible"

    @property
    def words(self) -> str:
        return _TOUCH_WORDS[self]


_TOUCH_WORDS: Final = {
    Touch.IN_RANGE: "a registered version is in the stated range",
    Touch.NAMED: "the product is named, without versions",
    Touch.POSSIBLE: "possible; a person compares",
}


class Seen(StrEnum):
    """What a hospital or ISAO saw (I3)."""

    SCANNING = "scanning"
    SUSPICIOUS = "suspicious"
    ATTEMPT = "attempt"
    SUCCESSFUL = "successful"

    @property
    def words(self) -> str:
        return _SEEN_WORDS[self]

    @property
    def is_attack(self) -> bool:
        """Whether a confirmed one means that the weakness is attacked. Scanning for it and odd traces do not."""
        return self in (Seen.ATTEMPT, Seen.SUCCESSFUL)


_SEEN_WORDS: Final = {
    Seen.SCANNING: "Somebody scans for it",
    Seen.SUSPICIOUS: "Something suspicious that may be it",
    Seen.ATTEMPT: "An attempt to use it",
    Seen.SUCCESSFUL: "It was used, and it worked",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A product as the list names it. ``versions`` is a range as the matcher reads it, "" when none is stated or every
    one is meant; ``states_versions`` tells the two apart. ``doubt``: why it may be another one after all.
    ``in_prose``: the product stands somewhere in a text."""

    maker: str
    product: str
    versions: str = ""
    states_versions: bool = False
    doubt: str = ""
    in_prose: bool = False


def id_of(publisher: str, key: str) -> str:
    """A key alone, or with the publisher who gave it (CSAF 2.0, 3.2.1.12.4: unique within the namespace)."""
    return f"{publisher}\0{key}" if publisher else key


class Identified(Protocol):
    """What carries ids: an entry, or the signal that became of it."""

    @property
    def source(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def cves(self) -> tuple[str, ...]: ...
    @property
    def aliases(self) -> Sequence[str]: ...
    @property
    def upstream(self) -> Sequence[str]: ...


def ids_of(one: Identified) -> tuple[str, ...]:
    """The ids of one weakness: that of an OSV record and its aliases. Other lists are known by their CVEs."""
    return (one.key, *one.aliases) if one.source == Source.OSV.value else ()


def about_of(one: Identified) -> tuple[str, ...]:
    """All ids that it is about: its CVEs, its own, and those that it takes up."""
    return tuple(dict.fromkeys((*one.cves, *ids_of(one), *one.upstream)))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list. ``key`` is its id there; ``exploited`` and ``exploit_public`` are what the list says of
    attacks. ``score`` is EPSS's probability; ``file`` is the SHA-256 of the file in which it stands. ``advisory``: the
    entry is one, of ``cve`` and ``more_cves``, and it is matched as such. Of an OSV record: ``aliases`` are other ids
    of the same weakness, ``upstream`` ids of those that it takes up and that are no CVEs, ``packages`` where it is."""

    source: Source
    key: str
    title: str
    text: str = ""
    cve: str = ""
    day: date | None = None
    exploited: bool = False
    exploit_public: bool = False
    score: float | None = None
    url: str = ""
    named: tuple[Named, ...] = ()
    number: str = ""
    status: str = ""
    recall_class: str = ""
    initiated: date | None = None
    classified: date | None = None
    posted: date | None = None
    terminated: date | None = None
    file: str = ""
    more_cves: tuple[str, ...] = ()
    advisory: Advisory | None = None
    aliases: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()

    @property
    def publisher(self) -> str:
        """Whose id ``key`` is, where each publisher numbers its own: the namespace of an advisory, else ""."""
        return self.advisory.publisher.space if self.advisory else ""

    @property
    def id(self) -> str:
        """What tells it from all others of its source."""
        return id_of(self.publisher, self.key)

    @property
    def cves(self) -> tuple[str, ...]:
        """All CVEs that it is about."""
        return tuple(filter(None, (self.cve, *self.more_cves)))

    @property
    def about(self) -> tuple[str, ...]:
        """All ids that it is about, whoever gave them."""
        return about_of(self)
