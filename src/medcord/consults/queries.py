"""Readers of consultations."""

from __future__ import annotations

from collections.abc import Iterable
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
    """Consultations in one case, for its owner and the party that was asked; nobody else sees that they exist."""
    return of_cases(viewer, [case])[case.pk]


def of_cases(viewer: Viewer, found: Iterable[Case]) -> dict[UUID, list[Consultation]]:
    """The same for many cases in one query."""
    items = {case.pk: cases.item(case) for case in found}
    seen: dict[UUID, list[Consultation]] = {pk: [] for pk in items}
    if viewer.role in (Role.REGULATOR, Role.COORDINATOR):
        for row in Consultation.objects.filter(case__in=list(items)).order_by("asked_at"):
            if may(viewer, Permission.CONSULT_READ, ConsultItem(items[row.case_id], row.party_id)).allowed:
                seen[row.case_id].append(row)
    return seen


def regulator_in(case: Case) -> UUID | None:
    """The regulator that takes part in a case, from its prefetched participants."""
    present = (row for row in case.participants.all() if row.removed_at is None)
    return next((row.party_id for row in present if row.role == Role.REGULATOR.value), None)


def waiting_in(case: UUID) -> Consultation | None:
    """The open consultation of a case that the caller may already read."""
    return Consultation.objects.filter(case=case, answered_at=None).first()


def consultation_for(viewer: Viewer, consultation: UUID) -> Consultation:
    """One consultation of the viewer's own queue. Raises NotFound."""
    for row in queue(viewer):
        if row.pk == consultation:
            return row
    raise NotFound("consultation")
