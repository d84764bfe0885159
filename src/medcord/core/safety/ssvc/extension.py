"""A table with more questions and rules of our own beside an original one, never in its place.

A rule reads an answer as more serious than it was given, or sets the least that the outcome may be. So an extended
table never does less than the original: what speaks for waiting is said as a caution and lowers nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from types import MappingProxyType

from medcord.core.safety.ssvc.value import Answers, DecisionTable, Point

When = Mapping[str, tuple[str, ...]]
"""Point to the values under which it holds; all points must hold."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What changes when these answers are given. ``reads``: point to the value it is at least read as; ``least``: the
    least outcome. ``says`` is for people who decide, ``because`` for those who ask why the rule is there."""

    key: str
    says: str
    because: str
    when: When
    reads: Mapping[str, str] = field(default_factory=dict)
    least: str = ""


@dataclass(frozen=True, slots=True)
class Caution:
    """What to beware of when these answers are given and one of the tables says one of these outcomes."""

    key: str
    says: str
    when: When
    outcomes: tuple[str, ...]


def holds(when: When, answers: Answers) -> bool:
    """Whether all that ``when`` names is answered so; what is not answered does not hold."""
    return all(answers.get(point) in values for point, values in when.items())


def extended(base: DecisionTable, answers: Answers, rules: tuple[Rule, ...]) -> str:
    """The outcome of a full row of answers under these rules."""
    read = dict(answers)
    points = {point.key: point for point in base.points}
    holding = [rule for rule in rules if holds(rule.when, answers)]
    for rule in holding:
        for key, value in rule.reads.items():
            read[key] = max(read[key], value, key=points[key].rank)
    outcome = base.rows[tuple(read[point.key] for point in base.points)]
    return max((outcome, *(rule.least for rule in holding if rule.least)), key=base.rank)


def extend(
    base: DecisionTable, *, key: str, version: str, name: str, more: tuple[Point, ...], rules: tuple[Rule, ...]
) -> DecisionTable:
    """The extended table, every row worked out once."""
    points = (*base.points, *more)
    keys = [point.key for point in points]
    every = product(*([choice.value for choice in point.choices] for point in points))
    rows = {row: extended(base, dict(zip(keys, row, strict=True)), rules) for row in every}
    return replace(
        base,
        key=key,
        version=version,
        name=name,
        source=f"medcord, from {base.source}",
        points=points,
        rows=MappingProxyType(rows),
    )
