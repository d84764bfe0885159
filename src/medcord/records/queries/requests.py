"""Readers of requests for records."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, may
from medcord.core.refusals import NotFound
from medcord.records.models import ItemDecision, RecordsRequest, Redaction

if TYPE_CHECKING:
    from medcord.cases.models import Case


def _require(viewer: Viewer, case: Case) -> None:
    if not may(viewer, Permission.RECORDS_READ, cases.item(case)).allowed:
        raise NotFound("page")


def requests_of(viewer: Viewer, case: Case) -> list[RecordsRequest]:
    """Requests for the records of a case, by due day. Raises NotFound for everybody but the owner."""
    _require(viewer, case)
    return list(RecordsRequest.objects.filter(case=case).order_by("released_at", "due_on"))


def request_for(viewer: Viewer, case: Case, request: UUID) -> RecordsRequest:
    """One request. Raises NotFound."""
    _require(viewer, case)
    row = RecordsRequest.objects.filter(case=case, pk=request).first()
    if row is None:
        raise NotFound("request")
    return row


def waiting(viewer: Viewer) -> list[RecordsRequest]:
    """Requests of the viewer's own cases that are not released, the next due first."""
    own = {case.pk: case for case in cases.visible(viewer)}
    rows = RecordsRequest.objects.filter(released_at=None, case__in=list(own)).select_related("case").order_by("due_on")
    return [row for row in rows if may(viewer, Permission.RECORDS_READ, cases.item(own[row.case_id])).allowed]


def decisions_of(request: RecordsRequest) -> dict[str, ItemDecision]:
    """Decisions by the key of their item, of a request that the caller may already read."""
    return {f"{row.kind}:{row.item}": row for row in ItemDecision.objects.filter(request=request)}


def redactions_of(request: RecordsRequest) -> dict[str, list[Redaction]]:
    """Withheld passages by the key of their item, those taken back too, of a request that the caller may read."""
    found: dict[str, list[Redaction]] = {}
    for row in Redaction.objects.filter(request=request).order_by("start"):
        found.setdefault(f"{row.kind}:{row.item}", []).append(row)
    return found


def redaction_of(request: RecordsRequest, redaction: UUID) -> Redaction:
    """One withheld passage of a request that the caller may already read. Raises NotFound."""
    row = Redaction.objects.filter(request=request, pk=redaction, taken_back_at=None).first()
    if row is None:
        raise NotFound("redaction")
    return row
