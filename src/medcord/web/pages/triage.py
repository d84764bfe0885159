"""What the table says about the answers so far: beside the form, and again at each answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from medcord.core.safety.ssvc import (
    COORDINATOR_TRIAGE_1_0_0,
    MEDICAL_TRIAGE_1_0_0,
    Change,
    DecisionTable,
    Point,
    Result,
    why_medical,
)

GATE = ("report_public", "supplier_contacted")
LEFT = ("report_credibility", "supplier_cardinality", "supplier_engagement")
TOP = ("utility", "public_safety_impact")
USUAL = {"report_public": "no", "supplier_contacted": "yes"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One outcome in the table. ``left``: the answers so far may still lead here; ``here``: they lead here."""

    outcome: Result
    left: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: its answers, and the cells along it."""

    heads: tuple[str, ...]
    cells: tuple[Cell, ...]
    here: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one table says: an outcome, or how many of its rows still lead where."""

    table: DecisionTable
    outcome: Result | None
    still: tuple[tuple[Result, int], ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """Both tables, the lines of the original for the gate in question, and what is not answered."""

    original: Verdict
    medical: Verdict
    why: tuple[str, ...]
    gate: tuple[tuple[str, str], ...]
    assumed: bool
    columns: tuple[Point, Point]
    lines: tuple[Line, ...]
    unanswered: tuple[Point, ...]

    @property
    def differ(self) -> bool:
        """Whether medcord's table for devices says something else than the original."""
        return self.original.outcome != self.medical.outcome


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the form with the answer that is chosen."""

    point: Point
    chosen: str


def asked(answers: Mapping[str, str]) -> tuple[Asked, ...]:
    """The questions in their order."""
    return tuple(Asked(point, answers.get(point.key, "")) for point in MEDICAL_TRIAGE_1_0_0.points)


def look(answers: Mapping[str, str]) -> Look:
    """What the tables say now."""
    gate = {key: answers.get(key) or USUAL[key] for key in GATE}
    points = {point.key: point for point in COORDINATOR_TRIAGE_1_0_0.points}
    return Look(
        original=_verdict(COORDINATOR_TRIAGE_1_0_0, answers),
        medical=_verdict(MEDICAL_TRIAGE_1_0_0, answers),
        why=why_medical(answers),
        gate=tuple((points[key].name, points[key].choice(value).label) for key, value in gate.items()),
        assumed=any(not answers.get(key) for key in GATE),
        columns=(points[TOP[0]], points[TOP[1]]),
        lines=tuple(_lines({**answers, **gate}, points)),
        unanswered=MEDICAL_TRIAGE_1_0_0.open_points(answers),
    )


def _verdict(table: DecisionTable, answers: Mapping[str, str]) -> Verdict:
    still = table.possible(answers)
    return Verdict(
        table=table,
        outcome=table.outcome(answers),
        still=tuple((table.result(value), count) for value, count in still.items()),
        changes=table.changes(answers),
    )


def _lines(answers: Mapping[str, str], points: Mapping[str, Point]) -> list[Line]:
    lines = []
    for left in product(*(points[key].choices for key in LEFT)):
        row = dict(zip(LEFT, left, strict=True))
        cells = []
        for top in product(*(points[key].choices for key in TOP)):
            full = {**row, **dict(zip(TOP, top, strict=True))}
            values = {key: choice.value for key, choice in full.items()}
            possible = all(answers.get(key) in (None, "", value) for key, value in values.items())
            settled = possible and all(answers.get(key) for key in values)
            outcome = COORDINATOR_TRIAGE_1_0_0.outcome({**answers, **values})
            assert outcome is not None
            cells.append(Cell(outcome, possible, settled))
        heads = tuple(choice.label for choice in left)
        lines.append(Line(heads, tuple(cells), any(cell.here for cell in cells)))
    return lines
