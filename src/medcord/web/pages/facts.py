"""The page of a case's ledger: its facts with their links, a hundred at a time, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from medcord.cases import queries as cases
from medcord.ledger.models import FactRow
from medcord.parties import queries as parties
from medcord.web.pages.room import Room

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class FactPage:
    """``rows`` with the number each has for this viewer: its place in the chain for the owner, who knows every fact;
    for others its place among those they know, so that a gap tells of nothing."""

    rows: list[tuple[int, FactRow]]
    names: dict[UUID, str]
    count: int
    older: str
    newer: bool


def build(room: Room, asked: QueryDict) -> FactPage:
    """One page. ``before`` is the id of the fact that the page before it ended with."""
    known = cases.known(room.view, {row.pk for row in room.seen})
    numbered = [(fact.seq if room.owns else place, fact) for place, fact in enumerate(known, start=1)][::-1]
    before = asked.get("before", "")
    start = next((place for place, (_n, fact) in enumerate(numbered, start=1) if str(fact.pk) == before), 0)
    page = numbered[start : start + PER_PAGE]
    whole = cases.whole([fact for _number, fact in page])
    more = start + PER_PAGE < len(numbered)
    return FactPage(
        rows=[(number, row) for (number, _fact), row in zip(page, whole, strict=True)],
        names=parties.names({fact.party for _number, fact in page if fact.party}),
        count=len(numbered),
        older=str(page[-1][1].pk) if more else "",
        newer=start > 0,
    )
