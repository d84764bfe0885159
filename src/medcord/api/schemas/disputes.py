"""Disputes of harm: positions side by side, assessments, dissents, and a panel that advises."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, Text, Time, Whole
from medcord.core.vocabulary import ConfidentialityClass, Severity
from medcord.opinions.actions import DissentWords, PositionWords, Seat, Vote, VoteWords
from medcord.opinions.models import Assessment, Dispute, Dissent, PanelSeat, PanelVote, Position
from medcord.opinions.queries import DisputeSeen

Class = Literal["none", "cci", "trade-secret"]
Expert = Annotated[str, StringConstraints(min_length=1, max_length=120)]


class PositionGiven(Given):
    """What the caller's party holds to be right, and why. A later one is a new version; earlier ones stay."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"words": "The pump stops at its limit.", "severity": "serious"}]}
    )

    words: Text
    severity: Severity | None = None
    confidentiality: Class = "none"
    for_finder: bool = Field(default=False, description="The coordinator states it for the finder.")

    def value(self) -> PositionWords:
        """The plain value of the action."""
        klass = ConfidentialityClass(self.confidentiality)
        return PositionWords(self.words, self.severity, klass, self.for_finder)


class DissentGiven(Given):
    """With what of the newest assessment the caller's party does not agree, and why."""

    words: Text
    confidentiality: Class = "none"
    for_finder: bool = False

    def value(self) -> DissentWords:
        """The plain value of the action."""
        return DissentWords(self.words, ConfidentialityClass(self.confidentiality), self.for_finder)


class AssessmentGiven(Given):
    """The regulator's answer: on which version of the opinion it rests, and the reasons, for all disputing parties."""

    opinion: Whole
    reasons: Text


class SeatGiven(Given):
    """An expert to ask; ``interests`` is what the expert declared."""

    name: Expert
    expertise: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    interests: Text = ""


class PanelGiven(Given):
    """Experts to ask."""

    seats: Annotated[list[SeatGiven], Field(min_length=1, max_length=15)]

    def value(self) -> list[Seat]:
        """The plain values of the action."""
        return [Seat(one.name, one.expertise, one.interests) for one in self.seats]


class VoteGiven(Given):
    """What one expert said of the newest assessment."""

    seat: UUID
    vote: Vote
    reason: Text
    dissent: Text = ""


class VotesGiven(Given):
    """Votes of a panel; each seat once."""

    votes: Annotated[list[VoteGiven], Field(min_length=1, max_length=15)]

    def value(self) -> dict[UUID, VoteWords]:
        """The plain values of the action."""
        return {one.seat: VoteWords(one.vote, one.reason, one.dissent) for one in self.votes}


class PositionShown(BaseModel):
    """One version of one party's position."""

    party: UUID
    for_finder: bool
    number: int
    severity: Severity | None
    words: str
    confidentiality: ConfidentialityClass
    stated_name: str
    stated_at: Time

    @classmethod
    def of(cls, row: Position) -> PositionShown:
        same = ("for_finder", "number", "words", "confidentiality", "stated_name", "stated_at")
        severity = Severity(row.severity) if row.severity else None
        return cls(party=row.party_id, severity=severity, **{name: getattr(row, name) for name in same})


class DissentShown(BaseModel):
    """A dissent; it stays."""

    party: UUID
    for_finder: bool
    words: str
    stated_name: str
    stated_at: Time

    @classmethod
    def of(cls, row: Dissent) -> DissentShown:
        same = ("for_finder", "words", "stated_name", "stated_at")
        return cls(party=row.party_id, **{name: getattr(row, name) for name in same})


class VoteShown(BaseModel):
    """A vote of the panel. It advises."""

    seat: UUID
    vote: Vote
    reason: str
    dissent: str
    noted_name: str
    noted_at: Time

    @classmethod
    def of(cls, row: PanelVote) -> VoteShown:
        same = ("vote", "reason", "dissent", "noted_name", "noted_at")
        return cls(seat=row.seat_id, **{name: getattr(row, name) for name in same})


class SeatShown(BaseModel):
    """An expert of the panel."""

    id: UUID
    name: str
    expertise: str
    interests: str

    @classmethod
    def of(cls, row: PanelSeat) -> SeatShown:
        return cls(id=row.pk, name=row.name, expertise=row.expertise, interests=row.interests)


class AssessmentShown(BaseModel):
    """The regulator's answer, with its number, the dissents and the votes on it."""

    number: int
    opinion: int = Field(description="Number of the opinion that it rests on; the opinion itself is deliberative.")
    reasons: str
    signed_name: str
    signed_at: Time
    dissents: list[DissentShown]
    votes: list[VoteShown]

    @classmethod
    def of(cls, row: Assessment, dissents: list[Dissent], votes: list[PanelVote]) -> AssessmentShown:
        return cls(
            number=row.number,
            opinion=row.opinion.number,
            reasons=row.reasons,
            signed_name=row.signed_name,
            signed_at=row.signed_at,
            dissents=[DissentShown.of(one) for one in dissents],
            votes=[VoteShown.of(one) for one in votes],
        )


class DisputeShown(BaseModel):
    """A dispute as far as the caller's party reads it: its own position, and the others' once they are opened."""

    id: UUID
    assessed_at: Time | None
    positions_opened_at: Time | None
    positions: list[PositionShown]
    assessments: list[AssessmentShown]
    panel: list[SeatShown]

    @classmethod
    def of(cls, seen: DisputeSeen) -> DisputeShown:
        row: Dispute = seen.row
        return cls(
            id=row.pk,
            assessed_at=row.assessed_at,
            positions_opened_at=row.positions_opened_at,
            positions=[PositionShown.of(one) for column in seen.columns for one in column.versions],
            assessments=[AssessmentShown.of(one.row, one.dissents, one.votes) for one in seen.assessments],
            panel=[SeatShown.of(one) for one in seen.seats],
        )
