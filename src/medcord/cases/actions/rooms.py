"""Rooms: open the thread of a product or a side room, close it, leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.items import room_item
from medcord.cases.models import Case, Room
from medcord.core import access
from medcord.core.access import Permission, Viewer
from medcord.core.facts import Code, RoomClosed, RoomLeft, RoomOpened
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.gateways import clock


@dataclass(frozen=True, slots=True)
class SideRoom:
    """A room for chosen parties. The case's owner and the opener's party are always in it."""

    title: str
    parties: Sequence[UUID] = ()
    with_finder: bool = False


@ledger.action
def open_thread(reference: str, product: UUID, *, actor: Viewer) -> Room:
    """Open the thread of one product of a manufacturer in the case; everybody who reads the content reads it."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_MESSAGE_SEND, case)
    about = next((one for one in queries.products_to_discuss(actor, case) if one.pk == product), None)
    if about is None:
        raise NotFound("product")
    row = Room(case=case, kind=Room.Kind.PRODUCT, title=about.name[:120], product=about, **_opening(actor))
    view = queries.sight(actor, case)
    access.require(actor, Permission.CASE_ROOM_OPEN, room_item(row, view.item), "case")
    if any(one.product_id == about.pk for one in view.every_room.values()):
        raise RuleRefusal(f"{about.name} has a thread already. Write in that one.", code="thread-exists")
    return _opened(row, 0, actor)


@ledger.action
def open_side_room(reference: str, room: SideRoom, *, actor: Viewer) -> Room:
    """Open a side room. For everybody who is not in it, it does not exist."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_MESSAGE_SEND, case)
    title = " ".join(room.title.split())
    if not title:
        raise InputRefusal("Say what the room is for; those in it see it as its title.", fields={"field": "title"})
    inside = _chosen(case, room, actor)
    if room.with_finder and not queries.item(case).report_ids:
        raise InputRefusal("This case came from no report, so it has no finder.", fields={"field": "with_finder"})
    row = Room(
        case=case,
        kind=Room.Kind.SIDE,
        title=title[:120],
        parties=sorted(str(one) for one in inside),
        with_finder=room.with_finder,
        **_opening(actor),
    )
    access.require(actor, Permission.CASE_ROOM_OPEN, room_item(row, queries.item(case)), "case")
    return _opened(row, len(inside), actor)


def _opening(actor: Viewer) -> dict[str, object]:
    return {
        "party_id": actor.party_id,
        "opened_by": actor.member_id,
        "opened_at": clock.now(),
        "salt": ledger.new_salt(),
    }


def _chosen(case: Case, room: SideRoom, actor: Viewer) -> set[UUID]:
    """The parties of the room. Who does not read the content now cannot be chosen: it would read nothing there."""
    able = {row.party_id: row.party.short_name for row in queries.content_readers(actor, case)}
    if any(one not in able for one in room.parties):
        raise InputRefusal(
            "A side room is for parties of the case that read its content now. Choose from those.",
            fields={"field": "parties"},
        )
    inside = {*room.parties, case.owner_id, *([actor.party_id] if actor.party_id else [])}
    if len(inside) < 2 and not room.with_finder:
        raise InputRefusal("Choose at least one other party, or the finder.", fields={"field": "parties"})
    return inside


def _opened(row: Room, parties: int, actor: Viewer) -> Room:
    sealed = ledger.seal(row.salt, row.title)
    fact = RoomOpened(row.case_id, row.id, Code(row.kind), parties, row.with_finder, sealed)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def close_room(reference: str, room: UUID, *, actor: Viewer) -> Room:
    """Close a room: it is read as before, and nothing more is said in it."""
    case = queries.case_for(actor, reference, lock=True)
    row = _room(case, room, Permission.CASE_ROOM_CLOSE, actor)
    row.closed_at = clock.now()
    ledger.commit(rows=[row], facts=[RoomClosed(case.id, row.id)], actor=actor)
    return row


@ledger.action
def leave_room(reference: str, room: UUID, *, actor: Viewer) -> Room:
    """Leave a side room for the actor's whole party. It cannot be taken back."""
    case = queries.case_for(actor, reference, lock=True)
    row = _room(case, room, Permission.CASE_ROOM_LEAVE, actor)
    party = actor.party_id
    if party is None:
        raise NotFound("room")
    row.parties = [one for one in row.parties if one != str(party)]
    ledger.commit(rows=[row], facts=[RoomLeft(case.id, row.id, party)], actor=actor)
    return row


def _room(case: Case, room: UUID, permission: Permission, actor: Viewer) -> Room:
    view = queries.sight(actor, case)
    row = view.room(room)
    access.require(actor, permission, room_item(row, view.item) if row is not None else None, "room")
    if row is None:
        raise NotFound("room")
    return row
