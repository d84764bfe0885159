"""The parties of a case: who is in it, and who may read what."""

from __future__ import annotations

from medcord.cases.models import Case, Participant
from medcord.cases.queries.cases import item
from medcord.core.access import MessageItem, Permission, Viewer, ViewerKind, may
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role


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


def reading_reasons(viewer: Viewer, case: Case) -> list[tuple[Participant, bool, str]]:
    """Each party of the case, whether it reads the case's content, and why; for the coordinator that owns it."""
    if viewer.party_id != case.owner_id:
        raise NotFound("page")
    answers = [(row, may(stand_in(row), Permission.CASE_READ, item(case))) for row in case.participants.all()]
    return [(row, answer.allowed, answer.because) for row, answer in answers]
