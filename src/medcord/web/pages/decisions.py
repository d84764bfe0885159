"""Decision tables on a page: the questions with the facts behind them, what the tables say, what would change it, and
what was decided before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from medcord.cases.models import Case
from medcord.core.access import Viewer
from medcord.core.refusals import InputRefusal
from medcord.core.safety.ssvc import COMPOUNDS, SHEETS, Fact, Look, Point, Result, Sheet, look
from medcord.core.safety.ssvc.asking import askable
from medcord.core.safety.ssvc.judging import OPEN, WORDS, Suggestion, sheet_among
from medcord.decisions import queries
from medcord.decisions.models import Decision
from medcord.remediation.models import DeployerDecision


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with the answer that is chosen, the fact that suggests one, and the questions it is made of."""

    point: Point
    chosen: str
    suggestion: Suggestion | None
    source: str
    made_of: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One answer to a question and what would follow, in words."""

    answer: str
    follows: str


@dataclass(frozen=True, slots=True)
class Panel:
    """All that stands beside the questions. ``refused`` says why some answers were left aside; ``later`` are missing
    answers that change the outcome only together with others, ``idle`` those that cannot change it."""

    sheet: Sheet
    asks: tuple[Ask, ...]
    look: Look
    refused: str
    missing: tuple[tuple[Point, tuple[Line, ...]], ...]
    later: tuple[Point, ...]
    idle: tuple[Point, ...]
    otherwise: tuple[tuple[Point, tuple[Line, ...]], ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A decision that was taken, with its answers in words of the table that was in force."""

    row: Decision | DeployerDecision
    asks: str
    decided: str
    said: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str, str], ...]
    differs: bool


def answers_in(sheet: Sheet, sent: Mapping[str, Any]) -> dict[str, str]:
    """The answers among what a browser sent; what a question does not know is as good as not answered."""
    found = {}
    for point in askable(sheet):
        value = str(sent.get(point.key) or "")
        if value in {each.value for each in point.choices}:
            found[point.key] = value
    return found


def panel(sheet: Sheet, answers: Mapping[str, str], known: Mapping[str, Suggestion] | None = None) -> Panel:
    """What the tables of a sheet say to these answers; ``known`` are facts that suggest some."""
    found, refused = _look(sheet, answers)
    now = found.now
    alone = [fact for fact in found.missing if any(would.outcomes != now for would in fact.would)]
    otherwise = [(fact.point, _lines(fact, now)) for fact in found.known]
    return Panel(
        sheet=sheet,
        asks=tuple(_ask(sheet, point, answers, known or {}) for point in sheet.points),
        look=found,
        refused=refused,
        missing=tuple((fact.point, _lines(fact, now)) for fact in alone),
        later=tuple(fact.point for fact in found.missing if fact.changes and fact not in alone),
        idle=tuple(fact.point for fact in found.missing if not fact.changes),
        otherwise=tuple((point, lines) for point, lines in otherwise if lines),
    )


def _look(sheet: Sheet, answers: Mapping[str, str]) -> tuple[Look, str]:
    try:
        return look(sheet, answers), ""
    except InputRefusal as refusal:
        own = {point.key for point in sheet.points}
        return look(sheet, {key: value for key, value in answers.items() if key in own}), refusal.sentence


def _ask(sheet: Sheet, point: Point, answers: Mapping[str, str], known: Mapping[str, Suggestion]) -> Ask:
    fact = known.get(point.key)
    parts = next((table.points for table in COMPOUNDS if table.decides == point.id), ())
    own = {each.key for each in sheet.points}
    return Ask(
        point=point,
        chosen=answers.get(point.key, ""),
        suggestion=fact,
        source=WORDS[fact.source] if fact else "",
        made_of=tuple(_ask(sheet, each, answers, {}) for each in parts if each.key not in own),
    )


def _lines(fact: Fact, now: tuple[tuple[Result, ...], ...]) -> tuple[Line, ...]:
    """What each answer would leave: of a missing fact every one, of a known one those that make a difference."""
    return tuple(
        Line(would.choice.label, "open as before" if would.outcomes == now else _both(would.outcomes))
        for would in fact.would
        if fact.chosen is None or would.outcomes != now
    )


def _both(outcomes: tuple[tuple[Result, ...], ...]) -> str:
    """One word where the tables agree, else the original's and ours."""
    told = [" or ".join(each.label.lower() for each in one) for one in outcomes]
    return told[0] if len(set(told)) == 1 else f"{told[0]}; for devices {told[1]}"


def in_case(viewer: Viewer, case: Case, chosen: str, sent: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The page of a case: the table that was chosen, if the viewer decides by it, and what was decided before.

    ``sent`` are the answers of a browser; without them the facts of the case answer what they can. Raises InputRefusal
    naming the tables of a case for another one.
    """
    if chosen:
        sheet_among(chosen, queries.IN_A_CASE)
    mine = queries.may_take(viewer, case)
    sheet = next((each for each in mine if each.key == chosen), mine[0] if mine else None)
    known = queries.suggestions(viewer, case)
    shown = None
    if sheet is not None:
        suggested = {key: fact.value for key, fact in known.items()}
        shown = panel(sheet, answers_in(sheet, suggested if sent is None else sent), known)
    return {"mine": mine, "panel": shown, "past": [past(row, row.sheet) for row in queries.of_case(viewer, case)]}


def past(row: Decision | DeployerDecision, sheet: str) -> Past:
    """A decision as it is told, with the tables of its day."""
    original, extended = queries.table_of(row.original), queries.table_of(row.extended)
    labels = {each.value: each.label for each in original.outcomes} if original else {}
    points = {point.key: point for point in askable(SHEETS[sheet])}
    points |= {point.key: point for point in extended.points} if extended else {}
    still = [row.decided] if OPEN in (row.outcome, row.extended_outcome) else []  # it may yet be what a table says
    return Past(
        row=row,
        asks=SHEETS[sheet].asks,
        decided=labels.get(row.decided, row.decided),
        said=tuple(
            (f"{table.name} {table.version}" if table else tag, labels.get(outcome, outcome))
            for table, tag, outcome in (
                (original, row.original, row.outcome),
                (extended, row.extended, row.extended_outcome),
            )
        ),
        answers=tuple(
            (points[key].name if key in points else key, value, WORDS.get(row.sources.get(key, ""), ""))
            for key, value in row.answers.items()
        ),
        differs=row.decided not in (row.outcome, row.extended_outcome, *still),
    )
