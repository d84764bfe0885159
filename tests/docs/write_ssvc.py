"""Writes docs/reference/ssvc.md anew: ``python -m tests.docs.write_ssvc`` in the checkout."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from medcord.core.safety.ssvc import SHEETS, Choice, DecisionTable, Point, Sheet, look

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/ssvc.md"

HEAD = """\
# SSVC tables

Generated from `medcord.core.safety.ssvc` by `python -m tests.docs.write_ssvc`; a test regenerates and compares. Change
the tables there, never this page; and never a version that has been released, because decisions name it.

The originals are those of [CERT/CC](https://certcc.github.io/SSVC/) and CISA, row by row. Beside five of them stands a
table of our own for devices, in a namespace of our own, `x_example.medcord#safety`
([why](../adr/0019-a-namespace-of-our-own-for-safety.md)). It asks more and never says less than the original. What
speaks for waiting is a caution, which lowers no outcome. Tables advise; a named person decides
([how](../how-to/decide-with-ssvc.md)).
"""

# What to know of an original, none of it mended in it; tests/core/safety/test_ssvc.py counts it again.
TRAITS = {
    "triage": "“Not credible” does not mean decline: of the 24 rows where the report is private and the supplier was "
    "contacted, 12 say track or coordinate. A report that is public, or whose finder has not gone to the supplier, is "
    "declined unless many suppliers, a super effective attack and significant harm come together.",
    "coordinator": "Act needs attacks in all of its 4 rows. At low mission and well-being impact nothing exceeds "
    "attend. One death is no more than *material* well-being impact.",
    "publish": "It asks nothing about patients.",
    "bod-26-04": "It binds federal civilian agencies, and asks neither about patients nor about what taking a device "
    "away would do.",
    "human-impact": "The words that define its values contradicted four of its cells (marginal or critical safety "
    "impact with a mission that is degraded, crippled in its support, or failing in one function). Its authors "
    "declared the table right. So one death with a degraded mission is medium.",
    "mission-wellbeing": "*Undefined* is no answer: SSVC ships this table as three sentences, and no sentence is about "
    "that pair. A table that asks for the point stays open until a person answers it.",
}


def page() -> str:
    """The whole page as text."""
    parts = [HEAD, *_points()]
    for sheet in SHEETS.values():
        parts += _sheet(sheet)
    return "\n".join(parts) + "\n"


def _points() -> Iterator[str]:
    yield "\n## Points\n"
    yield "| point | identity | question | values, from the least to the most that is done |"
    yield "| --- | --- | --- | --- |"
    points = {point.key: point for sheet in SHEETS.values() for point in sheet.points}
    for point in points.values():
        values = "; ".join(f"{each.value} (`{each.short}`)" for each in _rising(point))
        yield f"| `{point.key}` | `{point.id}` | {point.question} | {values} |"


def _rising(point: Point) -> list[Choice]:
    return sorted(point.choices, key=lambda each: point.rank(each.value))


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f"\n## {sheet.key}\n"
    yield f"{sheet.asks} `{sheet.base.tag}`, {len(sheet.base.rows)} rows. Source: {sheet.base.source}.\n"
    yield f"Decides `{sheet.base.decides}`: " + ", ".join(f"{each.value}" for each in sheet.base.outcomes) + ".\n"
    yield from _grid(sheet.base)
    if sheet.key in TRAITS:
        yield f"\nTo know: {TRAITS[sheet.key]}"
    if sheet.safety:
        yield from _ours(sheet, sheet.safety)
    yield from _cautions(sheet)


def _grid(table: DecisionTable) -> Iterator[str]:
    """The last point's values as columns."""
    *lefts, last = table.points
    heads = [*(point.name for point in lefts), *(f"{last.name}: {each.value}" for each in last.choices)]
    yield _line(heads)
    yield _line(["---"] * len(heads))
    for row in product(*(point.choices for point in lefts)):
        values = tuple(each.value for each in row)
        yield _line([*values, *(table.rows[(*values, each.value)] for each in last.choices)])


def _ours(sheet: Sheet, table: DecisionTable) -> Iterator[str]:
    asked = len(sheet.base.points)
    more = table.points[asked:]
    raised = [row for row, outcome in table.rows.items() if outcome != sheet.base.rows[row[:asked]]]
    yield f"\n### For devices: `{table.tag}`\n"
    names = " and ".join(f"`{point.key}`" for point in more)
    yield f"Asks {names} too. {len(raised)} of its {len(table.rows)} rows say more.\n"
    yield from ("| rule | when | then | because |", "| --- | --- | --- | --- |")
    for rule in sheet.rules:
        when = ", ".join(f"{key}: {' or '.join(values)}" for key, values in rule.when.items())
        then = "; ".join(
            [f"{key} is read as {value} at least" for key, value in rule.reads.items()]
            + ([f"at least {rule.least}"] if rule.least else [])
        )
        yield _line([rule.key, when, then, rule.because])
    yield "\nEvery row that differs; the other rows are the original's.\n"
    heads = [*(point.name for point in table.points), "original", "for devices", "rules"]
    yield _line(heads)
    yield _line(["---"] * len(heads))
    for row in raised:
        answers = dict(zip((point.key for point in table.points), row, strict=True))
        rules = ", ".join(rule.key for rule in look(sheet, answers).rules)
        yield _line([*row, sheet.base.rows[row[:asked]], table.rows[row], rules])


def _cautions(sheet: Sheet) -> Iterator[str]:
    for one in sheet.cautions:
        when = ", ".join(f"{key}: {' or '.join(values)}" for key, values in one.when.items())
        yield f"\nCaution {one.key}, where {when}, and a table says {' or '.join(one.outcomes)}: {one.says}"


def _line(cells: list[str]) -> str:
    plain = [each.replace("*", "\\*") for each in cells]
    return f"| {' | '.join(plain)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
