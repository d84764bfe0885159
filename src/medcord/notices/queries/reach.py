"""What became of the mail to a party: for the case's status board and for the party itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from medcord.calls import queries as calls
from medcord.cases import queries as cases
from medcord.core.access import InventoryItem, Permission, Viewer, may
from medcord.core.refusals import NotFound
from medcord.ledger.models import OutgoingLetter
from medcord.notices.models import Notice
from medcord.notices.queries.subjects import OF_EVENTS

if TYPE_CHECKING:
    from medcord.cases.models import Case

NOT_REACHED = (OutgoingLetter.State.FAILED, OutgoingLetter.State.DEAD, OutgoingLetter.State.DROPPED)


@dataclass(frozen=True, slots=True)
class Reached:
    """The newest mail to one party about one case. ``state``: waiting, sent, failed (it came back), dead (it could not
    be handed over) or dropped; ``reason`` is the class of failure. ``delivered_at``: when a server
    last took one."""

    party: UUID
    asked_at: datetime
    state: str
    reason: str = ""
    delivered_at: datetime | None = None

    @property
    def failed(self) -> bool:
        return self.state in NOT_REACHED


def delivery_of(viewer: Viewer, case: Case) -> dict[UUID, Reached]:
    """Per party of a case what became of the mail to it; for the coordinator that owns the case. Raises NotFound."""
    if viewer.party_id != case.owner_id or not may(viewer, Permission.CASE_READ, cases.item(case)).allowed:
        raise NotFound("page")
    found: dict[UUID, Reached] = {}
    delivered: dict[UUID, datetime] = {}
    for party, at, state, reason, sent in _letters_about(case):
        if sent is not None:
            delivered[party] = max(sent, delivered.get(party, sent))
        found[party] = Reached(party, at, state, reason, delivered.get(party))
    return found


def _letters_about(case: Case) -> Iterable[tuple[UUID, datetime, str, str, datetime | None]]:
    """Newest last. Of several mailboxes of a party told at once, the one that took it speaks for the party."""
    worst_first = {state: rank for rank, state in enumerate(("dropped", "dead", "failed", "waiting", "sent"))}
    rows = Notice.objects.filter(stream=f"case:{case.pk}", letter__isnull=False).values_list(
        "party", "at", "letter__state", "letter__error", "letter__sent_at"
    )
    return sorted(rows, key=lambda row: (row[1], worst_first.get(row[2], 0)))


def delivered_in(viewer: Viewer, case: Case) -> dict[UUID, datetime]:
    """When a mail about the case was last taken for each party; nothing for those it is not open to."""
    found = delivery_of(viewer, case) if viewer.party_id == case.owner_id else {}
    return {party: one.delivered_at for party, one in found.items() if one.delivered_at is not None}


def unreached(viewer: Viewer, case: Case) -> list[Reached]:
    """Parties of a case whose newest mail failed: for the status board of the case."""
    return [one for one in delivery_of(viewer, case).values() if one.failed]


@dataclass(frozen=True, slots=True)
class Sent:
    """One notice to the viewer's party, as the party sees it. ``reference`` is empty where the viewer no longer sees
    what it was about."""

    at: datetime
    words: str
    reference: str
    path: str
    state: str
    reason: str


def sent_to(viewer: Viewer, most: int = 30) -> list[Sent]:
    """The newest notices to the viewer: its own, and those to the mailbox of its party."""
    if viewer.party_id is None or not viewer.active:
        return []
    mine = Q(member=None) | Q(member=viewer.member_id)
    rows = Notice.objects.filter(mine, party=viewer.party_id).select_related("letter").order_by("-at", "-id")[:most]
    known = {case.pk: (case.reference, "") for case in cases.visible(viewer)}
    # Who is invited sees the terms and nothing else, so the link leads there.
    known |= {case.pk: (case.reference, "/terms") for case in cases.invitations(viewer)}
    places = {f"case:{pk}": (reference, f"/cases/{reference}{page}") for pk, (reference, page) in known.items()}
    places |= {f"call:{call.pk}": (call.reference, calls.path_of(call)) for call in calls.visible(viewer)}
    if may(viewer, Permission.EVENT_READ, InventoryItem(viewer.party_id)).allowed:
        places[f"{OF_EVENTS}:{viewer.party_id}"] = ("Events of harm", "/harm-events")
    return [_sent(row, places) for row in rows]


def _sent(row: Notice, places: dict[str, tuple[str, str]]) -> Sent:
    reference, path = places.get(row.stream, ("", ""))
    if row.letter is None:
        state = "in the next digest" if row.state == Notice.State.WAITING else row.state
        return Sent(row.at, row.words, reference, path, state, "")
    return Sent(row.at, row.words, reference, path, row.letter.state, row.letter.error)
