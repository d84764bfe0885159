"""Readers of harm opinions: the two agencies read them whole, others only what was released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcord.cases import queries as cases
from medcord.core.access import OpinionItem, Permission, Viewer, may
from medcord.opinions.models import HarmOpinion

if TYPE_CHECKING:
    from medcord.cases.models import Case


def of_case(viewer: Viewer, case: Case) -> list[HarmOpinion]:
    """Opinions the viewer may read whole, oldest first."""
    item = OpinionItem(case=cases.item(case), released=False)
    if not may(viewer, Permission.OPINION_READ, item).allowed:
        return []
    return list(HarmOpinion.objects.filter(case=case).order_by("number"))


def released(viewer: Viewer, case: Case) -> HarmOpinion | None:
    """The newest opinion with a released sentence. Callers that are not an agency may show that sentence only."""
    item = OpinionItem(case=cases.item(case), released=True)
    if not may(viewer, Permission.OPINION_READ, item).allowed:
        return None
    return HarmOpinion.objects.filter(case=case, released_at__isnull=False).order_by("number").last()


def next_number(case: Case) -> int:
    """The number the next opinion on this case gets."""
    last = HarmOpinion.objects.filter(case=case).order_by("number").last()
    return last.number + 1 if last else 1
