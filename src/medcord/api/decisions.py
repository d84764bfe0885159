"""Decisions that named people take in a case beside SSVC's tables and medcord's own for devices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from medcord.api.routing import Subject
from medcord.api.schemas import decisions as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import CASE_PARTIES, Asked
from medcord.cases import queries as cases
from medcord.decisions import actions, queries

router = Subject(tags=["Decisions"])


@router.get("/cases/{reference}/decisions", auth=CASE_PARTIES, response=shapes.CaseDecisions)
def listing(request: Asked, reference: Key) -> shapes.CaseDecisions:
    """Decisions of a case, what may be decided, and what the tables say to what is known."""
    case = cases.case_for(request.auth, reference)
    mine = [sheet.key for sheet in queries.may_take(request.auth, case)]
    known = queries.suggestions(request.auth, case)
    return shapes.CaseDecisions.build(mine, known, queries.of_case(request.auth, case))


@router.post("/cases/{reference}/decisions", auth=CASE_PARTIES, response={201: shapes.CaseDecision})
def take(request: Asked, reference: Key, given: shapes.JudgementGiven) -> shapes.CaseDecision:
    """Keep a decision with its reason beside what the tables say; earlier ones stay.

    The owner decides `triage`, `coordinator` and `publish`, a manufacturer `supplier`. It may differ from both tables.
    """
    return shapes.CaseDecision.of(actions.take(reference, given.judgement(), actor=request.auth))


@router.get("/cases/{reference}/decisions/{decision}/selection-list", auth=CASE_PARTIES, response=dict[str, Any])
def selection_list(request: Asked, reference: Key, decision: UUID) -> dict[str, Any]:
    """A decision as a SelectionList 2.0.0, SSVC's form for exchange.

    It holds neither who decided nor why. A point that was not known goes out with all its values.
    """
    case = cases.case_for(request.auth, reference)
    return queries.outlet(request.auth, case, queries.decision_for(request.auth, case, decision))
