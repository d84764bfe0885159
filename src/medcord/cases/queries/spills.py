"""What of a case can be destroyed, what was, and what is held: for the owner and its auditor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from medcord.cases.models import Case
from medcord.cases.queries.cases import item
from medcord.core.access import Permission, Viewer, may
from medcord.core.refusals import NotFound
from medcord.ledger import destroying, roads
from medcord.ledger.models import LegalHold
from medcord.ledger.roads import Road
from medcord.ledger.rows import Row

SHOWN = 160


def _require_owner(viewer: Viewer, case: Case) -> None:
    if not may(viewer, Permission.CASE_PURGE_READ, item(case)).allowed:
        raise NotFound("page")


@dataclass(frozen=True, slots=True)
class Destroyable:
    """One thing of a case. ``shows`` is how it begins; ``text`` all its words, for finding; neither is kept."""

    what: str
    item: UUID
    words: str
    shows: str
    text: str
    at: datetime | None
    gone: bool
    along: int

    @property
    def key(self) -> str:
        """As a form and the API name it."""
        return f"{self.what}:{self.item}"


def destroyable(viewer: Viewer, case: Case) -> list[Destroyable]:
    """Everything of a case that has a road. Raises NotFound for everybody but the owner."""
    _require_owner(viewer, case)
    within = roads.lying_in(case.pk)
    rows = {one.what: list(one.model.objects.filter(**{one.within: case.pk})) for one in within}
    return [_thing(one, row, rows) for one in within for row in rows[one.what] if _text(one, row)]


def _thing(one: Road, row: Row, rows: dict[str, list[Row]]) -> Destroyable:
    along = [
        each
        for other in roads.hanging_on(one)
        for each in rows.get(other.what, ())
        if getattr(each, f"{other.under[1]}_id") == row.pk and not other.is_gone(each)
    ]
    text = _text(one, row)
    at = getattr(row, "at", None) or getattr(row, "asked_at", None) or getattr(row, "signed_at", None)
    return Destroyable(one.what, row.pk, one.words, text[:SHOWN], text, at, one.is_gone(row), len(along))


def _said(value: Any) -> str:
    """The words of a field, also of one that holds several by name, or a list of such."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return " · ".join(filter(None, map(_said, parts)))
    return str(value)


def _text(one: Road, row: Row) -> str:
    shown = [_said(getattr(row, name)) for name in one.shows if getattr(row, name)]
    rest = [_said(getattr(row, name)) for name in one.texts if name not in (*one.shows, "salt") and getattr(row, name)]
    return " · ".join(filter(None, [*shown, *rest])) or ("destroyed" if getattr(row, "purged_at", None) else "")


def holding(things: Iterable[Destroyable], words: str) -> list[Destroyable]:
    """Those that hold these words, whatever their case: to find where a name stands."""
    wanted = words.casefold().strip()
    return [one for one in things if not wanted or wanted in one.text.casefold()]


def hold_on(viewer: Viewer, case: Case) -> LegalHold | None:
    """The legal hold that stands on a case, if the viewer may know it."""
    _require_owner(viewer, case)
    return next(iter(destroying.holds_on(f"case:{case.pk}")), None)


def book(viewer: Viewer, case: Case) -> list[destroying.Said]:
    """What was destroyed and held in a case, with the words why."""
    _require_owner(viewer, case)
    return destroying.book_of(f"case:{case.pk}")
