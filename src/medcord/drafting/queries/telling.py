"""Readers of what some were told before all, for the owner of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, may
from medcord.core.refusals import NotFound
from medcord.drafting.models import Telling

if TYPE_CHECKING:
    from medcord.cases.models import Case


def tellings(viewer: Viewer, case: Case) -> list[Telling]:
    """What was prepared, told or ended, oldest first; nothing for who is not of the owner."""
    if not may(viewer, Permission.DRAFT_TELLING_READ, cases.item(case)).allowed:
        return []
    return list(Telling.objects.filter(draft__case=case))


def tellings_for(viewer: Viewer, case: Case) -> list[Telling]:
    """The same. Raises NotFound for who is not of the owner: for others there is no such list."""
    if not may(viewer, Permission.DRAFT_TELLING_READ, cases.item(case)).allowed:
        raise NotFound("page")
    return tellings(viewer, case)


def telling_for(viewer: Viewer, case: Case, telling: UUID) -> Telling:
    """One by the id of what was made. Raises NotFound."""
    for row in tellings(viewer, case):
        if row.restricted == telling:
            return row
    raise NotFound("advisory")


def told_before(case: UUID) -> list[Telling]:
    """What counts of a case until its advisory is out, for the worker."""
    return list(Telling.objects.filter(draft__case=case, ended_at=None).exclude(told_at=None))


def destroyed(telling: UUID) -> UUID | None:
    """The id of what was made, by the row of the case that was destroyed."""
    return Telling.objects.filter(pk=telling).values_list("restricted", flat=True).first()


def told_of(case: UUID) -> list[UUID]:
    """Ids of all that was ever made for some of a case, for the worker."""
    return list(Telling.objects.filter(draft__case=case).values_list("restricted", flat=True))
