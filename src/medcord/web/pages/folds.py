"""How the parts of the draft's page stand, in a line each, and which of them start open.

What somebody has to do now starts open; what is done, or is not theirs, is one line. A form that was refused is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.forms import BaseForm

from medcord.cases.models import Statement
from medcord.core.clocks import Clock
from medcord.web.templatetags.medcord import left

if TYPE_CHECKING:  # both ask this module for values of its own
    from medcord.web.pages.draft import DraftPage
    from medcord.web.pages.plain_words import Reading
    from medcord.web.pages.texts import TextPage


@dataclass(frozen=True, slots=True)
class Fold:
    """``says``: how the part stands. ``open``: whether it starts open."""

    says: str = ""
    open: bool = False


CLOSED: Final = Fold()


def of_draft(
    page: DraftPage, text: TextPage | None, asked_for: Mapping[str, str], ask: BaseForm, *, owns: bool
) -> dict[str, Fold]:
    """The parts of a draft's page; ``owns``: whether the viewer coordinates the case."""
    around = {"used": of_material(page, owns=owns), "reading": of_reading(page.reading)}
    return around | of_text(text, asked_for, ask)


def of_text(text: TextPage | None, asked_for: Mapping[str, str], ask: BaseForm) -> dict[str, Fold]:
    """The parts that every text has: itself with its comments, who was asked, and its versions. ``asked_for`` are the
    versions to compare, ``ask`` the form that asks somebody."""
    if text is None:
        return {}
    refused = any(one.form is not None and one.form.is_bound for part in text.parts for one in part.remarks)
    decides = text.writes and bool(text.undecided)
    comment = text.form is not None and text.form.is_bound
    compares = "from" in asked_for or "to" in asked_for
    return {
        "text": Fold(_comments(text), decides or refused or not text.writes),
        "comment": Fold("Mark a passage in the text, or choose a part", comment or text.owed),
        "asked": Fold(_asked(text), ask.is_bound),
        "versions": Fold(_versions(text), compares),
    }


def of_material(page: DraftPage, *, owns: bool) -> Fold:
    """What may be used in a draft; ``owns``: whether the viewer coordinates the case."""
    if not page.statements:
        return Fold("No statement yet", open=True)
    said = [_count(len(page.statements), "statement"), *_remedies(page.statements)]
    said.append("harm released" if page.sentence else "harm: assessment pending")
    if owns:
        said.append(f"thanks to {len(page.credit)}" if page.credit else "nobody asked for credit")
    return Fold(", ".join(said))


def of_reading(found: Reading) -> Fold:
    """How hard the plain words are to read, for who does not write them."""
    grade = found.whole.found.grade
    return Fold("" if grade is None else f"grade {grade}; {found.whole.target} is the aim")


def _remedies(rows: Sequence[Statement]) -> Iterable[str]:
    offered = [one for row in rows for one in row.offered]
    controls = sum(one.control for one in offered)
    if len(offered) > controls:
        yield _count(len(offered) - controls, "remedy", "remedies")
    if controls:
        yield _count(controls, "compensating control")


def _comments(text: TextPage) -> str:
    if not text.remarks:
        return "no comment yet"
    waits = f"{text.undecided} to decide" if text.undecided else "all decided"
    return f"{_count(text.remarks, 'comment')}, {waits}"


def _asked(text: TextPage) -> str:
    if not text.asked:
        return "nobody yet"
    return "; ".join(f"{one.row.party.short_name} {_stands(one.row, one.clock)}" for one in text.asked)


def _stands(row: Any, value: Clock) -> str:
    if row.answered_at:
        return _count(row.comments, "comment") if row.comments else "no comments"
    if value.ended:
        return "said nothing before it came out"
    return left(row.due_at)


def _versions(text: TextPage) -> str:
    newest = text.versions[0] if text.versions else None
    return f"{len(text.versions)}, the newest by {newest.name or 'medcord'}" if newest else ""


def _count(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"
