"""The worklist for programs (one JSON object a line) and for spreadsheets (CSV that runs no formula)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TextIO

from medcord.cli.output import clean
from medcord.cli.worklist import Line, verdict_words
from medcord.formats.inventory import write_csv

_CSV_HEADER = (
    "rank",
    "asset_tag",
    "manufacturer",
    "model",
    "version",
    "serial",
    "department",
    "site",
    "row",
    "advisory",
    "product",
    "verdict",
    "basis",
    "in_words",
    "because",
    "cves",
    "reasons",
    "actions",
)


def write_json(out: TextIO, lines: Iterable[Line]) -> None:
    """One JSON object a line, ASCII only, so foreign text moves no terminal; ``row`` tells equal asset tags apart."""
    actions: dict[int, str] = {}
    for line in lines:
        # Devices of one identity share one match, and the lines hold it, so its id stays its own.
        key = id(line.match)
        if key not in actions:
            actions[key] = json.dumps(_actions(line))
        start = json.dumps(_object(line)).removesuffix("}")
        out.write(f'{start}, "actions": {actions[key]}, "row": {line.device.row}}}\n')


def _object(line: Line) -> dict[str, object]:
    match = line.match
    return {
        "asset_tag": line.device.asset_tag,
        "advisory": match.advisory,
        "product": match.product,
        "verdict": match.verdict.value,
        "basis": match.basis.value,
        "because": list(match.because),
        "cves": list(match.cves),
        "priority": {"rank": line.rank, "reasons": list(line.priority.reasons)},
    }


def _actions(line: Line) -> list[dict[str, str]]:
    return [
        {"category": action.category, "details": action.details, "source": action.source, "url": action.url}
        for action in line.actions
    ]


def write_table(out: TextIO, lines: Iterable[Line]) -> None:
    """CSV with one line a device and advisory, for spreadsheets."""
    write_csv(out, _CSV_HEADER, _cells(lines))


def _cells(lines: Iterable[Line]) -> Iterator[list[str]]:
    worded: dict[int, str] = {}
    for line in lines:
        device, match = line.device, line.match
        if id(match) not in worded:
            worded[id(match)] = " | ".join(
                f"{a.category}: {a.details} ({a.source}) {a.url}".strip() for a in line.actions
            )
        cells = [str(line.rank), device.asset_tag, device.manufacturer, device.model, device.version, device.serial]
        cells += [device.department, device.site, str(device.row), match.advisory, match.product]
        cells += [match.verdict.value, match.basis.value, verdict_words(match), "; ".join(match.because)]
        cells += [" ".join(match.cves), "; ".join(line.priority.reasons), worded[id(match)]]
        yield [clean(cell) for cell in cells]
