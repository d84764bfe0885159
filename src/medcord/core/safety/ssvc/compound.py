"""A table whose outcome is an answer to a question of another table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from medcord.core.safety.ssvc.value import DecisionTable, Point, Result, grid

UNDEFINED: Final = "undefined"
"""The outcome of a row that its authors did not define. It answers nothing."""


def compound(
    answers: Point,
    *,
    key: str,
    version: str,
    source: str,
    points: tuple[Point, ...],
    lines: Mapping[tuple[str, ...], tuple[str, ...]],
    besides: tuple[Result, ...] = (),
) -> DecisionTable:
    """The table that answers the point ``answers``: its outcomes are that point's choices, and ``besides``."""
    return DecisionTable(
        key=key,
        version=version,
        name=answers.name,
        source=source,
        points=points,
        decides=answers.id,
        outcomes=(*(Result(each.value, each.label, each.meaning, each.short) for each in answers.choices), *besides),
        rows=grid(points, lines),
    )
