"""What makers state of their products, as far as the viewer may read the case."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from medcord.cases.models import Case, Statement
from medcord.cases.queries.cases import item
from medcord.core.access import Permission, Viewer, may


def statements(viewer: Viewer, case: Case) -> list[Statement]:
    """The newest statement of each (party, product, versions) in a case the viewer may read."""
    return statements_of(viewer, [case])[case.pk]


def statements_of(viewer: Viewer, found: Iterable[Case]) -> dict[UUID, list[Statement]]:
    """The same for many cases in one query; a case the viewer may not read has none."""
    answers = {case.pk: may(viewer, Permission.CASE_READ, item(case)) for case in found}
    readable = [pk for pk, answer in answers.items() if answer.allowed]
    newest: dict[UUID, dict[tuple[UUID, UUID, str], Statement]] = {pk: {} for pk in answers}
    for row in Statement.objects.filter(case__in=readable).select_related("product__maker", "party").order_by("at"):
        if answers[row.case_id].spans(row.at):
            newest[row.case_id][row.party_id, row.product_id, row.versions] = row
    return {
        pk: sorted(rows.values(), key=lambda row: (row.party.name, row.product.name, row.versions))
        for pk, rows in newest.items()
    }


def said_so_far(viewer: Viewer, case: Case) -> int:
    """How often the viewer's own party has stated something in a case: another number now means that somebody else
    of the party has spoken meanwhile."""
    if viewer.party_id is None or not may(viewer, Permission.CASE_READ, item(case)).allowed:
        return 0
    return Statement.objects.filter(case=case, party=viewer.party_id).count()
