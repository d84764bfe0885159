"""What was found, as plain values for programs: the same on the command line and in the API."""

from __future__ import annotations

from typing import Any

from medcord.core.safety.ssvc.asking import Fact, Look, Said, askable
from medcord.core.safety.ssvc.sheets import Sheet
from medcord.core.safety.ssvc.value import Point


def sheet_as_plain(sheet: Sheet) -> dict[str, Any]:
    """A sheet with its tables and all that may be asked."""
    return {
        "key": sheet.key,
        "asks": sheet.asks,
        "tables": [_table(table.tag, table.name, table.decides, len(table.rows)) for table in sheet.tables],
        "outcomes": [each.value for each in sheet.base.outcomes],
        "points": [_point(point) for point in askable(sheet)],
    }


def look_as_plain(found: Look) -> dict[str, Any]:
    """What the tables say, and what would change it."""
    return {
        "table": found.sheet.key,
        "answers": dict(found.answers),
        "derived": [
            {
                "point": one.point.key,
                "value": one.choice.value if one.choice else None,
                "possible": [each.value for each in one.possible],
                "table": one.table.tag,
                "from": {point.key: choice.value for point, choice in one.inputs},
            }
            for one in found.derived
        ],
        "said": [_said(one) for one in found.said],
        "differ": found.differ,
        "rules": [{"key": rule.key, "says": rule.says} for rule in found.rules],
        "cautions": [{"key": one.key, "says": one.says} for one in found.cautions],
        "missing": [_fact(found, fact) for fact in found.missing],
        "known": [_fact(found, fact) for fact in found.known],
    }


def _table(tag: str, name: str, decides: str, rows: int) -> dict[str, Any]:
    return {"table": tag, "name": name, "decides": decides, "rows": rows}


def _point(point: Point) -> dict[str, Any]:
    values = [{"value": each.value, "key": each.short, "meaning": each.meaning} for each in point.choices]
    return {"point": point.key, "id": point.id, "name": point.name, "question": point.question, "values": values}


def _said(one: Said) -> dict[str, Any]:
    return {
        "table": one.table.tag,
        "name": one.table.name,
        "outcome": one.outcome.value if one.outcome else None,
        "possible": [each.value for each in one.possible],
    }


def _fact(found: Look, fact: Fact) -> dict[str, Any]:
    tags = [table.tag for table in found.sheet.tables]
    return {
        "point": fact.point.key,
        "id": fact.point.id,
        "value": fact.chosen.value if fact.chosen else None,
        "changes": fact.changes,
        "would": [
            {
                "value": would.choice.value,
                "possible": {
                    tag: [each.value for each in left] for tag, left in zip(tags, would.outcomes, strict=True)
                },
            }
            for would in fact.would
        ],
    }
