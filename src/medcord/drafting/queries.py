"""Readers of drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import DraftItem, Permission, Viewer, may
from medcord.core.advisory import Advisory
from medcord.drafting.compose import compose
from medcord.drafting.models import Draft
from medcord.gateways import clock
from medcord.opinions import queries as opinions

if TYPE_CHECKING:
    from medcord.cases.models import Case, Statement


def draft_for(viewer: Viewer, case: Case) -> Draft | None:
    """The draft of a case, if the viewer may read it and one was saved."""
    draft = Draft.objects.filter(case=case).first()
    if draft is None or not may(viewer, Permission.DRAFT_READ, item_of(draft, case)).allowed:
        return None
    return draft


def cve_of(case: UUID) -> str:
    """The CVE that a case's draft names, for the worker."""
    return str(Draft.objects.filter(case=case).values_list("cve", flat=True).first() or "")


def item_of(draft: Draft | None, case: Case) -> DraftItem:
    """What the policy needs to know of a draft."""
    shared = frozenset(UUID(party) for party in draft.shared_with) if draft else frozenset()
    return DraftItem(case=cases.item(case), shared_with=shared)


def usable_statements(viewer: Viewer, case: Case) -> list[Statement]:
    """Statements that go into the advisory: the newest of each product and versions."""
    return cases.statements(viewer, case)


def preview(viewer: Viewer, case: Case, draft: Draft) -> Advisory:
    """The advisory as it would be published this instant."""
    return compose(
        draft,
        coordinator=case.owner,
        statements=usable_statements(viewer, case),
        opinion=opinions.released(viewer, case),
        report=case.report,
        now=clock.now(),
    )


def missing(viewer: Viewer, case: Case, draft: Draft) -> list[str]:
    """What still has to be said before the advisory can be published, as sentences."""
    lacks = [
        sentence
        for text, sentence in (
            (draft.title, "A title."),
            (draft.summary, "A summary in two or three sentences."),
            (draft.device, "Plain words: which device this is about."),
            (draft.what_could_happen, "Plain words: what could happen."),
            (draft.what_to_do, "Plain words: what to do."),
        )
        if not text.strip()
    ]
    statements = usable_statements(viewer, case)
    if not statements:
        lacks.append("At least one manufacturer's statement on a product and its versions.")
    return lacks
