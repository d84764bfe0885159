"""Claims that it is public or attacked: read by who made them and by the coordinator who decides."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from medcord.cases.models import Case, Claim
from medcord.cases.queries.cases import item
from medcord.core.access import CaseItem, ClaimItem, Permission, Viewer, may
from medcord.core.refusals import NotFound


def claim_item(row: Claim, case: CaseItem) -> ClaimItem:
    """What the policy needs to know of a claim."""
    return ClaimItem(case=case, by_party=row.party_id, by_report=row.report_id, created_at=row.at)


def claims(viewer: Viewer, case: Case) -> list[Claim]:
    """Claims of a case that exist for the viewer, the undecided first, then the newest."""
    of_case = item(case)
    rows = Claim.objects.filter(case=case).select_related("party").order_by("-at")
    seen = [row for row in rows if may(viewer, Permission.CASE_CLAIM_READ, claim_item(row, of_case)).allowed]
    return sorted(seen, key=lambda row: row.decided_at is not None)


def claim_for(viewer: Viewer, case: Case, claim: UUID) -> Claim:
    """One claim of a case. Raises NotFound."""
    row = Claim.objects.filter(case=case, pk=claim).select_related("party").first()
    if row is None or not may(viewer, Permission.CASE_CLAIM_READ, claim_item(row, item(case))).allowed:
        raise NotFound("claim")
    return row


def to_decide(viewer: Viewer, found: Iterable[Case]) -> list[Claim]:
    """Undecided claims in these cases that are the viewer's to decide, oldest first; one query for all."""
    cases = {case.pk: case for case in found}
    mine = [pk for pk, case in cases.items() if may(viewer, Permission.CASE_CLAIM_DECIDE, item(case)).allowed]
    if not mine:
        return []
    return list(Claim.objects.filter(case__in=mine, decided_at=None).select_related("party", "case").order_by("at"))
