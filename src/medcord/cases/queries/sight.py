"""What of a case's talk exists for one viewer, without loading a word of it: rooms, and messages as short rows.

Asked once for a page. The policy answers once for each kind of message there is, not once for each message.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from medcord.cases.items import audience_of, item_of, room_item
from medcord.cases.models import Case, Message, Room
from medcord.cases.passing import readers_of, roots_of
from medcord.core.access import Answer, CaseItem, MessageItem, Permission, Viewer, may
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.ledger.queries import ShortFact

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Seen(NamedTuple):
    """A message that exists for the viewer, without its words."""

    number: int
    pk: UUID
    room: UUID | None
    at: datetime
    party: UUID | None
    author: UUID | None
    pinned: bool


class ShortRow(NamedTuple):
    """A message by the columns the policy and the lists look at. The names are those of the columns."""

    number: int
    pk: UUID
    room_id: UUID | None
    at: datetime
    party_id: UUID | None
    author: UUID | None
    pinned_at: datetime | None
    tlp: str
    confidentiality: str
    consulted: bool
    marked: str
    readers: list[str] | None
    roots: list[dict[str, object]]
    case_id: UUID

    @property
    def seen(self) -> Seen:
        """What of it is shown in lists."""
        pinned = self.pinned_at is not None
        return Seen(self.number, self.pk, self.room_id, self.at, self.party_id, self.author, pinned)


@dataclass(frozen=True)
class Sight:
    """One viewer before one case: the case as the policy sees it, and every room of it (to ask about, not to show)."""

    viewer: Viewer
    case: Case
    item: CaseItem
    answer: Answer
    every_room: dict[UUID, Room]
    _answers: dict[tuple[object, ...], bool] = field(default_factory=dict)
    _audiences: dict[UUID, frozenset[UUID] | None] = field(default_factory=dict)
    _said: list[Seen] = field(default_factory=list)
    _chain: list[ShortFact] = field(default_factory=list)

    def rooms(self) -> list[Room]:
        """The rooms that exist for the viewer, oldest first."""
        return [row for row in self.every_room.values() if self._may(Permission.CASE_ROOM_READ, row)]

    def room(self, wanted: UUID | None) -> Room | None:
        """A room by id, if it exists for the viewer."""
        row = self.every_room.get(wanted) if wanted else None
        return row if row is not None and self._may(Permission.CASE_ROOM_READ, row) else None

    def _may(self, permission: Permission, room: Room) -> bool:
        return may(self.viewer, permission, room_item(room, self.item)).allowed

    def audience(self, room: UUID | None) -> frozenset[UUID] | None:
        """Who is named as the readers of a room."""
        if room is None:
            return None
        if room not in self._audiences:
            self._audiences[room] = audience_of(self.every_room[room], self.item)
        return self._audiences[room]

    def reads(self, row: ShortRow) -> bool:
        """Whether a message exists for the viewer. Messages that differ in nothing the policy looks at share an
        answer: besides its kind that is whose it is, and on which side of the viewer's bounds it was said."""
        party, klass = row.party_id, row.confidentiality
        mine = party is not None and party == self.viewer.party_id
        bound = (row.marked, str(row.readers), str(row.roots)) if row.roots or row.readers is not None else ()
        key = (row.room_id, row.tlp, klass, row.consulted, mine, party is None, *self._side(row.at), *bound)
        known = self._answers.get(key)
        if known is None:
            what = MessageItem(
                case=self.item,
                tlp=Tlp(row.tlp),
                klass=ConfidentialityClass(klass),
                author_party=party,
                consulted=row.consulted,
                audience=self.audience(row.room_id),
                created_at=row.at,
                marked=ConfidentialityClass(row.marked) if row.marked else None,
                readers=readers_of(row.readers),
                roots=roots_of(row.roots),
            )
            known = self._answers[key] = may(self.viewer, Permission.CASE_MESSAGE_READ, what).allowed
        return known

    def _side(self, at: datetime) -> tuple[bool, bool]:
        until, since = self.answer.until, self.answer.since
        return until is None or at <= until, since is None or at >= since


def sight(viewer: Viewer, case: Case) -> Sight:
    """The viewer before one case."""
    return sights(viewer, [case])[case.pk]


def sights(viewer: Viewer, found: Iterable[Case]) -> dict[UUID, Sight]:
    """The same for many cases, in one query."""
    cases = list(found)
    rooms: dict[UUID, dict[UUID, Room]] = {case.pk: {} for case in cases}
    for row in Room.objects.filter(case__in=list(rooms)).select_related("product").order_by("opened_at"):
        rooms[row.case_id][row.pk] = row
    seen = {}
    for case in cases:
        of_case = item_of(case, case.participants.all(), [row.report_id for row in case.more_reports.all()])
        answer = may(viewer, Permission.CASE_READ, of_case)
        seen[case.pk] = Sight(viewer, case, of_case, answer, rooms[case.pk])
    return seen


def as_finder(viewer: Viewer, case: Case) -> Sight:
    """The finder before a case: not a reader of it, but perhaps of messages addressed to the finder."""
    found = sight(viewer, case)
    return replace(found, answer=Answer(allowed=True, because="It is addressed to you."))


def said(view: Sight) -> list[Seen]:
    """Messages that exist for the viewer, in the order they were said."""
    if view.answer.allowed and not view._said:
        rows = short_rows(Message.objects.filter(case=view.case))
        view._said.extend(row.seen for row in rows if view.reads(row))
    return view._said


def said_in(views: dict[UUID, Sight], rows: Iterable[ShortRow]) -> dict[UUID, list[Seen]]:
    """The same from rows of many cases (of ``short_rows``)."""
    found: dict[UUID, list[Seen]] = {pk: [] for pk in views}
    for row in rows:
        view = views[row.case_id]
        if view.answer.allowed and view.reads(row):
            found[view.case.pk].append(row.seen)
    return found


def short_rows(query: QuerySet[Message]) -> list[ShortRow]:
    """Messages without their words, in the order they were said."""
    return [ShortRow._make(row) for row in query.order_by("number").values_list(*ShortRow._fields)]
