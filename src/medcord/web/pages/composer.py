"""What the forms of a case room offer: where one may write, who will read it, whom a room may be opened for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import QueryDict

from medcord.cases import queries as cases
from medcord.cases.models import Case, Message
from medcord.cases.models import Room as RoomRow
from medcord.cases.queries import Marking
from medcord.core.access import Permission, Viewer, may
from medcord.core.confidentiality import strictest_tlp
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.web.forms.base import is_id
from medcord.web.pages.room import CASE_WIDE, Talked

Choices = list[tuple[str, str]]
KINDS = {RoomRow.Kind.PRODUCT.value: "Product", RoomRow.Kind.SIDE.value: "Side room"}


def rooms_to_speak_in(viewer: Viewer, room: Talked) -> Choices:
    """Where the viewer may write: values and names for the form."""
    open_ones = [
        row
        for row in room.view.rooms()
        if may(viewer, Permission.CASE_ROOM_SPEAK, cases.room_item(row, room.view.item)).allowed
    ]
    return [("", CASE_WIDE), *((str(row.pk), f"{KINDS[row.kind]}: {row.title}") for row in open_ones)]


def reach_of(viewer: Viewer, room: Talked, given: Mapping[str, str], quotes: Sequence[UUID] = ()) -> cases.Reach:
    """Who reads what is about to be written, for the choices of the form."""
    return cases.reach(viewer, room.case, marking_of(room, given, quotes))


def marking_of(room: Talked, given: Mapping[str, str], quotes: Sequence[UUID] = ()) -> Marking:
    """The choices of the form as they are asked about."""
    chosen = room.view.room(UUID(given["room"])) if given["room"] else None
    return Marking(given["tlp"], given["confidentiality"], chosen, tuple(quotes))


def quotable(room: Talked, quotes: Sequence[UUID]) -> list[Message]:
    """Those of the wanted messages that exist for the viewer and have their words still."""
    wanted = [row for row in room.seen if row.pk in quotes]
    return [row for row in cases.with_words(room.view, wanted) if row.purged_at is None]


def beginning(room: Talked, asked: QueryDict, rooms: Choices) -> dict[str, Any]:
    """What the form begins with: the thread that is open; for a reply the thread, marking and class of the message it
    answers, so that it is not read by more."""
    begun: dict[str, Any] = {"room": "", "tlp": Tlp.AMBER.value, "confidentiality": ConfidentialityClass.NONE.value}
    answered = [row for row in room.seen if str(row.pk) == asked.get("reply", "")]
    wanted = asked.get("thread", "")
    if answered:
        row = cases.with_words(room.view, answered)[0]
        wanted = str(row.room_id or "")
        begun |= {"tlp": row.tlp, "confidentiality": row.confidentiality, "body": f"#{cases.code_of(row.pk)} "}
    quoted = quotable(room, [UUID(one) for one in asked.getlist("quote") if is_id(one)])
    if quoted:
        begun |= {"quote": [row.pk for row in quoted], "tlp": strictest_tlp(Tlp(row.tlp) for row in quoted).value}
    return begun | {"room": wanted if wanted in dict(rooms) else ""}


def parties_to_choose(viewer: Viewer, case: Case) -> Choices:
    """Whom a side room may be opened for; its owner is in it anyhow."""
    able = cases.content_readers(viewer, case)
    left = [row for row in able if row.party_id not in (viewer.party_id, case.owner_id)]
    return [(str(row.party_id), f"{row.party.name} ({row.role})") for row in left]


def products_to_choose(viewer: Viewer, case: Case) -> Choices:
    """Products that a thread may be opened for."""
    return [(str(one.pk), f"{one.name}, {one.maker.name}") for one in cases.products_to_discuss(viewer, case)]


def names_to_mention(room: Talked, given: Mapping[str, str], quotes: Sequence[UUID] = ()) -> Sequence[str]:
    """Whom what is about to be written may call, each by the shortest name."""
    shortest: dict[UUID, str] = {}
    for name, who in sorted(cases.mentionable(room.view, marking_of(room, given, quotes)).items(), key=_length):
        shortest.setdefault(who, name)
    return sorted(shortest.values())


def _length(named: tuple[str, UUID]) -> int:
    return len(named[0])
