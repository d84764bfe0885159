"""A decision table: questions with their answers, and an outcome for every row. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType

from medcord.core.refusals import InputRefusal

Answers = Mapping[str, str]
"""Point to value. A point that is not named has not been answered."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer. ``value`` is the table's own word for it, ``short`` its key in SSVC, ``meaning`` ours, for people."""

    value: str
    label: str
    meaning: str
    short: str


@dataclass(frozen=True, slots=True)
class Point:
    """One decision point, asked as a question. Its identity is namespace, ``short`` and version; ``key`` is our word.

    Choices stand from the least to the most that is done about it; ``falling`` where the usual answer, which does
    most, stands first.
    """

    key: str
    name: str
    version: str
    question: str
    choices: tuple[Choice, ...]
    short: str
    namespace: str = "ssvc"
    falling: bool = False

    @property
    def id(self) -> str:
        """How SSVC names it, such as ``ssvc:E:1.1.0``."""
        return f"{self.namespace}:{self.short}:{self.version}"

    def rank(self, value: str) -> int:
        """The place of an answer, from 0 for the one that asks for least."""
        values = [each.value for each in self.choices]
        return values.index(value) if not self.falling else len(values) - 1 - values.index(value)

    def choice(self, value: str) -> Choice:
        """The answer with this value. Raises InputRefusal for one that the point does not have."""
        found = next((each for each in self.choices if each.value == value), None)
        if found is None:
            values = ", ".join(f"“{each.value}”" for each in self.choices)
            raise InputRefusal(
                f"“{self.name}” cannot be answered so. Choose one of {values}, or leave it open.",
                code="unknown-answer",
                fields={"field": self.key},
            )
        return found


@dataclass(frozen=True, slots=True)
class Result:
    """An outcome in its own word, in words for people, and its key in SSVC ("" for one that SSVC does not have)."""

    value: str
    label: str
    meaning: str
    short: str


@dataclass(frozen=True, slots=True)
class Change:
    """Another answer to one question that would lead to another outcome."""

    point: Point
    choice: Choice
    outcome: Result


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """Outcomes stand from the least to the most that is done. ``rows``: values in the order of the points.

    ``decides`` is the SSVC identity of the group of outcomes, such as ``ssvc:DSOI:1.0.0``.
    """

    key: str
    version: str
    name: str
    source: str
    points: tuple[Point, ...]
    decides: str
    outcomes: tuple[Result, ...]
    rows: Mapping[tuple[str, ...], str]

    @property
    def tag(self) -> str:
        """How a decision names the table."""
        return f"{self.key}:{self.version}"

    def result(self, value: str) -> Result:
        """The outcome with this value."""
        return next(each for each in self.outcomes if each.value == value)

    def rank(self, value: str) -> int:
        """The place of an outcome, from 0 for the least that is done."""
        return [each.value for each in self.outcomes].index(value)

    def checked(self, answers: Answers) -> dict[str, str]:
        """The answers that this table asks for. Raises InputRefusal for a value it does not know."""
        given = {point.key: answers[point.key] for point in self.points if answers.get(point.key)}
        for point in self.points:
            if point.key in given:
                point.choice(given[point.key])
        return given

    def possible(self, answers: Answers) -> dict[str, int]:
        """Outcomes that are left open by these answers, with the number of rows that lead to each."""
        found = Counter(self.rows[row] for row in self._rows(self.checked(answers)))
        return {each.value: found[each.value] for each in self.outcomes if found[each.value]}

    def outcome(self, answers: Answers) -> Result | None:
        """The outcome, once the answers leave only one; the questions that are open then do not matter."""
        left = self.possible(answers)
        return self.result(next(iter(left))) if len(left) == 1 else None

    def open_points(self, answers: Answers) -> tuple[Point, ...]:
        """Questions without an answer."""
        return tuple(point for point in self.points if not answers.get(point.key))

    def changes(self, answers: Answers) -> tuple[Change, ...]:
        """Which other answer to a single question would change the outcome; none while the outcome is open."""
        now = self.outcome(answers)
        if now is None:
            return ()
        return tuple(
            Change(point, choice, then)
            for point in self.points
            for choice in point.choices
            if choice.value != answers.get(point.key)
            if (then := self.outcome({**answers, point.key: choice.value})) is not None and then != now
        )

    def _rows(self, given: Answers) -> Iterator[tuple[str, ...]]:
        asked = ([given[p.key]] if p.key in given else [each.value for each in p.choices] for p in self.points)
        return product(*asked)


def grid(points: tuple[Point, ...], lines: Mapping[tuple[str, ...], tuple[str, ...]]) -> Mapping[tuple[str, ...], str]:
    """Rows from lines: the first answers lead to a line, the last ones count along it."""
    rows = {}
    for left, outcomes in lines.items():
        columns = product(*([each.value for each in point.choices] for point in points[len(left) :]))
        for right, outcome in zip(columns, outcomes, strict=True):
            rows[left + right] = outcome
    return MappingProxyType(rows)
