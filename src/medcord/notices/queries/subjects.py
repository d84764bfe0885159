"""What a fact is about, as it may be named outside: a random reference and a page to sign in at."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.cases import queries as cases
from medcord.intake import queries as intake


@dataclass(frozen=True, slots=True)
class Subject:
    """A case or a report."""

    kind: str
    reference: str

    @property
    def path(self) -> str:
        return f"/{self.kind}s/{self.reference}"


def subject_of(stream: str) -> Subject | None:
    """The case or report of a chain; None for other chains."""
    kind, _, key = stream.partition(":")
    if kind == "case":
        return Subject("case", cases.reference_of(UUID(key)))
    report = intake.for_reaction(UUID(key)) if kind == "report" else None
    return Subject("report", report.reference) if report else None
