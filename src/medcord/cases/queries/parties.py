"""The parties of a case: who is in it, who may read what, and whom a fact is told."""

from __future__ import annotations

from uuid import UUID

from medcord.cases.items import message_item
from medcord.cases.models import Case, Message, Participant
from medcord.cases.queries.cases import item
from medcord.core.access import MessageItem, Permission, Viewer, ViewerKind, may
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.ledger.models import FactRow


def participants(viewer: Viewer, case: Case) -> list[Participant]:
    """Parties in a case the viewer may read, coordinator first."""
    order = list(Role)
    answer = may(viewer, Permission.CASE_READ, item(case))
    if not answer.allowed:
        return []
    rows = [row for row in case.participants.all() if row.removed_at is None]
    # A late joiner sees who is in the case now; a lapsed party not who has joined since.
    rows = [row for row in rows if answer.until is None or row.invited_at <= answer.until]
    return sorted(rows, key=lambda row: (order.index(Role(row.role)), row.invited_at))


def stand_in(row: Participant) -> Viewer:
    """Any active member of a party, for asking what the party as such may read."""
    return Viewer(
        kind=ViewerKind.MEMBER,
        member_id=row.party_id,
        party_id=row.party_id,
        role=Role(row.role),
        report_id=None,
        active=True,
    )


def party_may_read(row: Participant, what: MessageItem) -> bool:
    return may(stand_in(row), Permission.CASE_MESSAGE_READ, what).allowed


def parties_to_tell(case: Case, fact: FactRow) -> list[UUID]:
    """Parties that may know of a fact in a case: the invited one for an invitation, else those who may read the case,
    and for a message those who may read the message."""
    if fact.kind == "ParticipantInvited":
        return [UUID(fact.data["party"])]
    rows = [row for row in case.participants.all() if row.removed_at is None]
    if fact.kind == "MessageSent":
        message = Message.objects.filter(pk=fact.data["message"]).select_related("room").first()
        if message is None:
            return []
        what = message_item(message, item(case))
        return [row.party_id for row in rows if party_may_read(row, what)]
    return [row.party_id for row in rows if may(stand_in(row), Permission.CASE_READ, item(case)).allowed]


def concerned_by(case: Case, fact: FactRow) -> list[UUID]:
    """Parties whom a fact about terms concerns: a claim its author and the owner, a departure who is out and the
    owner, everything else all who may see the terms."""
    named = fact.data.get("party")
    if fact.kind in ("ClaimMade", "ParticipantLeft") or (fact.kind == "ClaimDecided" and not fact.data["confirmed"]):
        return list({case.owner_id, *([UUID(named)] if named else [])})
    rows = [row for row in case.participants.all() if row.removed_at is None]
    return [row.party_id for row in rows if may(stand_in(row), Permission.CASE_INVITATION_READ, item(case)).allowed]


def reading_reasons(viewer: Viewer, case: Case) -> list[tuple[Participant, bool, str]]:
    """Each party of the case, whether it reads the case's content, and why; for the coordinator that owns it."""
    if viewer.party_id != case.owner_id:
        raise NotFound("page")
    answers = [(row, may(stand_in(row), Permission.CASE_READ, item(case))) for row in case.participants.all()]
    return [(row, answer.allowed, answer.because) for row, answer in answers]
