"""Which rows hold what people wrote, and what is left of each when it is destroyed.

A stage lays a road for each of its rows that hold content, in its ``roads.py``, which is loaded when Django is ready.
tests/files/test_purge_roads.py fails for a row with words and no road. The bytes of files named by a road are destroyed
by the reaction to the fact, after the commit: a roll-back loses nothing, a kill leaves nothing undestroyed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Field, Value

from medcord.core.facts import ContentPurged
from medcord.ledger import blobs
from medcord.ledger.models import FactRow
from medcord.ledger.outbox import on
from medcord.ledger.rows import Row

GONE = "destroyed"

_ROADS: dict[str, Road] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """How one kind of content is destroyed.

    ``texts`` says what stands in each field afterwards (a callable is called; of a type, such as ``list``, the empty
    value tells that it was destroyed), ``blobs`` name the bytes that go, and
    ``keeps`` the fields of text that stay, each with its reason. ``within`` leads to the case that owns the row, empty
    for what lies in none. ``under`` names the kind it hangs on and the field that leads there: it goes along with that.
    ``words`` is what people call it, ``shows`` the fields by which they know one from another.
    """

    what: str
    model: type[Row]
    words: str
    texts: Mapping[str, object | Callable[[], object]]
    shows: tuple[str, ...] = ()
    within: str = ""
    under: tuple[str, str] = ("", "")
    blobs: tuple[str, ...] = ()
    keeps: Mapping[str, str] = field(default_factory=dict)

    def is_gone(self, row: Row) -> bool:
        """Whether it was destroyed already."""
        if hasattr(row, "purged_at"):
            return row.purged_at is not None
        left = {name: value() if isinstance(value, type) else value for name, value in self.texts.items()}
        return all(getattr(row, name) == value for name, value in left.items() if not callable(value))

    def empty(self, row: Row, now: datetime) -> Row:
        """Take the content out of a row. With its salt gone too, nobody can prove a guess by the chain."""
        columns = {column.name for column in self.model._meta.fields}
        always = {name: left for name, left in (("salt", ""), ("purged_at", now)) if name in columns}
        for name, left in {**always, **self.texts}.items():
            setattr(row, name, left() if callable(left) else left)
        return row

    def unsaid(self) -> list[str]:
        """Fields that could hold words and of which the road says nothing."""
        told = {*self.texts, *self.keeps, "salt"}
        return [column.name for column in self.model._meta.fields if holds_words(column) and column.name not in told]


def holds_words(column: Field[object, object]) -> bool:
    """Whether people's words fit into a column: text without a closed list of choices, or JSON."""
    kind = column.get_internal_type()
    return kind in ("CharField", "TextField", "EmailField", "URLField", "JSONField") and not column.choices


def lay(one: Road) -> Road:
    """Make a road known. Its ``what`` is stored in facts: do not rename it."""
    _ROADS[one.what] = one
    return one


def laid() -> list[Road]:
    """Every road there is."""
    return list(_ROADS.values())


def of(what: str) -> Road | None:
    """The road of a kind of content."""
    return _ROADS.get(what)


def lying_in(case: UUID) -> list[Road]:
    """The roads of which a case has something, in one query, however many kinds of content there are."""
    within = [one for one in _ROADS.values() if one.within]
    kinds = [
        one.model.objects.filter(**{one.within: case})
        .order_by()
        .annotate(what_it_is=Value(one.what, output_field=CharField()))
        .values_list("what_it_is", flat=True)
        for one in within
    ]
    there = set(kinds[0].union(*kinds[1:])) if kinds else set()
    return [one for one in within if one.what in there]


def hanging_on(one: Road) -> list[Road]:
    """What goes along."""
    return [other for other in _ROADS.values() if other.under[0] == one.what]


@on(ContentPurged, name="ledger.destroy-bytes")
def destroy_bytes(fact: FactRow) -> None:
    """Destroy the files of what was purged. Doing it twice does no harm."""
    found = of(fact.data["what"])
    if found is None or not found.blobs:
        return
    for values in found.model.objects.filter(pk=UUID(fact.data["item"])).values_list(*found.blobs):
        for blob in filter(None, values):
            blobs.store().destroy(blob)
