"""Consultations of the regulator and its harm opinions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import LARGEST_NUMBER, Given, Line, Text, Time
from medcord.consults.models import Consultation
from medcord.core.safety.scenario import HarmScenario
from medcord.core.vocabulary import Severity
from medcord.opinions.actions import Certainty, OpinionWords
from medcord.opinions.differences import Change
from medcord.opinions.models import HarmOpinion
from medcord.opinions.queries import Source


class ConsultationEntry(BaseModel):
    """A question to the regulator about a case."""

    id: UUID
    case: str
    question: str
    asked_at: Time
    due_at: Time
    answered_at: Time | None
    answer: str

    @classmethod
    def of(cls, row: Consultation) -> ConsultationEntry:
        same = ("question", "asked_at", "due_at", "answered_at", "answer")
        return cls(id=row.pk, case=row.case.reference, **{name: getattr(row, name) for name in same})


class ConsultationAnswer(Given):
    """An answer in words; signing a harm opinion answers a consultation too."""

    answer: Text


class AdviceAsked(Given):
    """A question to the regulator."""

    question: Text


class OpinionGiven(Given):
    """How bad for patients, on the five-level scale. Separate from CVSS."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "severity": "catastrophic",
                    "scenario": "A patient stops breathing; nobody hears the alarm.",
                    "certainty": "high",
                }
            ]
        }
    )

    severity: Severity
    scenario: Text
    certainty: Certainty
    hazard: Text = ""
    populations: Text = ""
    exposure: Text = ""
    controls: Text = ""
    evidence: Text = ""
    would_change: Text = ""
    kind: HarmScenario = Field(default=HarmScenario.UNSAID, description="What goes wrong; one device, or a whole site.")
    sources: Annotated[list[Line], Field(max_length=60)] = Field(
        default=[],
        description="What of the case it stands on, as kind:id. Kinds: message, file, statement, report, test.",
    )
    after: Annotated[int, Field(ge=0, le=LARGEST_NUMBER)] | None = Field(
        default=None,
        description="Number of the newest opinion that was read before signing, 0 for none. When a colleague has "
        "signed another one since, nothing is signed (409).",
    )

    def words(self) -> OpinionWords:
        """The plain value of the action."""
        sources = [Source.read(one) for one in self.sources]
        return OpinionWords(**{**dict(self), "sources": sources})


class OpinionChange(BaseModel):
    """One part that this version says otherwise than the one before it."""

    field: str
    before: str
    after: str

    @classmethod
    def of(cls, one: Change) -> OpinionChange:
        return cls(field=one.field, before=one.before, after=one.after)


class Opinion(BaseModel):
    """A signed harm opinion; all but a released sentence is between the two agencies."""

    number: int
    severity: Severity
    scale_version: str
    certainty: Certainty
    kind: HarmScenario
    scenario: str
    hazard: str
    populations: str
    exposure: str
    controls: str
    evidence: str
    sources: list[str]
    would_change: str
    changed: list[OpinionChange]
    signed_name: str
    signed_at: Time
    public_sentence: str
    released_at: Time | None
    released_name: str

    @classmethod
    def of(cls, row: HarmOpinion, sources: Iterable[str], changed: Iterable[Change] = ()) -> Opinion:
        """``sources``: those that exist for whoever asks."""
        same = {name: getattr(row, name) for name in cls.model_fields.keys() - {"sources", "changed"}}
        return cls(**same, sources=list(sources), changed=[OpinionChange.of(one) for one in changed])


class ReleasedSentence(BaseModel):
    """The one sentence that the regulator released."""

    sentence: str
    released_at: Time


class CaseOpinions(BaseModel):
    """Opinions on a case: whole for the two agencies, oldest first; for others the released sentence only. What the
    regulator was asked is for the coordinator and for whom it asked."""

    opinions: list[Opinion]
    released: ReleasedSentence | None
    consultations: list[ConsultationEntry]


class SentenceGiven(Given):
    """The sentence to release: plain words, at most 600 characters."""

    sentence: Annotated[str, StringConstraints(max_length=20_000)]
