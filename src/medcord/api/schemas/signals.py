"""Public signals and sightings."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, Line, Refused, Text, Time
from medcord.cases.queries import SignalLine
from medcord.core.signals import Seen, Source, Touch
from medcord.signals.actions import Reading, SightingWords
from medcord.signals.models import Sighting, Signal, SignalHit, SignalList


class SignalState(StrEnum):
    """Where a signal stands."""

    WAITING = "waiting"
    CASE = "case"
    ASIDE = "aside"


class Touched(BaseModel):
    """A registered product that a signal touches, with the matcher's evidence in order."""

    product: UUID
    name: str
    maker: str
    touch: Touch
    versions: list[str]
    because: list[str]

    @classmethod
    def of(cls, row: SignalHit) -> Touched:
        product = row.product
        return cls(
            product=product.pk, name=product.name, maker=product.maker.name, touch=Touch(row.touch),
            versions=row.versions, because=row.because,
        )  # fmt: skip


class SignalEntry(BaseModel):
    """What a public list says, what it touches, and where it stands. It says nothing of harm."""

    id: UUID
    source: Source
    publisher: str = Field(description="Whose id the key is: the namespace of an advisory, else empty.")
    key: str
    cve: str
    more_cves: list[str]
    aliases: list[str] = Field(description="Of an OSV record: other ids of the same weakness.")
    upstream: list[str] = Field(description="Of an OSV record: ids that it takes up and that are no CVEs.")
    title: str
    text: str
    url: str
    day: date | None
    exploited: bool
    exploit_public: bool
    score: float | None
    recall_class: str
    status: str = Field(description="Of a recall: where it stands, in the record's own word.")
    initiated: date | None
    classified: date | None
    posted: date | None
    terminated: date | None
    lag: int | None = Field(description="Of a recall: days from its beginning to its class or posting.")
    lag_to_end: int | None = Field(description="Of a recall: days from its beginning to its termination.")
    first_at: Time
    at: Time
    file_digest: str
    opens: bool
    rule: str
    state: SignalState
    case: str
    touches: list[Touched]

    @classmethod
    def of(cls, line: SignalLine) -> SignalEntry:
        row: Signal = line.row
        names = set(cls.model_fields) - {"state", "case", "touches", "id", "lag", "lag_to_end"}
        return cls(
            id=row.pk,
            lag=row.times.days_to_seen,
            lag_to_end=row.times.days_to_end,
            state=SignalState(line.state),
            case=line.case.reference if line.case else "",
            touches=[Touched.of(hit) for hit in row.hits.all()],
            **{name: getattr(row, name) for name in names},
        )


class SignalListEntry(BaseModel):
    """One reading of one list."""

    source: Source
    name: str
    digest: str
    listed_version: str
    entries: int
    skipped: int
    touching: int
    new: int
    changed: int
    at: Time

    @classmethod
    def of(cls, row: SignalList) -> SignalListEntry:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ReadReport(BaseModel):
    """What became of the files; ``refused`` are those that could not be read."""

    lists: list[SignalListEntry]
    refused: list[Refused]

    @classmethod
    def of(cls, done: Reading) -> ReadReport:
        refused = [Refused(code=one.code, sentence=one.sentence, fields=one.fields) for one in done.refused]
        return cls(lists=[SignalListEntry.of(row) for row in done.lists], refused=refused)


class Becomes(StrEnum):
    """What becomes of a signal."""

    OPEN = "open"
    LINK = "link"
    ASIDE = "aside"


class SignalDecision(Given):
    """Open a potential case, link to ``case``, or set aside with the reason."""

    becomes: Becomes
    because: Text = ""
    case: Line = ""


class SightingGiven(Given):
    """What was seen, in one request: no device list, no serial numbers, no patients."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"seen": "attempt", "advisory": "", "title": "Karst Breva V2", "words": ""}]}
    )

    seen: Seen
    advisory: Annotated[str, StringConstraints(max_length=80)] = Field(
        "", description="Tracking id, as published here."
    )
    title: Annotated[str, StringConstraints(max_length=300)] = Field("", description="Needed without an advisory.")
    words: Text = ""
    patient_data_seen: bool = Field(False, description="What looked like patient data is none; send it all the same.")

    def said(self, title: str, cves: list[str]) -> SightingWords:
        """The plain value of the action; title and CVEs of the advisory come first."""
        return SightingWords(self.seen, title or self.title, self.advisory if title else "", cves, self.words)


class SightingEntry(BaseModel):
    """A sighting: a receipt, and later its outcome. ``answer`` is why it was not confirmed."""

    reference: str
    party: str
    seen: Seen
    title: str
    advisory: str
    cves: list[str]
    words: str
    at: Time
    confirmed: bool | None
    answered_at: Time | None
    answer: str

    @classmethod
    def of(cls, row: Sighting) -> SightingEntry:
        names = set(cls.model_fields) - {"party"}
        return cls(party=row.party.name, **{name: getattr(row, name) for name in names})


class SightingDecision(Given):
    """Confirm it in ``case`` (empty: in a new potential case), or turn it down; its author reads why not."""

    confirmed: bool
    because: Text
    case: Line = ""
