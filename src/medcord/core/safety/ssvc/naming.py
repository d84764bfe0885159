"""Tables, points and answers by the names people type: any case, words or codes, with or without signs between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from medcord.core.refusals import InputRefusal
from medcord.core.safety.ssvc.asking import askable
from medcord.core.safety.ssvc.sheets import SHEETS, Sheet
from medcord.core.safety.ssvc.value import Choice, Point

_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "triage": ("DT_COORD_TRIAGE",),
    "coordinator": ("cisa", "DT_CISA", "CISA Levels"),
    "publish": ("publication", "DT_COORD_PUBLISH"),
    "supplier": ("manufacturer", "patch development", "supplier patch development priority", "DT_SP"),
    "deployer": ("hospital", "patch application", "deployer patch application priority", "DT_DP"),
    "bod-26-04": ("bod", "DT_BOD2604"),
    "human-impact": ("HI", "DT_HI"),
    "public-safety-impact": ("PSI", "public safety", "DT_PSI"),
    "utility": ("U", "DT_U"),
    "mission-wellbeing": ("MWI", "mission and well-being", "mission and well-being impact"),
}


def plain(text: str) -> str:
    """Letters, digits, stars and plus signs in lower case; the rest does not count."""
    return "".join(sign for sign in text.casefold() if sign.isalnum() or sign in "*+&")


def sheet_named(text: str) -> Sheet:
    """The sheet of this name. Raises InputRefusal naming all of them."""
    for key, sheet in SHEETS.items():
        names = (key, *_ALSO[key], *(each for table in sheet.tables for each in (table.key, table.tag)))
        if plain(text) in {plain(name) for name in names} or plain(text) == plain(sheet.base.name):
            return sheet
    raise InputRefusal(
        f"There is no decision table “{text[:40]}”. There are: {', '.join(SHEETS)}.",
        code="unknown-table",
        fields={"field": "table"},
    )


def point_named(sheet: Sheet, text: str) -> Point:
    """The question of this name, code or identity. Raises InputRefusal naming all that the sheet asks."""
    points = askable(sheet)
    for point in points:
        if plain(text) in {plain(name) for name in (point.key, point.name, point.short, point.id)}:
            return point
    named = ", ".join(f"{point.key} ({point.short})" for point in points)
    raise InputRefusal(f"The table “{sheet.key}” does not ask “{text}”. It asks: {named}.", code="unknown-question")


def choice_named(point: Point, text: str) -> Choice:
    """The answer of this name or code. Raises InputRefusal naming all answers."""
    for choice in point.choices:
        if plain(text) in {plain(name) for name in (choice.value, choice.label, choice.short)}:
            return choice
    named = ", ".join(f"“{each.value}” ({each.short})" for each in point.choices)
    raise InputRefusal(
        f"“{point.key}” cannot be answered with “{text}”. Its answers are {named}.",
        code="unknown-answer",
        fields={"field": point.key},
    )


def answers_of(sheet: Sheet, given: Iterable[str]) -> dict[str, str]:
    """Answers from texts such as ``exploitation=active`` or ``E=A``. Raises InputRefusal for one that says nothing."""
    answers: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise InputRefusal(
                f"“{text}” is no answer. Write it as POINT=VALUE, such as {sheet.points[0].key}="
                f"{plain(sheet.points[0].choices[0].value)}.",
                code="unknown-answer",
            )
        point = point_named(sheet, name)
        if point.key in answers:
            raise InputRefusal(f"“{point.key}” is given twice. Give it once.", code="unknown-answer")
        answers[point.key] = choice_named(point, value).value
    return answers
