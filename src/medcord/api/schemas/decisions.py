"""Decisions beside the decision tables."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, Line, Time
from medcord.core.safety.ssvc import look
from medcord.core.safety.ssvc.judging import Judgement, Suggestion
from medcord.core.safety.ssvc.plain import look_as_plain
from medcord.core.safety.ssvc.sheets import SHEETS
from medcord.decisions.models import Decision


class SuggestionEntry(BaseModel):
    """An answer that a fact of the case suggests; a person may answer otherwise."""

    point: str
    value: str
    source: str
    at: Time

    @classmethod
    def of(cls, one: Suggestion) -> SuggestionEntry:
        return cls(point=one.point, value=one.value, source=one.source, at=one.at)


class CaseDecision(BaseModel):
    """What a named person decided, beside what the tables of that day said. `outcome` is `open` while facts were
    missing; `sources` says for each answer where it came from."""

    id: UUID
    table: str
    party: str
    original: str
    extended: str
    answers: dict[str, str]
    sources: dict[str, str]
    outcome: str
    extended_outcome: str
    decided: str
    because: str
    taken_name: str
    taken_at: Time

    @classmethod
    def of(cls, row: Decision) -> CaseDecision:
        own = set(cls.model_fields) - {"id", "table", "party"}
        return cls(id=row.pk, table=row.sheet, party=row.party.name, **{name: getattr(row, name) for name in own})


class CaseDecisions(BaseModel):
    """Decisions of a case that the viewer may read, newest first; what it may decide itself, what facts suggest, and
    what the tables say to that, with the facts that would change it (as `medcord ssvc --json` writes it)."""

    may_take: list[str]
    suggestions: list[SuggestionEntry]
    tables: list[dict[str, Any]]
    decisions: list[CaseDecision]

    @classmethod
    def build(cls, may_take: list[str], known: dict[str, Suggestion], rows: list[Decision]) -> CaseDecisions:
        answers = {key: one.value for key, one in known.items()}
        return cls(
            may_take=may_take,
            suggestions=[SuggestionEntry.of(one) for one in known.values()],
            tables=[look_as_plain(look(SHEETS[key], answers)) for key in may_take],
            decisions=[CaseDecision.of(row) for row in rows],
        )


class JudgementGiven(Given):
    """A decision beside a table. A point that is not answered is not known."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "table": "publish",
                    "answers": {"exploitation": "active", "patient_harm": "serious"},
                    "decided": "publish",
                    "because": "Hospitals can act on it today.",
                }
            ]
        }
    )

    table: Line
    answers: dict[str, Line] = Field(default_factory=dict, max_length=40)
    decided: Line
    because: Annotated[str, StringConstraints(max_length=20_000)]

    def judgement(self) -> Judgement:
        """The plain value of the action."""
        return Judgement(self.table, self.answers, self.decided, self.because)
