"""Published advisories."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from medcord.advisories.actions import TakenIn
from medcord.advisories.models import AdvisoryRevision, PublishedAdvisory
from medcord.api.schemas.base import Refused, Time
from medcord.core.advisory import Advisory
from medcord.core.advisory.difference import Change
from medcord.core.advisory.in_force import Standing, standing_of
from medcord.core.advisory.revising import RevisionKind

Line = Annotated[str, StringConstraints(max_length=400)]


class AdvisoryFilter(BaseModel):
    """What a list of advisories is cut by; all that is given must hold. A UDI goes in the body of a look-up."""

    q: Line = Field("", description="every word, or one that begins so, is in it")
    product: Line = Field("", description="words of one product's names")
    model: Line = Field("", description="words of one product's names and numbers")
    cve: Annotated[str, StringConstraints(max_length=32)] = Field("", description="exactly this CVE number")
    year: int | None = Field(None, ge=1970, le=9999, description="year of the first release")
    maker: Line = ""
    order: Literal["newest", "oldest", "id", "title"] = "newest"


class AdvisoryEntry(BaseModel):
    """A published advisory in a list. ``number`` counts revisions on this node, ``label`` is the publisher's own."""

    id: UUID
    tracking_id: str
    title: str
    publisher: str
    own: bool
    number: int
    label: str
    released_at: Time
    makers: list[str]
    cves: list[str]
    harm: str
    known_exploited: list[str]

    @classmethod
    def of(cls, row: PublishedAdvisory, exploited: set[str]) -> AdvisoryEntry:
        now = row.current
        return cls(
            id=row.pk,
            tracking_id=row.tracking_id,
            title=now.title,
            publisher=row.publisher_name,
            own=row.own,
            number=now.number,
            label=now.label,
            released_at=now.released_at,
            makers=now.maker_names,
            cves=now.cve_ids,
            harm=now.harm,
            known_exploited=[cve for cve in now.cve_ids if cve in exploited],
        )


class DeviceAsked(AdvisoryFilter):
    """A question in the body of a request, so that it stands in no address. ``udi``: a device identifier or all that
    a scanner reads; lot, serial number and dates in it are dropped."""

    udi: Line = ""


class DeviceFound(BaseModel):
    """What is published on a device. ``note`` says what finding nothing means, or what is wrong with the UDI."""

    device_identifier: str
    note: str
    items: list[AdvisoryEntry]
    count: int
    limit: int
    offset: int


class StandsNoLonger(BaseModel):
    """That an advisory was withdrawn or superseded: why, what readers should do, and where what takes its place is."""

    kind: RevisionKind
    reason: str
    advice: str
    successor: str

    @classmethod
    def of(cls, one: Standing) -> StandsNoLonger:
        link = one.successor.url if one.successor else ""
        return cls(kind=one.kind, reason=one.reason, advice=one.advice, successor=link)


class AdvisoryDetail(AdvisoryEntry):
    """One advisory with its value: what is said, about which products, by whom, and what to do. ``standing`` is null
    while it is in force."""

    sha256: str
    remarks: list[str]
    standing: StandsNoLonger | None
    advisory: Advisory

    @classmethod
    def whole(cls, row: PublishedAdvisory, exploited: set[str], value: Advisory) -> AdvisoryDetail:
        entry = AdvisoryEntry.of(row, exploited)
        remarks = [str(one) for one in row.current.remarks]
        fallen = standing_of(value)
        standing = StandsNoLonger.of(fallen) if fallen else None
        return cls(**dict(entry), sha256=row.current.sha256, remarks=remarks, standing=standing, advisory=value)


class AdvisoryRevisionEntry(BaseModel):
    """One revision that is kept of an advisory."""

    number: int
    label: str
    title: str
    released_at: Time
    kept_at: Time
    sha256: str

    @classmethod
    def of(cls, row: AdvisoryRevision) -> AdvisoryRevisionEntry:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class AdvisoryChange(BaseModel):
    """One difference of two revisions: of what, of which thing, and its words before and after."""

    part: Literal["statement", "product", "versions", "identifier", "remediation", "vulnerability", "score", "text",
                  "reference", "other"]  # fmt: skip
    kind: Literal["added", "removed", "changed"]
    about: str
    before: str
    after: str
    sentence: str

    @classmethod
    def of(cls, one: Change) -> AdvisoryChange:
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class AdvisoryChanges(BaseModel):
    """What is different in revision ``number`` from revision ``since``, the most important first."""

    since: int
    number: int
    changes: list[AdvisoryChange]


class TakenInReport(BaseModel):
    """What became of the files: taken (``older`` of them as history only), known already, or refused, each with why."""

    taken: int
    unchanged: int
    older: int
    refused: list[Refused]

    @classmethod
    def of(cls, done: TakenIn) -> TakenInReport:
        refused = [Refused(code=one.code, sentence=one.sentence, fields=one.fields) for one in done.refused]
        return cls(taken=done.taken, unchanged=done.unchanged, older=done.older, refused=refused)


class ExploitedList(BaseModel):
    """The list of known exploited CVEs now in use: its version and how many it names."""

    catalogue: str
    listed: int
