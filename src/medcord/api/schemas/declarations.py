"""What manufacturers declare in a case, the four conditions, matrices, and texts in an ISAO's hands."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from medcord.api.schemas.base import Given, GivenTime, Line, Text, Time
from medcord.core.declarations.discretion import NAME, SOURCE, Condition, ConditionState, applies, conditions
from medcord.core.declarations.forms import LONGEST_CYCLE, Form
from medcord.core.declarations.forms import Given as FormGiven
from medcord.core.declarations.report import LONGEST_WHY
from medcord.core.safety.matrix import Cell, Exploitability
from medcord.core.vocabulary import Severity
from medcord.declarations.models import Declaration, IsaoText, LearnedDecision, RiskMatrix
from medcord.declarations.queries import Side, handed
from medcord.gateways import clock

Key40 = Annotated[str, Field(max_length=40)]
Why = Annotated[str, Field(max_length=LONGEST_WHY)]


class DeclarationGiven(Given):
    """A form to sign. ``at`` is when it happened, for the forms that ask it; ``about`` names the declaration that is
    reported, justified or extended; ``answers`` holds yes or no for each question of the form."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"form": "learned", "at": "2026-03-02T09:30:00Z", "text": "A call to the service desk."}]
        }
    )

    form: Form
    at: GivenTime | None = None
    text: Text = ""
    reason: Text = ""
    controls: Text = ""
    scope: Text = ""
    about: UUID | None = None
    removal: bool | None = None
    uncontrolled: bool | None = None
    exploitability: Exploitability | None = None
    severity: Severity | None = None
    answers: dict[Key40, bool] = Field(default_factory=dict)
    whys: dict[Key40, Why] = Field(default_factory=dict, description="why an item is not in a report, by its key")
    ends: date | None = Field(None, description="until when the device is expected to be used (21 CFR 806.20)")
    days: int | None = Field(None, ge=1, le=LONGEST_CYCLE, description="of the regular update cycle (524B)")
    isao: UUID | None = None
    patient_data_seen: bool = Field(False, description="What looked like patient data is none; sign it all the same.")

    def given(self) -> FormGiven:
        """The plain value of the action."""
        return FormGiven(
            **{name: value for name, value in dict(self).items() if name not in ("isao", "patient_data_seen")}
        )


class Receipt(BaseModel):
    """The customers' text in an ISAO's hands, and its receipt."""

    isao: UUID
    name: str
    sent_at: Time
    digest: str
    acknowledged_at: Time | None
    acknowledged_name: str

    @classmethod
    def of(cls, row: IsaoText) -> Receipt:
        same = ("sent_at", "digest", "acknowledged_at", "acknowledged_name")
        return cls(isao=row.isao_id, name=row.isao.name, **{name: getattr(row, name) for name in same})


class DeclarationEntry(BaseModel):
    """A signed declaration. ``matrix_says`` is the firm's own matrix beside its decision; it decided nothing."""

    id: UUID
    form: Form
    number: int
    at: Time | None
    text: str
    reason: str
    controls: str
    scope: str
    about: UUID | None
    removal: bool | None
    uncontrolled: bool | None
    exploitability: str
    severity: str
    matrix_says: str
    answers: dict[str, bool]
    whys: dict[str, str]
    ends: date | None
    days: int | None
    signed_name: str
    signed_at: Time
    receipts: list[Receipt]

    @classmethod
    def of(cls, row: Declaration, texts: list[IsaoText] | None = None) -> DeclarationEntry:
        plain = set(cls.model_fields) - {"id", "about", "receipts"}
        receipts = [Receipt.of(one) for one in texts or () if one.declaration_id == row.pk]
        values = {name: getattr(row, name) for name in plain}
        return cls(id=row.pk, about=row.about_id, receipts=receipts, **values)


class EvidenceEntry(BaseModel):
    """A declaration that shows a condition."""

    declaration: UUID
    what: str
    signed_name: str
    signed_at: Time
    at: Time | None


class ConditionEntry(BaseModel):
    """One of the four conditions of enforcement discretion."""

    number: int
    words: str
    stand: ConditionState
    because: str
    due: Time | None
    evidence: list[EvidenceEntry]

    @classmethod
    def of(cls, one: Condition) -> ConditionEntry:
        same = ("number", "words", "stand", "because", "due")
        shown = [
            EvidenceEntry(**{name: getattr(each, name) for name in EvidenceEntry.model_fields}) for each in one.evidence
        ]
        return cls(evidence=shown, **{name: getattr(one, name) for name in same})


class LearnedDecisionEntry(BaseModel):
    """The regulator's decision which declared time counts; the last one holds."""

    declaration: UUID
    reason: str
    signed_name: str
    signed_at: Time

    @classmethod
    def of(cls, row: LearnedDecision) -> LearnedDecisionEntry:
        same = ("reason", "signed_name", "signed_at")
        return cls(declaration=row.declaration_id, **{name: getattr(row, name) for name in same})


class SideEntry(BaseModel):
    """What one manufacturer declared. ``counts``: the learned-of that counts; ``uncontrolled``: its newest decision,
    null while there is none."""

    party: UUID
    name: str
    declarations: list[DeclarationEntry]
    counts: UUID | None
    counts_because: str
    decisions: list[LearnedDecisionEntry]
    uncontrolled: bool | None
    conditions_are: str = NAME
    conditions_source: str = SOURCE
    conditions: list[ConditionEntry]

    @classmethod
    def of(cls, side: Side) -> SideEntry:
        declared, counted = side.declared, side.counted
        found = conditions(declared, counted, handed(side), now=clock.now(), zone=side.zone)
        return cls(
            party=side.party,
            name=side.name,
            declarations=[DeclarationEntry.of(row, side.texts) for row in side.rows],
            counts=counted.one.id if counted else None,
            counts_because=counted.because if counted else "",
            decisions=[LearnedDecisionEntry.of(row) for row in side.decisions],
            uncontrolled=applies(declared),
            conditions=[ConditionEntry.of(one) for one in found],
        )


class LearnedDecisionGiven(Given):
    """Which declared time counts, and why; the manufacturer reads the reason."""

    declaration: UUID
    reason: Text


class IsaoGiven(Given):
    """The ISAO that gets the text."""

    isao: UUID


class MatrixGiven(Given):
    """A whole matrix: all fifteen cells, named as “medium:critical”."""

    name: Line
    process: Line
    cells: dict[Key40, Cell]


class Matrix(BaseModel):
    """A version of the own party's matrix."""

    number: int
    name: str
    process: str
    cells: dict[str, Cell]
    signed_name: str
    signed_at: Time

    @classmethod
    def of(cls, row: RiskMatrix) -> Matrix:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class TextForIsao(BaseModel):
    """A text for customers that a manufacturer gave to this ISAO."""

    id: UUID
    manufacturer: str
    text: str
    sent_at: Time
    digest: str
    acknowledged_at: Time | None
    acknowledged_name: str

    @classmethod
    def of(cls, row: IsaoText) -> TextForIsao:
        same = ("sent_at", "digest", "acknowledged_at", "acknowledged_name")
        values = {name: getattr(row, name) for name in same}
        return cls(id=row.pk, manufacturer=row.declaration.party.name, text=row.declaration.text, **values)
