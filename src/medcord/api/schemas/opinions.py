"""Consultations of the regulator and its harm opinions."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from medcord.api.schemas.base import Given, Text, Time
from medcord.consults.models import Consultation
from medcord.core.vocabulary import Severity
from medcord.opinions.actions import Certainty, OpinionWords
from medcord.opinions.models import HarmOpinion


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

    def words(self) -> OpinionWords:
        """The plain value of the action."""
        return OpinionWords(**dict(self))


class Opinion(BaseModel):
    """A signed harm opinion; all but a released sentence is between the two agencies."""

    number: int
    severity: Severity
    scale_version: str
    certainty: Certainty
    scenario: str
    hazard: str
    populations: str
    exposure: str
    controls: str
    evidence: str
    would_change: str
    signed_name: str
    signed_at: Time
    public_sentence: str
    released_at: Time | None
    released_name: str

    @classmethod
    def of(cls, row: HarmOpinion) -> Opinion:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ReleasedSentence(BaseModel):
    """The one sentence that the regulator released."""

    sentence: str
    released_at: Time


class CaseOpinions(BaseModel):
    """Opinions on a case: whole for the two agencies, oldest first; for others the released sentence only."""

    opinions: list[Opinion]
    released: ReleasedSentence | None


class SentenceGiven(Given):
    """The sentence to release: plain words, at most 600 characters."""

    sentence: Annotated[str, StringConstraints(max_length=20_000)]
