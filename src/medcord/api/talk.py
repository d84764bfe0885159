"""Talking in a case: messages, rooms, who reads, what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from ninja import Query

from medcord.api.paging import CutQuery, Page, page_of, page_with
from medcord.api.routing import Subject
from medcord.api.schemas import talk as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import CASE_PARTIES, Asked
from medcord.cases import actions, queries
from medcord.cases.models import Case, Message, Room
from medcord.core.access import Viewer
from medcord.core.refusals import InputRefusal, NotFound
from medcord.parties import queries as parties

router = Subject(tags=["Cases"])


def _authors(rows: Iterable[Message]) -> dict[UUID, str]:
    return parties.member_names({row.author for row in rows if row.author})


def _shown(row: Message) -> shapes.CaseMessage:
    return shapes.CaseMessage.of(row, _authors([row]), queries.quotations_of([row]))


@router.get("/cases/{reference}/messages", auth=CASE_PARTIES, response=Page[shapes.CaseMessage])
def messages(
    request: Asked, reference: Key, cut: CutQuery, room: UUID | None = None, after: UUID | None = None
) -> Page[shapes.CaseMessage]:
    """Messages the viewer may read, oldest first; of one room, or after one message.

    A message that opens to the viewer later (its party has signed) may stand before others that were read already.
    """
    view = queries.sight(request.auth, queries.case_for(request.auth, reference))
    if room is not None and view.room(room) is None:
        raise NotFound("room")
    seen = queries.said(view)
    if after is not None and all(row.pk != after for row in seen):
        raise NotFound("message")
    start = next((place for place, row in enumerate(seen, start=1) if row.pk == after), 0)
    seen = [row for row in seen[start:] if room is None or row.room == room]
    rows = queries.with_words(view, seen[cut.offset : cut.offset + cut.limit])
    authors, quotes = _authors(rows), queries.quotations_of(rows)
    return page_with([shapes.CaseMessage.of(row, authors, quotes) for row in rows], len(seen), cut)


@router.post("/cases/{reference}/messages", auth=CASE_PARTIES, response={201: shapes.MessageSent})
def send(request: Asked, reference: Key, given: shapes.CaseMessageGiven) -> shapes.MessageSent:
    """Send a message, with its marking and class; the answer says who reads it."""
    row = actions.send_message(reference, actor=request.auth, **dict(given))
    case = queries.case_for(request.auth, reference)
    marking = queries.Marking(row.tlp, row.confidentiality, row.room, tuple(given.quotes))
    found = queries.reach(request.auth, case, marking)
    readers = [shapes.party_of(one.row) for one in found.readers]
    return shapes.MessageSent(message=_shown(row), readers=readers)


@router.get("/cases/{reference}/messages/{message}", auth=CASE_PARTIES, response=shapes.MessageWithVersions)
def message(request: Asked, reference: Key, message: UUID) -> shapes.MessageWithVersions:
    """One message, with what it said before."""
    case = queries.case_for(request.auth, reference)
    row = queries.message_for(request.auth, case, message)
    before = [shapes.Words.of(one) for one in queries.versions(request.auth, case, row)]
    return shapes.MessageWithVersions(**dict(_shown(row)), before=before)


@router.put("/cases/{reference}/messages/{message}", auth=CASE_PARTIES, response=shapes.CaseMessage)
def edit(request: Asked, reference: Key, message: UUID, given: shapes.CaseMessageEdited) -> shapes.CaseMessage:
    """Change the words of one's own message; the words before are kept."""
    row = actions.edit_message(
        reference,
        message,
        given.body,
        expected_version=given.expected_version,
        patient_data_seen=given.patient_data_seen,
        actor=request.auth,
    )
    return _shown(row)


@router.put("/cases/{reference}/messages/{message}/pin", auth=CASE_PARTIES, response=shapes.CaseMessage)
def pin(request: Asked, reference: Key, message: UUID, given: shapes.PinGiven) -> shapes.CaseMessage:
    """Pin a message for all who read it, or take the pin out."""
    row = actions.pin_message(reference, message, pinned=given.pinned, actor=request.auth)
    return _shown(row)


@router.post("/cases/{reference}/read", auth=CASE_PARTIES, response=shapes.Unread)
def read(request: Asked, reference: Key, given: shapes.ReadGiven) -> shapes.Unread:
    """Say which messages were shown to the member; they are not new any more."""
    actions.mark_read(reference, given.messages, actor=request.auth)
    case = queries.case_for(request.auth, reference)
    return shapes.Unread(unread=queries.unread_of(request.auth, [case])[case.pk])


def _marking(view: queries.Sight, marking: shapes.Marking) -> queries.Marking:
    room = view.room(marking.room)
    if marking.room is not None and room is None:
        raise NotFound("room")
    return queries.Marking(marking.tlp.value, marking.confidentiality.value, room)


@router.get("/cases/{reference}/readers", auth=CASE_PARTIES, response=shapes.Readers)
def readers(request: Asked, reference: Key, marking: Annotated[shapes.Marking, Query()]) -> shapes.Readers:
    """Who would read a message with this room, marking and class, by the same policy that decides who reads it."""
    case, viewer = queries.case_for(request.auth, reference), request.auth
    found = queries.reach(viewer, case, _marking(queries.sight(viewer, case), marking))
    return shapes.Readers.of(marking, found, whys=viewer.party_id == case.owner_id)


@router.get("/cases/{reference}/names", auth=CASE_PARTIES, response=shapes.Names)
def names(request: Asked, reference: Key, marking: Annotated[shapes.Marking, Query()]) -> shapes.Names:
    """Names that may stand after “@”: parties and people who would read such a message."""
    case, viewer = queries.case_for(request.auth, reference), request.auth
    view = queries.sight(viewer, case)
    return shapes.Names(names=sorted(queries.mentionable(view, _marking(view, marking))))


# --- rooms ---------------------------------------------------------------------------------------------------------


def _rooms(viewer: Viewer, case: Case, wanted: Room | None = None) -> list[shapes.CaseRoom]:
    view = queries.sight(viewer, case)
    seen, mark = queries.said(view), queries.mark_of(viewer, case)
    new = Counter(row.room for row in queries.new_to(viewer, mark.ranges if mark else (), seen))
    said = Counter(row.room for row in seen)
    rows = [row for row in view.rooms() if wanted is None or row.pk == wanted.pk]
    return [shapes.CaseRoom.of(row, said[row.pk], new[row.pk]) for row in rows]


@router.get("/cases/{reference}/rooms", auth=CASE_PARTIES, response=Page[shapes.CaseRoom])
def rooms(request: Asked, reference: Key, cut: CutQuery) -> Page[shapes.CaseRoom]:
    """The rooms that exist for the viewer, with what is said and new in each."""
    found = _rooms(request.auth, queries.case_for(request.auth, reference))
    return page_of(found, cut, lambda room: room)


@router.post("/cases/{reference}/rooms", auth=CASE_PARTIES, response={201: shapes.CaseRoom})
def open_room(request: Asked, reference: Key, given: shapes.RoomGiven) -> shapes.CaseRoom:
    """Open the thread of a product, or a side room for chosen parties; for others a side room does not exist."""
    if given.product is not None and (given.title or given.parties or given.with_finder):
        raise InputRefusal(
            "A product's thread has no title, parties or finder of its own. Send “product” alone, or leave it out.",
            fields={"field": "product"},
        )
    if given.product is not None:
        row = actions.open_thread(reference, given.product, actor=request.auth)
    else:
        row = actions.open_side_room(reference, given.words(), actor=request.auth)
    return _rooms(request.auth, queries.case_for(request.auth, reference), row)[0]


@router.post("/cases/{reference}/rooms/{room}/closing", auth=CASE_PARTIES, response=shapes.CaseRoom)
def close_room(request: Asked, reference: Key, room: UUID) -> shapes.CaseRoom:
    """Close a room: it is read as before, and nothing more is said in it."""
    row = actions.close_room(reference, room, actor=request.auth)
    return _rooms(request.auth, queries.case_for(request.auth, reference), row)[0]


@router.post("/cases/{reference}/rooms/{room}/leaving", auth=CASE_PARTIES, response=shapes.Unread)
def leave_room(request: Asked, reference: Key, room: UUID) -> shapes.Unread:
    """Leave a side room for the viewer's whole party. It cannot be taken back."""
    actions.leave_room(reference, room, actor=request.auth)
    case = queries.case_for(request.auth, reference)
    return shapes.Unread(unread=queries.unread_of(request.auth, [case])[case.pk])
