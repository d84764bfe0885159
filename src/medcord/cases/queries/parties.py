"""The parties of a case: who is in it, and who may read what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from uuid import UUID

from medcord.cases.models import Case, Participant
from medcord.cases.queries.cases import item
from medcord.core.access import CaseItem, MessageItem, Permission, Viewer, ViewerKind, may
from medcord.core.access.hats import CONTENT, Hat, hat_of
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.products import queries as products

if TYPE_CHECKING:
    from medcord.products.models import Product

_MINUTE: Final = "%-d %B %Y, %H:%M UTC"


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


def content_readers(viewer: Viewer, case: Case) -> list[Participant]:
    """Parties of a case the viewer reads that read its content now and without a bound: not the lapsed."""
    of_case = item(case)
    return [row for row in participants(viewer, case) if hat_of(stand_in(row), of_case) in CONTENT]


def regulators_in(case: Case) -> list[UUID]:
    """The regulators that take part in a case."""
    rows = case.participants.all()
    return [row.party_id for row in rows if row.role == Role.REGULATOR.value and row.removed_at is None]


def own_part(viewer: Viewer, case: Case) -> Participant | None:
    """The viewer's own party in a case, as it is stored: for an action that writes it."""
    return Participant.objects.filter(case=case, party=viewer.party_id).first()


def products_to_discuss(viewer: Viewer, case: Case) -> list[Product]:
    """Products a thread may be about: of the manufacturers in the case, as far as the viewer may open one."""
    makers = [row.party_id for row in participants(viewer, case) if row.role == Role.MANUFACTURER.value]
    own = viewer.party_id != case.owner_id
    return products.made_by([one for one in makers if not own or one == viewer.party_id])


def numbers(viewer: Viewer, case: Case) -> list[tuple[Participant, str]]:
    """Each party's own number for the case, the viewer's own first. Whoever reads the case reads them."""
    rows = [row for row in participants(viewer, case) if row.tracking]
    return [(row, row.tracking) for row in sorted(rows, key=lambda row: row.party_id != viewer.party_id)]


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


_SAID_OF: Final[Mapping[Hat, str]] = {
    Hat.OWNER: "It coordinates this case.",
    Hat.COORDINATOR: "It takes part as a coordinator and has signed the terms.",
    Hat.REGULATOR: "It takes part as regulator.",
    Hat.MANUFACTURER: "It has signed the terms.",
    Hat.OBSERVER: "It watches: it has signed the terms, reads, and does not act.",
    Hat.LAPSED: "It has not signed the terms as they are now.",
    Hat.INVITED: "It is invited: it sees the terms, and the content opens when it has signed.",
}
"""Why a party reads the case or not, said to the case's coordinator."""


def reading_reasons(viewer: Viewer, case: Case) -> list[tuple[Participant, bool, str]]:
    """Each party of the case, whether it reads the case's content, and why; for the coordinator that owns it."""
    if viewer.party_id != case.owner_id:
        raise NotFound("page")
    of_case = item(case)
    return [(row, *_reason(row, of_case)) for row in case.participants.all()]


def _reason(row: Participant, of_case: CaseItem) -> tuple[bool, str]:
    party = stand_in(row)
    hat, answer = hat_of(party, of_case), may(party, Permission.CASE_READ, of_case)
    if hat is Hat.REGULATOR and row.statutory:
        return answer.allowed, "It takes part by statute: no embargo locks it out."
    if hat is Hat.STRANGER:
        return answer.allowed, "It was removed, or has left." if row.removed_at else "It declined."
    words = [_SAID_OF[hat]]
    if answer.allowed and answer.until:
        words.append(f"It reads what was there before {answer.until:{_MINUTE}}.")
    if answer.allowed and answer.since:
        words.append(f"It reads nothing from before {answer.since:{_MINUTE}}.")
    return answer.allowed, " ".join(words)
