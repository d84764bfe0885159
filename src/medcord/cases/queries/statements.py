"""What makers state of their products, as far as the viewer may read the case."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from medcord.cases.models import Case, Statement
from medcord.cases.queries.cases import item
from medcord.core.access import CaseItem, Permission, StatementItem, Viewer, may
from medcord.core.cvd.consent import Consent

Key = tuple[UUID, UUID, str, str]


def statements(viewer: Viewer, case: Case) -> list[Statement]:
    """The newest statement of each (party, product, versions, vulnerability) in a case the viewer may read."""
    return statements_of(viewer, [case])[case.pk]


def statements_of(viewer: Viewer, found: Iterable[Case]) -> dict[UUID, list[Statement]]:
    """The same for many cases in one query, and one more where a merged case brought some; a case the viewer may not
    read has none."""
    items = {case.pk: item(case) for case in found}
    newest: dict[UUID, dict[Key, Statement]] = {pk: {} for pk in items}
    readable = {pk for pk, what in items.items() if may(viewer, Permission.CASE_READ, what).allowed}
    brought = Q(stands_in__in=readable) | Q(stands_in__isnull=False, case__merged_into__in=readable)
    wanted = Statement.objects.filter(Q(case__in=readable) | brought)
    rows = list(wanted.select_related("product__maker", "party", "case").order_by("at"))
    merged = _origins(rows)
    for row in rows:
        for pk in _places(row) & readable:
            made_in = merged[row.case_id] if pk != row.case_id else None
            what = StatementItem(items[pk], row.party_id, row.at, made_in)
            if may(viewer, Permission.CASE_STATEMENT_READ, what).allowed:
                newest[pk][key_of(row)] = row
    return {
        pk: sorted(rows.values(), key=lambda row: (row.party.name, row.product.name, row.versions, row.cve))
        for pk, rows in newest.items()
    }


def _places(row: Statement) -> set[UUID]:
    """Where a statement stands: in its own case, where that one was merged into, and where that one went on to."""
    if row.stands_in_id is None:
        return {row.case_id}
    return {row.case_id, row.stands_in_id, *filter(None, [row.case.merged_into_id])}


def _origins(rows: Iterable[Statement]) -> dict[UUID, CaseItem]:
    """The cases that statements were brought from; no query where none were."""
    brought = {row.case_id for row in rows if row.stands_in_id}
    if not brought:
        return {}
    found = Case.objects.filter(pk__in=brought).prefetch_related("participants", "more_reports")
    return {case.pk: item(case) for case in found}


def key_of(row: Statement) -> Key:
    """What the newest statement is looked for among."""
    return row.party_id, row.product_id, row.versions, row.cve


def coming_along(viewer: Viewer, gone: Case, stays: Case) -> tuple[list[Statement], list[tuple[Statement, str]]]:
    """Statements that would stand in ``stays`` after a merge, and those that would not, with why not. For the owner of
    both cases, who reads all of them."""
    later = {key_of(row): row.at for row in statements(viewer, stays)}
    parts = {row.party_id: row for case in (gone, stays) for row in case.participants.all()}
    coming, left = [], []
    for row in statements(viewer, gone):
        part = parts.get(row.party_id)
        if part is None or part.removed_at is not None or part.consent != Consent.SIGNATORY.value:
            left.append((row, f"its signature does not stand in {stays.reference}"))
        elif key_of(row) in later and later[key_of(row)] >= row.at:
            left.append((row, f"it has said something newer of the same versions in {stays.reference}"))
        else:
            coming.append(row)
    return coming, left


def said_so_far(viewer: Viewer, case: Case) -> int:
    """How often the viewer's own party has stated something in a case: another number now means that somebody else
    of the party has spoken meanwhile."""
    if viewer.party_id is None or not may(viewer, Permission.CASE_READ, item(case)).allowed:
        return 0
    return Statement.objects.filter(case=case, party=viewer.party_id).count()
