"""What belongs together: the reports of a case, and the cases it was merged with or split from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from medcord.cases.models import Case, CaseReport
from medcord.cases.queries.cases import item, of_party
from medcord.core.access import Permission, Viewer, may
from medcord.intake import queries as intake

if TYPE_CHECKING:
    from medcord.intake.models import Report


@dataclass(frozen=True, slots=True)
class Family:
    """Cases the viewer may read that this one came from, went into, or fell into. ``siblings``: parts of the same."""

    into: Case | None
    merged: tuple[Case, ...]
    parent: Case | None
    siblings: tuple[Case, ...]
    children: tuple[Case, ...]

    def __bool__(self) -> bool:
        return any((self.into, self.merged, self.parent, self.siblings, self.children))


def family_of(viewer: Viewer, case: Case) -> Family:
    """For the owner; to others nothing is named, and it costs them the same one query."""
    wanted = Q(pk__in=[case.merged_into_id, case.split_from_id]) | Q(merged_into=case) | Q(split_from=case)
    if case.split_from_id:
        wanted |= Q(split_from=case.split_from_id)
    found = of_party(viewer).filter(wanted).exclude(pk=case.pk).prefetch_related("participants", "more_reports")
    rows = [row for row in found if case.owner_id == viewer.party_id and may_read(viewer, row)]
    by_id = {row.pk: row for row in rows}
    return Family(
        into=by_id.get(case.merged_into_id) if case.merged_into_id else None,
        merged=tuple(row for row in rows if row.merged_into_id == case.pk),
        parent=by_id.get(case.split_from_id) if case.split_from_id else None,
        siblings=tuple(row for row in rows if row.split_from_id and row.split_from_id == case.split_from_id),
        children=tuple(row for row in rows if row.split_from_id == case.pk),
    )


def may_read(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer reads the case's content."""
    return may(viewer, Permission.CASE_READ, item(case)).allowed


def joined_reports(viewer: Viewer, case: Case) -> list[Report]:
    """The reports of a case whose finders may wish to be thanked, in the order in which they joined it. Who owns the
    case reads all; another reader of the draft only those whose finders let their names go on before it is out."""
    joined = case.more_reports.all()
    links = CaseReport.objects.filter(case=case).select_related("report").order_by("joined_at") if joined else ()
    found = [*filter(None, [case.report]), *(link.report for link in links)]
    return [row for row in found if viewer.party_id == case.owner_id or row.may_pass_name]


def reports_in(viewer: Viewer, case: Case) -> list[UUID]:
    """Reports of a case for those who read it, the first one first. One that a merged case brought is for those who
    read that case: it is moved nowhere for the others."""
    links = list(case.more_reports.all())
    if case.merged_into_id:
        links += CaseReport.objects.filter(came_from=case)
    origins = {link.came_from_id for link in links if link.came_from_id} - {case.pk}
    read: set[UUID | None] = {case.pk, None}
    if origins:
        brought = Case.objects.filter(pk__in=origins).prefetch_related("participants", "more_reports")
        read |= {row.pk for row in brought if may_read(viewer, row)}
    seen = [link for link in links if link.came_from_id in read]
    ids = [case.report_id, *(link.report_id for link in sorted(seen, key=lambda link: link.joined_at))]
    return list(dict.fromkeys(one for one in ids if one))


def why_joined(viewer: Viewer, case: Case) -> dict[UUID, str]:
    """Why further reports joined a case, by report: for its owner, who alone wrote it down."""
    found = CaseReport.objects.filter(case=case).exclude(because="").values_list("report", "because")
    return dict(found) if case.owner_id == viewer.party_id and may_read(viewer, case) else {}


def reports_of(viewer: Viewer, case: Case) -> list[Report]:
    """Reports of a case, the first one first, for the coordinator that received them."""
    joined = CaseReport.objects.filter(case=case).select_related("report").order_by("joined_at")
    rows = [*([case.report] if case.report else []), *(link.report for link in joined)]
    return [row for row in rows if may(viewer, Permission.REPORT_TRIAGE, intake.item_of(row)).allowed]
