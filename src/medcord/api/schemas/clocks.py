"""The clocks of a case with what they stand on: answers whether laws apply, and decisions beside the 45 days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from medcord.api.schemas.base import Given, Line, Text, Time
from medcord.api.schemas.cases import RunningClock
from medcord.core.clocks import LeftOut
from medcord.core.clocks.scope import ASKED, Proposal, Question, ScopeSaid
from medcord.core.declarations.disclosure import DisclosureOutcome
from medcord.core.vocabulary import Role
from medcord.declarations.actions import Classified, Disclosure
from medcord.declarations.models import DisclosureDecision, RecallClassification, RecallListing, ScopeAnswer

Key24 = Annotated[str, Field(max_length=24)]
_SEEN = Field(False, description="What looked like patient data is none; keep it all the same.")


class ScopeGiven(Given):
    """Whether something is so on which it hangs whether a law applies, and on what the answer rests."""

    act: Literal["scope"]
    question: Question
    said: ScopeSaid
    reason: Text
    product: UUID | None = Field(None, description="none: every product of the case without an answer of its own")
    patient_data_seen: bool = _SEEN

    def more(self) -> dict[str, Any]:
        """What the verb takes beside the answer."""
        return {"product": self.product, "patient_data_seen": self.patient_data_seen}


class TakeOverGiven(Given):
    """An answer that a decision of the own party keeps is given here too, as ``questions`` propose it."""

    act: Literal["take_over"]
    question: Question
    decision: UUID


class DisclosureGiven(Given):
    """Publish without the manufacturer, or wait until the end of a day; each factor with yes, no or unknown."""

    act: Literal["disclosure"]
    outcome: DisclosureOutcome
    until: date | None = None
    factors: dict[Key24, ScopeSaid]
    reason: Text
    patient_data_seen: bool = _SEEN

    def decided(self) -> Disclosure:
        """The plain value of the action."""
        factors = {key: said.value for key, said in self.factors.items()}
        return Disclosure(self.outcome, self.reason, factors, self.until)


class RecallGiven(Given):
    """That a recall was classified, and where the decision is kept."""

    act: Literal["recall"]
    number: Line
    recall_class: Literal["I", "II", "III"]
    classified: date
    reason: Text
    patient_data_seen: bool = _SEEN

    def said(self) -> Classified:
        """The plain value of the action."""
        return Classified(self.number, self.recall_class, self.classified, self.reason)


class ListingGiven(Given):
    """On which day the Enforcement Report listed a classified recall, and the address of the record."""

    act: Literal["listing"]
    recall: UUID
    published: date
    address: Annotated[str, Field(max_length=500)]


class ClockGiven(Given):
    """What a named person adds to what the clocks of a case stand on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"do": {"act": "scope", "question": "eu_market", "said": "yes", "reason": "It is sold there."}}
            ]
        }
    )

    do: Annotated[ScopeGiven | TakeOverGiven | DisclosureGiven | RecallGiven | ListingGiven, Field(discriminator="act")]


class AnswerEntry(BaseModel):
    """One answer. ``counts``: it is the newest of its side about this product, or about the case."""

    party: UUID
    product: UUID | None
    office: Role
    said: ScopeSaid
    reason: str
    signed_name: str
    signed_at: Time
    counts: bool

    @classmethod
    def of(cls, row: ScopeAnswer, newest: bool) -> AnswerEntry:
        same = ("office", "said", "reason", "signed_name", "signed_at")
        return cls(
            party=row.party_id, product=row.product_id, counts=newest, **{name: getattr(row, name) for name in same}
        )


class KeptEntry(BaseModel):
    """What a decision of the own party would answer. It answers nothing until somebody takes it over."""

    decision: UUID
    taken_name: str
    taken_at: Time
    said: ScopeSaid
    words: str

    @classmethod
    def of(cls, one: Proposal) -> KeptEntry:
        kept = one.kept
        return cls(decision=kept.decision, taken_name=kept.name, taken_at=kept.at, said=one.said, words=one.words)


class QuestionEntry(BaseModel):
    """A question with its answers, oldest first, and who may answer it."""

    question: Question
    words: str
    by: list[Role]
    answers: list[AnswerEntry]
    kept: KeptEntry | None


class OutEntry(BaseModel):
    """A clock that does not run because its law does not apply, with the answer that says so."""

    rule: str
    name: str
    pack: str
    why: str
    started_by_fact: UUID

    @classmethod
    def of(cls, one: LeftOut) -> OutEntry:
        return cls(started_by_fact=one.start.pk, rule=one.rule, name=one.name, pack=one.pack, why=one.why)


class DisclosureEntry(BaseModel):
    """A decision about publication; the last one holds."""

    outcome: DisclosureOutcome
    until: Time | None
    factors: dict[str, ScopeSaid]
    reason: str
    signed_name: str
    signed_at: Time

    @classmethod
    def of(cls, row: DisclosureDecision) -> DisclosureEntry:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ListingEntry(BaseModel):
    """A day of the Enforcement Report as a named person stated it."""

    published: date
    address: str
    signed_name: str
    signed_at: Time

    @classmethod
    def of(cls, row: RecallListing) -> ListingEntry:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ClassificationEntry(BaseModel):
    """A recall that was classified, when its record of the Enforcement Report was read here, and what was stated."""

    id: UUID
    number: str
    recall_class: str
    classified: date
    reason: str
    signed_name: str
    signed_at: Time
    read_at: Time | None
    listings: list[ListingEntry]

    @classmethod
    def of(cls, row: RecallClassification, read_at: datetime | None) -> ClassificationEntry:
        same = set(cls.model_fields) - {"read_at", "listings"}
        listings = [ListingEntry.of(one) for one in row.listings.all()]
        return cls(read_at=read_at, listings=listings, **{name: getattr(row, name) for name in same})


class ClocksOfCase(BaseModel):
    """Everything about the clocks of a case that the viewer may know."""

    clocks: list[RunningClock]
    does_not_apply: list[OutEntry]
    questions: list[QuestionEntry]
    disclosure_decisions: list[DisclosureEntry]
    classified_recalls: list[ClassificationEntry]


def questions(answers: Sequence[ScopeAnswer], kept: Mapping[Question, Proposal]) -> list[QuestionEntry]:
    """Every question with the answers that the viewer may read."""
    newest: Mapping[object, UUID] = {
        (row.question, row.product_id, row.office if row.office == Role.COORDINATOR.value else row.party_id): row.pk
        for row in answers
    }
    counting = set(newest.values())
    return [
        QuestionEntry(
            question=one,
            words=asked.words,
            by=list(asked.by),
            answers=[AnswerEntry.of(row, row.pk in counting) for row in answers if row.question == one.value],
            kept=KeptEntry.of(kept[one]) if one in kept else None,
        )
        for one, asked in ASKED.items()
    ]
