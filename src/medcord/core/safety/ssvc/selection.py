"""Answers as a SelectionList 2.0.0, the form in which SSVC's users hand each other what they chose.

It holds neither who decided nor why, so these stay with the decision. A point without an answer goes out with all its
values: in that form several values mean that it is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from medcord.core.safety.ssvc.points import NAMESPACE
from medcord.core.safety.ssvc.sheets import Sheet
from medcord.core.safety.ssvc.value import Choice, DecisionTable, Point

SCHEMA_VERSION: Final = "2.0.0"


def selection_list(
    points: Iterable[Point],
    answers: Mapping[str, str],
    *,
    at: datetime,
    targets: Iterable[str] = (),
    decided: tuple[DecisionTable, str] | None = None,
) -> dict[str, object]:
    """The list as plain values for JSON. ``targets`` are ids of what it is about (a CVE, a tracking number);
    ``decided`` is what a person decided, as an outcome of the table."""
    selections = [_selection(point, answers.get(point.key)) for point in points]
    if decided is not None:
        selections.append(_outcome(*decided))
    found: dict[str, object] = {
        "timestamp": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "schemaVersion": SCHEMA_VERSION,
        "selections": selections,
    }
    ids = list(dict.fromkeys(targets))
    return {**found, "target_ids": ids} if ids else found


def in_words(
    points: Iterable[Point], answers: Mapping[str, str], decided: tuple[DecisionTable, str]
) -> tuple[tuple[str, str], ...]:
    """Each point that was answered with its answer, and what was decided, as people call them."""
    said = [(point.name, point.choice(answers[point.key]).label) for point in points if answers.get(point.key)]
    table, value = decided
    return (*said, (f"Decided by {table.name} {table.version}", table.result(value).label))


def points_of(sheet: Sheet, answers: Mapping[str, str]) -> tuple[Point, ...]:
    """What goes out of a sheet: what its tables ask, and what was answered beside."""
    return (*sheet.widest.points, *(point for point in sheet.asides if answers.get(point.key)))


def _selection(point: Point, value: str | None) -> dict[str, object]:
    chosen = [point.choice(value)] if value else list(point.choices)
    ours = point.namespace == NAMESPACE
    told = {"name": point.name, "definition": point.question} if ours else {}
    values = [_value(choice, ours=ours) for choice in chosen]
    return {"namespace": point.namespace, "key": point.short, "version": point.version, **told, "values": values}


def _value(choice: Choice, *, ours: bool) -> dict[str, str]:
    return {"key": choice.short, **({"name": choice.label, "definition": choice.meaning} if ours else {})}


def _outcome(table: DecisionTable, value: str) -> dict[str, object]:
    namespace, key, version = table.decides.split(":")
    return {"namespace": namespace, "key": key, "version": version, "values": [{"key": table.result(value).short}]}
