"""What the tables say to what is known, and which fact, known or missing, would change it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from medcord.core.refusals import InputRefusal
from medcord.core.safety.ssvc.compound import UNDEFINED
from medcord.core.safety.ssvc.extension import Caution, Rule, extended, holds
from medcord.core.safety.ssvc.sheets import COMPOUNDS, Sheet
from medcord.core.safety.ssvc.value import Answers, Choice, DecisionTable, Point, Result


@dataclass(frozen=True, slots=True)
class Said:
    """What one table says: the outcome once there is only one, else which are still possible, least first."""

    table: DecisionTable
    outcome: Result | None
    possible: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Would:
    """One answer to one question, and what each table of the sheet would then still allow."""

    choice: Choice
    outcomes: tuple[tuple[Result, ...], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One question. ``changes``: some answer to it can change an outcome, as far as all else is known."""

    point: Point
    chosen: Choice | None
    changes: bool
    would: tuple[Would, ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """What a compound table makes of other answers. ``choice`` is None while several are possible (another answer is
    missing), and where the table leaves it undefined."""

    point: Point
    choice: Choice | None
    table: DecisionTable
    inputs: tuple[tuple[Point, Choice], ...]
    possible: tuple[Result, ...]

    @property
    def undefined(self) -> bool:
        """Whether the authors of the table did not say what these answers make."""
        return any(each.value == UNDEFINED for each in self.possible) and len(self.possible) == 1


@dataclass(frozen=True, slots=True)
class Look:
    """All there is to say about a sheet and some answers. ``answers`` holds what was derived too."""

    sheet: Sheet
    answers: Mapping[str, str]
    derived: tuple[Derived, ...]
    said: tuple[Said, ...]
    facts: tuple[Fact, ...]
    rules: tuple[Rule, ...]
    cautions: tuple[Caution, ...]

    @property
    def now(self) -> tuple[tuple[Result, ...], ...]:
        """What each table still allows."""
        return tuple(one.possible for one in self.said)

    @property
    def missing(self) -> tuple[Fact, ...]:
        """Questions of the tables that have no answer."""
        return tuple(fact for fact in self.facts if fact.chosen is None)

    @property
    def known(self) -> tuple[Fact, ...]:
        """Questions of the tables that have one."""
        return tuple(fact for fact in self.facts if fact.chosen is not None)

    @property
    def differ(self) -> bool:
        """Whether the tables do not say the same."""
        return len({tuple(each.value for each in one.possible) for one in self.said}) > 1


def look(sheet: Sheet, answers: Answers) -> Look:
    """What the tables of a sheet say. Answers to points that feed a compound one (safety impact for public safety
    impact) are taken too. Raises InputRefusal for an answer that a point does not have, or that contradicts another."""
    given = {point.key: answers[point.key] for point in askable(sheet) if answers.get(point.key)}
    for point in askable(sheet):
        if point.key in given:
            point.choice(given[point.key])
    derived = tuple(_derived(sheet, given))
    full = {**given, **{one.point.key: one.choice.value for one in derived if one.choice}}
    said = tuple(_said(table, full) for table in sheet.tables)
    return Look(
        sheet=sheet,
        answers=full,
        derived=derived,
        said=said,
        facts=tuple(_fact(sheet, point, full) for point in sheet.widest.points),
        rules=tuple(rule for rule in sheet.rules if holds(rule.when, full) and _raises(sheet, rule, full)),
        cautions=tuple(one for one in sheet.cautions if holds(one.when, full) and _says_one_of(said, one.outcomes)),
    )


def askable(sheet: Sheet) -> tuple[Point, ...]:
    """The points of a sheet, and those that its compound points are made of."""
    found = {point.key: point for point in sheet.points}
    for table in _feeding(sheet):
        found.update({point.key: point for point in table.points})
    return tuple(found.values())


def _feeding(sheet: Sheet) -> list[DecisionTable]:
    ids = {point.id for point in sheet.points}
    return [table for table in COMPOUNDS if table.decides in ids]


def _derived(sheet: Sheet, given: Mapping[str, str]) -> Iterator[Derived]:
    points = {point.id: point for point in sheet.points}
    for table in _feeding(sheet):
        point = points[table.decides]
        inputs = tuple((one, one.choice(given[one.key])) for one in table.points if one.key in given)
        possible = tuple(table.result(value) for value in table.possible(given))
        values = [each.value for each in possible]
        answered = given.get(point.key)
        if not inputs or (answered is not None and UNDEFINED in values):
            continue
        if answered is None:
            sure = values[0] if len(values) == 1 and values[0] != UNDEFINED else None
            yield Derived(point, point.choice(sure) if sure else None, table, inputs, possible)
        elif answered not in values:
            raise _contradicts(point, answered, values, inputs)


def _contradicts(
    point: Point, answered: str, values: list[str], inputs: tuple[tuple[Point, Choice], ...]
) -> InputRefusal:
    because = " and ".join(f"“{one.name}” is “{choice.value}”" for one, choice in inputs)
    return InputRefusal(
        f"“{point.name}” is given as “{answered}”, but where {because} the table makes it "
        f"{' or '.join(f'“{value}”' for value in values)}. "
        "Leave one of them out.",
        code="answers-contradict",
        fields={"field": point.key},
    )


def _said(table: DecisionTable, answers: Answers) -> Said:
    possible = tuple(table.result(value) for value in table.possible(answers))
    return Said(table, possible[0] if len(possible) == 1 else None, possible)


def _fact(sheet: Sheet, point: Point, answers: Answers) -> Fact:
    chosen = point.choice(answers[point.key]) if point.key in answers else None
    return Fact(
        point=point,
        chosen=chosen,
        changes=any(_matters(table, point, answers) for table in sheet.tables),
        would=tuple(
            Would(
                choice,
                tuple(_said(table, {**answers, point.key: choice.value}).possible for table in sheet.tables),
            )
            for choice in point.choices
        ),
    )


def _matters(table: DecisionTable, point: Point, answers: Answers) -> bool:
    """Whether two answers to this question lead to two outcomes, all else being equal and possible."""
    if point not in table.points:
        return False
    at = table.points.index(point)
    found: dict[tuple[str, ...], set[str]] = {}
    for row in _rows(table, {key: value for key, value in answers.items() if key != point.key}):
        found.setdefault(row[:at] + row[at + 1 :], set()).add(table.rows[row])
    return any(len(outcomes) > 1 for outcomes in found.values())


def _rows(table: DecisionTable, answers: Answers) -> Iterator[tuple[str, ...]]:
    return product(
        *([answers[p.key]] if answers.get(p.key) else [each.value for each in p.choices] for p in table.points)
    )


def _raises(sheet: Sheet, rule: Rule, answers: Answers) -> bool:
    """Whether the rule alone lifts the outcome of some row that these answers leave."""
    table, base = sheet.widest, sheet.base
    keys = [point.key for point in table.points]
    for row in _rows(table, answers):
        full = dict(zip(keys, row, strict=True))
        if extended(base, full, (rule,)) != base.rows[tuple(full[point.key] for point in base.points)]:
            return True
    return False


def _says_one_of(said: tuple[Said, ...], outcomes: tuple[str, ...]) -> bool:
    return any(each.value in outcomes for one in said for each in one.possible)
