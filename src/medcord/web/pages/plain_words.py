"""How hard the plain words of a draft are to read, field by field and as a whole; it informs and keeps nothing in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.forms import BoundField

from medcord.cases.models import Statement
from medcord.core.advisory.reading_level import CLINICIAN_GRADE, PATIENT_GRADE, ReadingLevel, reading_level
from medcord.drafting.texts import PARTS, What
from medcord.web.forms.case import NEEDED_TO_PUBLISH, DraftForm

FOR_PATIENTS: Final = ("device", "what_could_happen", "what_to_do", "not_known")
FOR_CLINICIANS: Final = (
    "clinicians_device", "clinicians_could_happen", "clinicians_to_do", "clinicians_not_known",
)  # fmt: skip
PLAIN: Final = (*FOR_PATIENTS, *FOR_CLINICIANS)
_WHOLE: Final = "All of it"
_NEEDED: Final = frozenset({"news", "title", "summary", *NEEDED_TO_PUBLISH})
_SHOWN: Final = frozenset({"cve", "cwe"})
_UNWRITTEN: Final = {"clinicians": "nothing of their own: the words for patients stand for both"}


@dataclass(frozen=True, slots=True)
class Level:
    """Of one field, or of the whole ("whole"). ``target`` is the grade its readers should need at most."""

    name: str
    label: str
    found: ReadingLevel
    target: int

    @property
    def above(self) -> bool:
        return self.found.above(self.target)


@dataclass(frozen=True, slots=True)
class Reading:
    """The levels of the fields that say something, and of the whole."""

    fields: tuple[Level, ...]
    whole: Level

    @property
    def all(self) -> tuple[Level, ...]:
        """Each line that stands on the page."""
        return (*self.fields, self.whole)

    def of(self, name: str) -> Level | None:
        """The level of one field, if it is one of plain words."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields of the draft that belong together, each with its level where it has one."""

    title: str
    key: str
    rows: tuple[tuple[BoundField, Level | None], ...]
    level: Level | None = None

    @property
    def says(self) -> str:
        """How it stands, for who does not open it."""
        wrong = sum(bool(field.errors) for field, _ in self.rows)
        if wrong:
            return f"{wrong} to look at"
        written = [field for field, _ in self.rows if field.value()]
        if not written:
            return _UNWRITTEN.get(self.key, "nothing yet")
        said = [f"{len(written)} of {len(self.rows)} written"]
        said += [str(field.value()) for field in written if field.name in _SHOWN]
        if self.level is not None and self.level.found.grade is not None:
            said.append(f"reads at grade {self.level.found.grade}")
        return ", ".join(said)

    @property
    def open(self) -> bool:
        """Whether somebody has to write or mend something in it."""
        return any(field.errors or (field.name in _NEEDED and not field.value()) for field, _ in self.rows)


def reading(words: Mapping[str, str], statements: Sequence[Statement]) -> Reading:
    """The levels of the words as they are, typed or saved. Names of the stated products do not count as hard."""
    names = list(_names(statements))
    labels = PARTS[What.ADVISORY]
    fields = tuple(
        Level(name, labels[name], reading_level(words.get(name, ""), names), _target(name)) for name in PLAIN
    )
    together = "\n".join(words.get(name, "") for name in FOR_PATIENTS)
    return Reading(fields, Level("whole", _WHOLE, reading_level(together, names), PATIENT_GRADE))


def _target(name: str) -> int:
    return CLINICIAN_GRADE if name in FOR_CLINICIANS else PATIENT_GRADE


def typed(form: DraftForm, saved: Reading, statements: Sequence[Statement]) -> Reading:
    """The levels of what a refused form still holds; of what is saved where nothing was typed."""
    return reading({name: form.data.get(name, "") for name in PLAIN}, statements) if form.is_bound else saved


def _names(statements: Iterable[Statement]) -> Iterable[str]:
    for row in statements:
        yield from (row.product.name, row.product.model_number, row.product.maker.name, row.product.maker.short_name)


_SECTIONS: Final = (
    ("What it is about", "about", ("news", "title", "summary")),
    ("For patients, in plain words", "patients", FOR_PATIENTS),
    ("For clinicians", "clinicians", FOR_CLINICIANS),
    ("When, and what it advises", "plan", ("actions", "planned_at")),
)


def sections(form: DraftForm, levels: Reading) -> tuple[Section, ...]:
    """The form in parts, in the order in which it is read; what no part names stands in the last."""
    fields = {field.name: field for field in form.visible_fields()}
    found = []
    for title, key, names in _SECTIONS:
        rows = tuple((fields.pop(name), levels.of(name)) for name in names if name in fields)
        found.append(Section(title, key, rows, levels.whole if key == "patients" else None))
    rest = tuple((field, None) for field in fields.values())
    return (*found[:3], Section("For engineers", "engineers", rest), *found[3:])
