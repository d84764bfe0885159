"""Readers of harm opinions: the two agencies read them whole, others only what was released."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import OpinionItem, Permission, Viewer, may
from medcord.core.refusals import NotFound
from medcord.opinions.models import HarmOpinion

if TYPE_CHECKING:
    from medcord.cases.models import Case


def of_case(viewer: Viewer, case: Case) -> list[HarmOpinion]:
    """Opinions the viewer may read whole, oldest first."""
    return of_room(viewer, case)[0]


def released(viewer: Viewer, case: Case) -> HarmOpinion | None:
    """The newest opinion with a released sentence. Callers that are not an agency may show that sentence only."""
    return of_room(viewer, case)[1]


def of_room(viewer: Viewer, case: Case) -> tuple[list[HarmOpinion], HarmOpinion | None]:
    """Both in one query: the opinions that the viewer may read whole, and the newest with a released sentence."""
    rows = list(HarmOpinion.objects.filter(case=case).order_by("number"))
    whole = may(viewer, Permission.OPINION_READ, OpinionItem(case=cases.item(case), released=False)).allowed
    out = next((row for row in reversed(rows) if row.released_at), None)
    return rows if whole else [], out if out is not None and _sees(viewer, case, out, released=True) else None


def newest_of(viewer: Viewer, found: Iterable[Case]) -> dict[UUID, HarmOpinion]:
    """For many cases in one query: the newest opinion the viewer may read, else the newest with a released sentence."""
    by_id = {case.pk: case for case in found}
    newest: dict[UUID, HarmOpinion] = {}
    for row in HarmOpinion.objects.filter(case__in=list(by_id)).order_by("number"):
        case = by_id[row.case_id]
        if _sees(viewer, case, row, released=False) or (row.released_at and _sees(viewer, case, row, released=True)):
            newest[row.case_id] = row
    return newest


def _sees(viewer: Viewer, case: Case, row: HarmOpinion, *, released: bool) -> bool:
    at = row.released_at if released else row.signed_at
    what = OpinionItem(case=cases.item(case), released=released, author_party=row.party_id, created_at=at)
    return may(viewer, Permission.OPINION_READ, what).allowed


def newest_in(case: Case) -> HarmOpinion | None:
    """The opinion on this case that was signed last, for the verb that signs the next."""
    return HarmOpinion.objects.filter(case=case).order_by("number").last()


def opinion_for(viewer: Viewer, case: Case, number: int) -> HarmOpinion:
    """One opinion that the viewer may read whole. Raises NotFound."""
    row = next((row for row in of_case(viewer, case) if row.number == number), None)
    if row is None:
        raise NotFound("opinion")
    return row
