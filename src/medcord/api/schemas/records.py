"""Requests for the records of a case, what was decided of each item, and how long a case is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, Text, Time
from medcord.core.records.exemptions import LAWS
from medcord.core.records.redaction import segments
from medcord.core.vocabulary import ConfidentialityClass
from medcord.records.actions import Passage, RequestWords
from medcord.records.models import RecordsRequest
from medcord.records.queries import Kept, Standing, suggested

ItemKey = Annotated[str, StringConstraints(max_length=100, pattern=r"^[a-z-]+:[0-9a-f-]{36}$")]
Code = Annotated[str, StringConstraints(max_length=20)]
_LAWS = ", ".join(law.code for law in LAWS)


class RecordsAsked(Given):
    """What somebody asks for. Without ``since`` and ``till``: the whole case. Days are in UTC."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"requester": "FOIA 2026-0117", "law": "foia", "due_on": "2027-01-15"}]}
    )

    requester: Annotated[str, StringConstraints(max_length=200)]
    law: Code = Field(description=f"One of {_LAWS}.")
    due_on: date
    since: date | None = None
    till: date | None = None

    def words(self) -> RequestWords:
        """The plain value of the action."""
        since = datetime.combine(self.since, time.min, UTC) if self.since else None
        till = datetime.combine(self.till, time.max, UTC) if self.till else None
        return RequestWords(self.requester, self.law, self.due_on, since, till)


class RecordsDecision(Given):
    """What is decided of one item. PCII cannot be decided: it never leaves."""

    item: ItemKey
    withheld: bool
    exemption: Code = ""
    because: Text = ""


class PassageToCut(Given):
    """A passage to withhold, by its words: how it begins and, if it is long, how it ends."""

    item: ItemKey
    begins: Text
    exemption: Code
    ends: Text = ""

    def value(self) -> Passage:
        """The plain value of the action."""
        return Passage(self.begins, self.exemption, self.ends)


class RetentionGiven(Given):
    """By which rule of the schedule a case is kept."""

    rule: Code
    because: Text = ""


class RecordsRequested(BaseModel):
    """A request for records. Two members of the owner sign: first that all is decided, then the release."""

    id: UUID
    case: str
    requester: str
    law: str
    due_on: date
    noted_name: str
    noted_at: Time
    ready_name: str
    ready_at: Time | None
    released_name: str
    released_at: Time | None
    sha256: str

    @classmethod
    def of(cls, row: RecordsRequest) -> RecordsRequested:
        same = cls.model_fields.keys() - {"id", "case"}
        return cls(id=row.pk, case=row.case.reference, **{name: getattr(row, name) for name in same})


class CutPassage(BaseModel):
    """A withheld passage, by its place in the words of the item."""

    id: UUID
    start: int
    end: int
    exemption: str
    made_name: str


class RecordsSegmentShown(BaseModel):
    """Words that stay, or the exemption under which something was cut out here."""

    text: str
    exemption: str


class RecordsItemShown(BaseModel):
    """An item of the case, with what its class proposes and what was decided."""

    item: str
    title: str
    at: Time | None
    confidentiality: ConfidentialityClass
    proposed: str = Field(description="The exemption that its class proposes, if any.")
    supplier_not_asked: bool
    kept_by_statute: bool
    withheld: bool | None = Field(description="Null while nobody has decided, or since its words changed.")
    exemption: str
    decided_name: str
    segments: list[RecordsSegmentShown]
    passages: list[CutPassage]
    suggested: list[str] = Field(description="Passages that look like something to withhold.")

    @classmethod
    def of(cls, one: Standing, names: list[str]) -> RecordsItemShown:
        parts = segments(one.record.text, one.cuts)
        same = ("start", "end", "exemption", "made_name")
        return cls(
            item=one.record.key,
            title=one.record.title,
            at=one.record.at,
            confidentiality=one.record.klass,
            proposed=one.record.exemption,
            supplier_not_asked=one.record.waits,
            kept_by_statute=one.record.fixed,
            withheld=one.withheld,
            exemption=one.exemption,
            decided_name=one.decision.decided_name if one.decision else "",
            segments=[RecordsSegmentShown(text=part.text, exemption=part.exemption) for part in parts],
            passages=[CutPassage(id=row.pk, **{name: getattr(row, name) for name in same}) for row in one.redactions],
            suggested=[each.passage for each in suggested(one, names)],
        )


class RecordsPlainReleased(BaseModel):
    """How many items were decided to leave because nothing speaks against it."""

    items: int


class RetentionShown(BaseModel):
    """By which rule a case is kept, until when, and whether a legal hold stands. Nothing is destroyed by itself."""

    rule: str
    of: str
    source: str
    verified: bool
    until: Time | None
    held: bool
    set_name: str
    set_at: Time

    @classmethod
    def of_kept(cls, one: Kept) -> RetentionShown:
        return cls(
            rule=one.rule.code,
            of=one.rule.of,
            source=one.rule.source,
            verified=one.rule.verified,
            until=one.until,
            held=one.held,
            set_name=one.row.set_name,
            set_at=one.row.set_at,
        )


class RecordsCaseDue(BaseModel):
    """A case whose time of keeping is over."""

    case: str
    rule: str
    until: Time | None
    held: bool


class RecordsOverview(BaseModel):
    """Requests to answer and cases due for destruction, over all cases of the caller's party."""

    waiting: list[RecordsRequested]
    due: list[RecordsCaseDue]


class CaseRecords(BaseModel):
    """Requests for the records of one case, and how long it is kept."""

    requests: list[RecordsRequested]
    retention: RetentionShown | None
