"""What happens to texts when a fact arrives, and with the clock alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import CaseHandedOver, Code, ContentPurged, CveNamed, DraftReleased, DraftSaved
from medcord.core.signals.naming import named_by, naming
from medcord.drafting import door, queries
from medcord.drafting.actions import clear_told, note_overdue, note_review_overdue
from medcord.drafting.roads import TELLING
from medcord.ledger import queries as ledger_queries
from medcord.ledger.models import FactRow


@ledger.every(timedelta(minutes=1), name="drafting.comments-overdue")
def comments_overdue() -> None:
    """Record each time to comment that has passed. Of two workers one is told by the row's version that it is late."""
    for row, text in queries.overdue_now():
        note_overdue(row, text, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=text.case.owner_id))


@ledger.every(timedelta(minutes=1), name="drafting.reviews-overdue")
def reviews_overdue() -> None:
    """Record each release by one person whose review did not come within its day (88)."""
    for form in queries.reviews_overdue():
        note_review_overdue(form, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=form.case.owner_id))


@ledger.on(DraftSaved, DraftReleased, name="drafting.name-cve")
def name_cve(fact: FactRow) -> None:
    """Let the case know which CVEs its advisory is about, one for each of its vulnerabilities that has a number, so
    that a signal about any of them finds it (C14)."""
    case = UUID(fact.data["case"])
    cves = queries.cves_of(case)
    known = ledger_queries.facts_of([f"case:{case}"], kinds=[CveNamed.__name__])
    if cves != named_by(row.data for row in known):
        _name(case, cves, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=fact.party))


@ledger.on(DraftReleased, name="drafting.clear-told")
def clear_what_was_told(fact: FactRow) -> None:
    """Say to those who were told before all that the advisory is public now (89)."""
    for row in queries.told_before(UUID(fact.data["case"])):
        actor = Viewer(kind=ViewerKind.SYSTEM, party_id=row.draft.case.owner_id)
        clear_told(row, tracking_id=row.draft.tracking_id, actor=actor)


@ledger.on(CaseHandedOver, name="drafting.hand-over-told")
def hand_over_what_was_told(fact: FactRow) -> None:
    """Let the coordinator that took the case over answer for what some were told of it. Doing it twice does no harm."""
    party = UUID(fact.data["party"])
    for made in queries.told_of(UUID(fact.data["case"])):
        door.hand_over(made, to=party, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=party))


@ledger.on(ContentPurged, name="drafting.destroy-told")
def destroy_what_was_told(fact: FactRow) -> None:
    """Destroy the document that was made for some, when the case destroyed what it keeps of it."""
    made = queries.destroyed(UUID(fact.data["item"])) if fact.data["what"] == TELLING.what else None
    if made is not None:
        door.destroy(made, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=fact.party))


@ledger.action
def _name(case: UUID, cves: Sequence[str], *, actor: Viewer) -> None:
    facts = [CveNamed(case, Code(cve), beside=beside) for cve, beside in naming(cves)]
    ledger.commit(facts=facts, actor=actor)
