"""Readers of consultations."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from medcord.cases import queries as cases
from medcord.consults.models import Consultation
from medcord.core.access import ConsultItem, Permission, Viewer, may
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role

if TYPE_CHECKING:
    from medcord.cases.models import Case


def queue(viewer: Viewer) -> list[Consultation]:
    """The regulator's queue: what waits for an answer first, by due time."""
    if viewer.role is not Role.REGULATOR:
        return []
    mine = Consultation.objects.filter(party=viewer.party_id).select_related("case")
    allowed = {case.pk for case in cases.visible(viewer)}
    rows = [row for row in mine if row.case_id in allowed]
    return sorted(rows, key=lambda row: (row.answered_at is not None, row.due_at))


def of_case(viewer: Viewer, case: Case) -> list[Consultation]:
    """Consultations in one case, for the two agencies; nobody else sees that they exist."""
    if viewer.role not in (Role.REGULATOR, Role.COORDINATOR):
        return []
    item = cases.item(case)
    rows = Consultation.objects.filter(case=case).order_by("asked_at")
    return [row for row in rows if may(viewer, Permission.CONSULT_READ, ConsultItem(item, row.party_id)).allowed]


def waiting_in(case: UUID) -> Consultation | None:
    """The open consultation of a case that the caller may already read."""
    return Consultation.objects.filter(case=case, answered_at=None).first()


def consultation_for(viewer: Viewer, consultation: UUID) -> Consultation:
    """One consultation of the viewer's own queue. Raises NotFound."""
    for row in queue(viewer):
        if row.pk == consultation:
            return row
    raise NotFound("consultation")
