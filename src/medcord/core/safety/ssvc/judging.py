"""What a named person decides beside a sheet, checked: the answers, what both tables say, what is decided and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from medcord.core.facts import Code
from medcord.core.refusals import InputRefusal
from medcord.core.safety.ssvc.asking import Look, Said, askable, look
from medcord.core.safety.ssvc.sheets import SHEETS, Sheet

OPEN: Final = "open"  # the answers leave more than one outcome
LONGEST_REASON: Final = 2000
PERSON: Final = "person"
DERIVED: Final = "derived"


WORDS: Final[Mapping[str, str]] = {
    PERSON: "said by the person who decided",
    DERIVED: "from other answers, by SSVC's own table",
    "attacks": "attacks are marked as seen",
    "exploit-public": "an exploit is marked as public",
    "public": "it is marked as public",
    "contact": "a contact with the manufacturer is noted",
    "confirmed": "the weakness is confirmed",
    "makers": "several manufacturers are in the case",
    "acknowledged": "every manufacturer in the case says that it has the report",
    "fix-ready": "every manufacturer in the case says that its fix is ready",
    "opinion": "the regulator's newest harm opinion",
    "known-exploited": "the advisory names a weakness that is known to be exploited",
    "clinical-role": "what our devices under this advisory do for patients",
}
"""Where an answer came from: the code that is kept, and how it is said."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer to a point, the code of the fact behind it, and when that was."""

    point: str
    value: str
    source: str
    at: datetime

    @property
    def words(self) -> str:
        """Where the answer came from, as it is said."""
        return WORDS[self.source]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person answered, decides, and why. ``sheet`` is the key of a sheet."""

    sheet: str
    answers: Mapping[str, str]
    decided: str
    because: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement that can be kept. ``original`` and ``extended`` are tags (key:version) of the tables asked."""

    sheet: Sheet
    found: Look
    decided: str
    because: str

    @property
    def original(self) -> str:
        return self.found.said[0].table.tag

    @property
    def extended(self) -> str:
        return self.found.said[-1].table.tag

    @property
    def outcome(self) -> str:
        """What the original says; ``open`` while facts were missing."""
        return _outcome(self.found.said[0])

    @property
    def extended_outcome(self) -> str:
        """What ours for devices says; ``open`` while facts were missing."""
        return _outcome(self.found.said[-1])

    def sources(self, known: Mapping[str, Suggestion]) -> dict[str, str]:
        """Where each answer came from: a fact that says the same, another answer, or the person."""
        derived = {one.point.key for one in self.found.derived}
        found = {}
        for point, value in self.found.answers.items():
            fact = known.get(point)
            agrees = fact is not None and fact.value == value
            found[point] = fact.source if fact is not None and agrees else DERIVED if point in derived else PERSON
        return found

    def sealed_words(self) -> list[str]:
        """What the digest of the fact covers, in order."""
        return [*(f"{point}={value}" for point, value in sorted(self.found.answers.items())), self.because]


def judged(given: Judgement, among: Collection[str]) -> Judged:
    """The judgement, checked; ``among`` are the sheets decided here. Raises InputRefusal naming what may be chosen."""
    sheet = sheet_among(given.sheet, among)
    found = look(sheet, _answers(sheet, given.answers))
    return Judged(sheet, found, _decided(sheet, given.decided), _because(given.because))


def sheet_among(key: str, among: Collection[str]) -> Sheet:
    """The sheet of this key, where it is one of those decided here. Raises InputRefusal naming them."""
    if key in among:
        return SHEETS[key]
    named = ", ".join(among)
    asked = f"“{key[:40]}” is not decided here." if key in SHEETS else f"There is no decision table “{key[:40]}”."
    raise InputRefusal(f"{asked} Here is decided: {named}.", code="unknown-table", fields={"field": "table"})


def word(outcome: str) -> Code:
    """An outcome as a machine word: "track*" and "do not publish" hold signs that a fact cannot."""
    return Code(outcome.replace("*", "+").replace(" ", "-"))


def _answers(sheet: Sheet, answers: Mapping[str, str]) -> dict[str, str]:
    points = [point.key for point in askable(sheet)]
    unknown = next((key for key in answers if key not in points), None)
    if unknown is not None:
        raise InputRefusal(
            f"This table has no question of that name. It asks {', '.join(points)}.", code="unknown-question"
        )
    return {key: value for key, value in answers.items() if value}


def _because(text: str) -> str:
    said = text.strip()
    if not 0 < len(said) <= LONGEST_REASON:
        raise InputRefusal(
            f"Say why in 1 to {LONGEST_REASON:,} characters, so that whoever reads it later understands.",
            code="reason-needed",
            fields={"field": "because"},
        )
    return said


def _decided(sheet: Sheet, value: str) -> str:
    values = [each.value for each in sheet.base.outcomes]
    if value not in values:
        named = ", ".join(f"“{each}”" for each in values)
        raise InputRefusal(f"Decide one of {named}.", code="unknown-answer", fields={"field": "decided"})
    return value


def _outcome(said: Said) -> str:
    return said.outcome.value if said.outcome else OPEN
