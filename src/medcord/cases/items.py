"""From rows to the plain items the policy decides on."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from medcord.cases.models import Case, Message, Participant, Room
from medcord.cases.passing import readers_of, roots_of
from medcord.core.access import CaseItem, MessageItem, Participation, RoomItem
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import EmbargoState
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp


def participation_of(row: Participant) -> Participation:
    """What the policy needs to know of one party in a case."""
    return Participation(
        role=Role(row.role),
        consent=Consent(row.consent),
        statutory=row.statutory,
        removed=row.removed_at is not None,
        lapsed_at=row.lapsed_at,
        sees_from=row.sees_from,
        observer=row.observer,
    )


def item_of(case: Case, participants: Iterable[Participant], joined: Iterable[UUID] = ()) -> CaseItem:
    """What the policy needs to know of a case. ``joined``: reports that came after the first."""
    return CaseItem(
        owner_party=case.owner_id,
        participants={row.party_id: participation_of(row) for row in participants},
        embargo_state=EmbargoState(case.embargo),
        closed=case.closed_at is not None,
        report_ids=frozenset({case.report_id, *joined} if case.report_id else joined),
        case_id=case.id,
        public=case.public_at is not None and case.merged_into_id is None,
    )


def audience_of(room: Room | None, case: CaseItem) -> frozenset[UUID] | None:
    """Who is named as the readers of a room: nobody in the case-wide thread or a product's, those in a side room."""
    if room is None or room.kind != Room.Kind.SIDE:
        return None
    named = {UUID(one) for one in room.parties} | {case.owner_party}
    return frozenset(named | (case.report_ids if room.with_finder else set()))


def message_item(row: Message, case: CaseItem) -> MessageItem:
    """What the policy needs to know of a message. Its room is to be fetched with it."""
    return MessageItem(
        case=case,
        tlp=Tlp(row.tlp),
        klass=ConfidentialityClass(row.confidentiality),
        author_party=row.party_id,
        consulted=row.consulted,
        audience=audience_of(row.room, case),
        created_at=row.at,
        author=row.author,
        marked=ConfidentialityClass(row.marked) if row.marked else None,
        readers=readers_of(row.readers),
        roots=roots_of(row.roots),
    )


def room_item(row: Room, case: CaseItem) -> RoomItem:
    """What the policy needs to know of a room. Its product is to be fetched with it."""
    return RoomItem(
        case=case,
        opener=row.party_id,
        maker=row.product.maker_id if row.product else None,
        audience=audience_of(row, case),
        opened_at=row.opened_at,
        closed=row.closed_at is not None,
    )
