"""The agreement."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.facts.base import Code, Digest, Fact


@dataclass(frozen=True, slots=True)
class ClauseChanged(Fact):
    """An administrator of an agency changed a clause of an agreement (X7); the clause before stays readable."""

    agreement: Code
    clause: Code
    number: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class ExerciseHeld(Fact):
    """An exercise on invented cases was held and its after-action report filed (C13); nothing else of it is here."""

    exercise: UUID
    scenario: Code
    duties: int
    met: int
    gaps: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class LessonsNoted(Fact):
    """The agencies wrote down what they take from an exercise."""

    exercise: UUID
    digest: Digest
