"""Clauses of the agreement and the duties they make."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from medcord.agreements.models import Exercise
from medcord.agreements.queries import NOWHERE, Held, Place
from medcord.api.schemas.base import Given, Key, Line, Text, Time, Whole
from medcord.core.agreement import AGREEMENT, Actor, Clause, Duty, State
from medcord.core.agreement.clause import LONGEST_AMOUNT
from medcord.core.clocks.rule import Length, Unit

Signs = Annotated[tuple[Line, ...], Field(max_length=40)]


class Limit(Given):
    """A number and what it counts."""

    count: Annotated[int, Field(ge=1, le=LONGEST_AMOUNT)]
    unit: Unit

    @classmethod
    def of(cls, length: Length | None) -> Limit | None:
        return cls(count=length.count, unit=length.unit) if length is not None else None

    def value(self) -> Length:
        """The same for the rules."""
        return Length(self.count, self.unit)


class ClauseShown(BaseModel):
    """A clause as it stands."""

    code: str
    number: int
    version: int
    actor: Actor
    title: str
    trigger: str
    evidence: str
    source: str
    verified: bool
    starts: list[str]
    ends: list[str]
    voids: list[str]
    before: list[str]
    limit: Limit | None
    limit_when_attacked: Limit | None
    each_cycle: Limit | None
    valid_from: date | None
    valid_to: date | None
    changed_at: Time | None
    change: UUID | None
    destroyed: bool

    @classmethod
    def of(cls, held: Held) -> ClauseShown:
        clause = held.clause
        same = ("code", "number", "actor", "title", "trigger", "evidence", "source", "verified", "valid_from",
                "valid_to")  # fmt: skip
        return cls(
            version=held.number,
            starts=list(clause.starts),
            ends=list(clause.ends),
            voids=list(clause.voids),
            before=list(clause.before),
            limit=Limit.of(clause.limit),
            limit_when_attacked=Limit.of(clause.limit_when_attacked),
            each_cycle=Limit.of(clause.each_cycle),
            changed_at=held.change.at if held.change else None,
            change=held.change.pk if held.change else None,
            destroyed=held.gone,
            **{name: getattr(clause, name) for name in same},
        )


class ClauseGiven(Given):
    """A clause as it is to stand. ``expected`` is the version that was read before; 0 makes a new clause."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "number": 9, "actor": "regulator", "title": "Comment on drafts in time",
                    "trigger": "The coordinator asks for comments", "evidence": "Comments",
                    "source": "Agreement, section 4", "verified": True, "starts": ["comments-asked"],
                    "ends": ["comments-given"], "limit": {"count": 3, "unit": "work days"},
                    "because": "The text was read.", "expected": 1,
                }
            ]
        }
    )  # fmt: skip

    number: Whole
    actor: Actor
    title: Text
    trigger: Text
    evidence: Text
    source: Text
    verified: bool = False
    starts: Signs
    ends: Signs = ()
    voids: Signs = ()
    before: Signs = ()
    limit: Limit | None = None
    limit_when_attacked: Limit | None = None
    each_cycle: Limit | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    because: Text
    expected: Whole

    def clause(self, code: Key) -> Clause:
        """The same for the rules."""
        return Clause(
            agreement=AGREEMENT,
            code=code,
            number=self.number,
            actor=self.actor,
            title=self.title,
            trigger=self.trigger,
            evidence=self.evidence,
            source=self.source,
            verified=self.verified,
            starts=self.starts,
            ends=self.ends,
            voids=self.voids,
            before=self.before,
            limit=self.limit.value() if self.limit else None,
            limit_when_attacked=self.limit_when_attacked.value() if self.limit_when_attacked else None,
            each_cycle=self.each_cycle.value() if self.each_cycle else None,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


class DutyShown(BaseModel):
    """One time a duty arose: the fact that started it, when it is due, the fact that did it."""

    clause: str
    title: str
    actor: Actor
    case: str
    call: str
    state: State
    since: Time
    due: Time | None
    done_at: Time | None
    started_by: UUID | None
    done_by: UUID | None

    @classmethod
    def of(cls, duty: Duty, named: Mapping[str, Place]) -> DutyShown:
        """``named``: chain of a case or a call to where it is."""
        place = named.get(duty.stream, NOWHERE)
        return cls(
            clause=duty.clause.code,
            title=duty.clause.title,
            actor=duty.clause.actor,
            case=place.case,
            call=place.call,
            state=duty.state,
            since=duty.since,
            due=duty.due,
            done_at=duty.done.at if duty.done else None,
            started_by=duty.started.id if duty.started else None,
            done_by=duty.done.id if duty.done else None,
        )


class ExerciseGiven(Given):
    """The after-action.json that an exercise wrote, and what the agencies take from it."""

    report: dict[str, Any]
    learned: Text = ""


class AgreementPurge(Given):
    """What is destroyed, why, and the code of the clause or basis or the short name of the scenario, typed again.

    ``item`` is the id of a change of a clause or basis (“change” in its history) or of an exercise.
    """

    what: Literal["clause-change", "basis-change", "exercise", "exercise-lessons"]
    item: UUID
    reason: Text
    typed: Line


class ExerciseShown(BaseModel):
    """An exercise that was held."""

    id: UUID
    scenario: str
    version: int
    title: str
    arose: int
    met: int
    gaps: int
    learned: str
    filed_at: Time
    report: dict[str, Any]

    @classmethod
    def of(cls, row: Exercise) -> ExerciseShown:
        same = ("scenario", "title", "arose", "met", "gaps", "learned", "report")
        return cls(
            id=row.pk, version=row.scenario_version, filed_at=row.at, **{name: getattr(row, name) for name in same}
        )
