"""Texts that may carry words across: to the regulator, other parties, everybody; each compared when it is written.

A stage says in its ``crossing.py`` of each text it holds who may come to read it, or why it is not compared. Before
anything is written, ``commit`` hands what is new in such a text to the guards. That of cases compares it with the items
under a rule (80). tests/consulting/test_texts_that_cross.py fails for a text of which nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from medcord.core.access import Viewer, ViewerKind
from medcord.ledger.rows import Row

SHORTEST = 4
"""Words; what has fewer says nothing that could be known again."""


class Reach(StrEnum):
    """Who may come to read a text."""

    EVERYBODY = "everybody"
    CASE = "parties of the case"
    AGENCIES = "the agencies"
    NAMED = "the party it is for"


Way = str | Callable[[Any], Any]
"""From a row to something: names with dots between, or what finds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """The texts of one kind of row. ``case`` leads from the row to its case, or to the report or call that has some,
    with dots; empty: the row is the case. ``parties`` leads to the id, or ids, of those who read them besides.
    ``beyond``: what is said there is bound to no case, so that it is compared with the items of every case that its
    writer reads; only ``parties`` read it. ``apart``: texts that are not compared, each with its reason."""

    model: type[Row]
    case: Way = "case"
    texts: Mapping[str, Reach] = field(default_factory=dict)
    parties: Way = ""
    beyond: bool = False
    apart: Mapping[str, str] = field(default_factory=dict)

    def of(self, row: Row) -> Any:
        """Where the case is found."""
        return _follow(row, self.case)

    def besides(self, row: Row) -> frozenset[UUID]:
        """Parties that read the texts besides, also such as are not in the case."""
        found = _follow(row, self.parties) if self.parties else ()
        return frozenset([found]) if isinstance(found, UUID) else frozenset(found or ())


Guard = Callable[[Row, Crossing, Mapping[str, str], Viewer], None]

_KNOWN: dict[type[Row], Crossing] = {}
_GUARDS: list[Guard] = []


def crosses(one: Crossing) -> Crossing:
    """Make it known."""
    _KNOWN[one.model] = one
    return one


def laid() -> list[Crossing]:
    """Everything that was said of texts."""
    return list(_KNOWN.values())


def guard(one: Guard) -> Guard:
    """Have it called with a row, what is new in its texts by field, and who writes. It raises a Refusal."""
    _GUARDS.append(one)
    return one


def require_own_words(rows: Iterable[object], *, actor: Viewer) -> None:
    """Show the guards what is new in these rows. The node writes no words of its own."""
    if actor.kind is ViewerKind.SYSTEM:
        return
    for row in rows:
        one = _KNOWN.get(type(row)) if isinstance(row, Row) else None
        if one is None or not one.texts or not isinstance(row, Row):
            continue
        said = _new(row, one)
        for each in _GUARDS if said else ():
            each(row, one, said, actor)


def _new(row: Row, one: Crossing) -> dict[str, str]:
    """Texts that are long enough to say something and not what was stored."""
    said = {name: plain(getattr(row, name)) for name in one.texts}
    said = {name: text for name, text in said.items() if len(text.split()) >= SHORTEST}
    if said and not row._state.adding:
        there = type(row).objects.filter(pk=row.pk).values(*said).first() or {}
        said = {name: text for name, text in said.items() if plain(there.get(name)) != text}
    return said


def plain(value: object) -> str:
    """The words of a text, or of all texts in a list or mapping, a line each."""
    if isinstance(value, dict):
        return plain(list(value.values()))
    if isinstance(value, list):
        return "\n".join(filter(None, (plain(one) for one in value)))
    return value if isinstance(value, str) else ""


def _follow(row: object, path: Way) -> Any:
    if not isinstance(path, str):
        return path(row)
    for name in filter(None, path.split(".")):
        row = getattr(row, name)
    return row
