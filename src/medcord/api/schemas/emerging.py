"""Evidence of a case, emerging signals, public warnings and recalls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from medcord.api.schemas.base import Given, Text, Time
from medcord.cases.models import CaseSignal, Evidence
from medcord.core.signals import RecallTimes, Source
from medcord.core.signals.factors import Factor, Weighed, weighed
from medcord.emerging.actions import WarningAnswer
from medcord.emerging.models import EmergingSignal, PublicWarning, Recall
from medcord.emerging.queries import RecallLine


class StateEvidence(BaseModel):
    """On what a state rests: confirmed, p (public), x (exploit public), a (attacked), seen."""

    of: str
    words: str
    by_name: str
    at: Time

    @classmethod
    def of_row(cls, row: Evidence) -> StateEvidence:
        return cls(of=row.of, words=row.words, by_name=row.by_name, at=row.at)


class LinkedSignal(BaseModel):
    """A public signal of the case."""

    signal: UUID
    source: Source
    key: str
    title: str
    exploited: bool
    opened: bool
    because: str
    at: Time

    @classmethod
    def of(cls, row: CaseSignal) -> LinkedSignal:
        one = row.signal
        return cls(
            signal=one.pk, source=Source(one.source), key=one.key, title=one.title, exploited=one.exploited,
            opened=row.opened, because=row.because, at=row.at,
        )  # fmt: skip


class FactorSaid(Given):
    """One factor that FDA weighs: words, and whether that is known."""

    factor: Factor
    words: Annotated[str, StringConstraints(max_length=2000)] = ""
    known: bool = False


class EmergingEntry(BaseModel):
    """Information that raises an emerging signal, and the decision whether to tell the public."""

    case: str
    number: int
    information: str
    factors: list[FactorSaid]
    raised_name: str
    raised_at: Time
    due_at: Time
    notify: bool | None
    reason: str
    decided_name: str
    decided_at: Time | None

    @classmethod
    def of(cls, row: EmergingSignal) -> EmergingEntry:
        said = [FactorSaid(factor=one.factor, words=one.words, known=one.known) for one in weighed(row.factors)]
        names = set(cls.model_fields) - {"case", "factors"}
        return cls(case=row.case.reference, factors=said, **{name: getattr(row, name) for name in names})


class WarningEntry(BaseModel):
    """A request for a public warning and its answer."""

    id: UUID
    party: UUID
    text: str
    asked_name: str
    asked_at: Time
    due_at: Time
    issued: bool | None
    answer: str
    link: str
    answered_name: str
    answered_at: Time | None

    @classmethod
    def of(cls, row: PublicWarning) -> WarningEntry:
        names = set(cls.model_fields) - {"id", "party"}
        return cls(id=row.pk, party=row.party_id, **{name: getattr(row, name) for name in names})


class RecallEntry(BaseModel):
    """A record of a recall as openFDA has it. The lags are days by all records of this recall together: from beginning
    to class or posting, to termination, and from the one to the other; ``standing`` says the second in words."""

    kind: str
    number: str
    event: str
    firm: str
    product: str
    reason: str
    recall_class: str
    status: str
    initiated: date | None
    classified: date | None
    posted: date | None
    terminated: date | None
    lag: int | None
    lag_to_end: int | None
    lag_from_class_to_end: int | None
    standing: str

    @classmethod
    def of(cls, row: Recall, times: RecallTimes) -> RecallEntry:
        said = {"lag", "lag_to_end", "lag_from_class_to_end", "standing"}
        return cls(
            lag=times.days_to_seen,
            lag_to_end=times.days_to_end,
            lag_from_class_to_end=times.days_seen_to_end,
            standing=times.end_words,
            **{name: getattr(row, name) for name in set(cls.model_fields) - said},
        )

    @classmethod
    def of_lines(cls, lines: Iterable[RecallLine]) -> list[RecallEntry]:
        """Each record of these recalls."""
        return [cls.of(row, line.times) for line in lines for row in line.rows]


class CaseEvidence(BaseModel):
    """On what the states of a case rest, and what is linked to it, as far as the viewer may read it. Harm is apart."""

    potential_since: Time
    confirmed_at: Time | None
    attacks_at: Time | None
    evidence: list[StateEvidence]
    signals: list[LinkedSignal]
    emerging: list[EmergingEntry]
    warnings: list[WarningEntry]
    recalls: list[RecallEntry]


class InformationGiven(Given):
    """What is known now; 30 days to decide start."""

    information: Text
    factors: list[FactorSaid] = Field(default_factory=list, max_length=10, description="What is left out is not known.")

    def said(self) -> tuple[Weighed, ...]:
        given = {one.factor: one for one in self.factors}
        return tuple(Weighed(one, given[one].words, given[one].known) for one in Factor if one in given)


class NoticeDecision(Given):
    """Whether to tell the public, with reasons."""

    notify: bool
    reason: Text


class WarningGiven(Given):
    """Tell a firm of the case that a public warning is appropriate."""

    party: UUID
    text: Text


class WarningAnswerGiven(Given):
    """The warning's text with a link to it, or why there is none."""

    issued: bool
    words: Text
    link: Annotated[str, StringConstraints(max_length=500)] = ""

    def said(self) -> WarningAnswer:
        return WarningAnswer(self.issued, self.words, self.link)
