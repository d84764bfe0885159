"""Readers of decisions: the agencies in the case, and of a manufacturer's the manufacturer itself (72, 73)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import DecisionItem, Permission, Viewer, may
from medcord.core.clocks import scope
from medcord.core.clocks.scope import ASKED, Kept, Proposal, Question, ScopeSaid
from medcord.core.refusals import NotFound
from medcord.core.safety.ssvc import SHEETS, TABLES, DecisionTable, Sheet
from medcord.core.safety.ssvc.judging import Suggestion
from medcord.core.safety.ssvc.selection import in_words, selection_list
from medcord.decisions.models import Decision
from medcord.decisions.suggestions import suggested
from medcord.declarations import queries as declarations
from medcord.drafting import queries as drafting
from medcord.drafting.values import SsvcChoice
from medcord.opinions import queries as opinions

if TYPE_CHECKING:
    from medcord.cases.models import Case

IN_A_CASE = ("triage", "coordinator", "publish", "supplier")
"""Decisions that are taken in a case; the others are a hospital's and an agency's own."""


def of_case(viewer: Viewer, case: Case) -> list[Decision]:
    """Decisions the viewer may read, newest first."""
    rows = Decision.objects.filter(case=case).select_related("party").order_by("-taken_at")
    return [row for row in rows if _sees(viewer, case, row)]


def decision_for(viewer: Viewer, case: Case, decision: UUID) -> Decision:
    """One decision. Raises NotFound."""
    row = Decision.objects.filter(case=case, pk=decision).select_related("party").first()
    if row is None or not _sees(viewer, case, row):
        raise NotFound("decision")
    return row


def _sees(viewer: Viewer, case: Case, row: Decision) -> bool:
    item = DecisionItem(cases.item(case), row.sheet, row.party_id, row.taken_at)
    return may(viewer, Permission.DECISION_READ, item).allowed


def may_take(viewer: Viewer, case: Case) -> list[Sheet]:
    """What the viewer may decide in this case."""
    item = cases.item(case)
    return [
        SHEETS[key]
        for key in IN_A_CASE
        if may(viewer, Permission.DECISION_TAKE, DecisionItem(item, key, viewer.party_id)).allowed
    ]


def suggestions(viewer: Viewer, case: Case) -> dict[str, Suggestion]:
    """Answers that facts of the case suggest, to questions of what the viewer may decide. How far other parties are is
    the owner's to know, and only its questions ask for it."""
    asked = {point.key for sheet in may_take(viewer, case) for point in sheet.points}
    if not asked:
        return {}
    found = suggested(case, opinions.of_case(viewer, case))
    return {key: one for key, one in found.items() if key in asked}


def proposals(viewer: Viewer, case: Case) -> dict[Question, Proposal]:
    """What decisions of the viewer's own party would answer of what it may answer about laws (72, 75): nobody else's,
    for the reason of an answer is read by everybody who reads the case."""
    if not may(viewer, Permission.DECLARATION_SCOPE, cases.item(case)).allowed:
        return {}
    own = [row for row in of_case(viewer, case) if row.party_id == viewer.party_id]
    given = declarations.scope_answers(viewer, case) if own else []
    mine = [row for row in given if row.office == viewer.role and row.product_id is None]
    stands = {Question(row.question): ScopeSaid(row.said) for row in mine}
    found = scope.proposals([Kept(row.pk, row.taken_name, row.taken_at, row.answers) for row in own], stands)
    return {question: one for question, one in found.items() if viewer.role in ASKED[question].by}


def table_of(tag: str) -> DecisionTable | None:
    """The table that a decision names, in the version that was in force; None for one this node does not know."""
    key, _, version = tag.rpartition(":")
    return TABLES.get((key, version))


def targets(viewer: Viewer, case: Case) -> list[str]:
    """What a decision is about, for others' programs: CVE ids, the tracking number of the advisory, others' numbers;
    the reference of the case where there is none of them."""
    draft = drafting.draft_for(viewer, case)
    of_draft = [*drafting.cves_in(draft), draft.tracking_id] if draft is not None else []
    known = [*case.cves, *filter(None, of_draft), *case.numbers]
    return list(dict.fromkeys(known)) or [case.reference]


def to_publish(viewer: Viewer, case: Case) -> list[Decision]:
    """Decisions that can go out with the advisory: those of the case's owner, newest first, for its members."""
    return [
        row
        for row in of_case(viewer, case)
        if row.party_id == case.owner_id == viewer.party_id and table_of(row.original)
    ]


def of_owner(case: Case) -> list[Decision]:
    """Decisions of the case's owner, newest first, for the worker."""
    return list(Decision.objects.filter(case=case, party=case.owner_id).order_by("-taken_at"))


def decided_words(row: Decision) -> tuple[str, str]:
    """The table a decision was taken by, with its version, and what was decided, as people call them."""
    table = table_of(row.original)
    return (f"{table.name} {table.version}", table.result(row.decided).label) if table else (row.original, row.decided)


def published(viewer: Viewer, case: Case, decision: UUID) -> SsvcChoice:
    """A decision as it goes out with the advisory: the points and the outcome, neither who nor why. Raises NotFound."""
    row = next((one for one in to_publish(viewer, case) if one.pk == decision), None)
    table = table_of(row.extended) if row else None
    original = table_of(row.original) if row else None
    if row is None or table is None or original is None:
        raise NotFound("decision")
    decided = (original, row.decided)
    found = selection_list(table.points, row.answers, at=row.taken_at, decided=decided)
    said = in_words(table.points, row.answers, decided)
    return SsvcChoice(row.pk, ": ".join(decided_words(row)), said, found)


def outlet(viewer: Viewer, case: Case, row: Decision) -> dict[str, Any]:
    """A decision as a SelectionList 2.0.0. Raises NotFound where its table is not known here any more."""
    table, original = table_of(row.extended), table_of(row.original)
    if table is None or original is None:
        raise NotFound("decision")
    return selection_list(
        table.points, row.answers, at=row.taken_at, targets=targets(viewer, case), decided=(original, row.decided)
    )
