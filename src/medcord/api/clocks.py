"""Clocks of a case, and what named people add to what they stand on."""

from __future__ import annotations

from medcord.api.routing import Subject
from medcord.api.schemas import clocks as shapes
from medcord.api.schemas.base import Key
from medcord.api.schemas.cases import RunningClock
from medcord.api.viewers import CASE_PARTIES, Asked
from medcord.cases import queries as cases
from medcord.clocks import queries as clocks
from medcord.core.access import Permission, Viewer, require
from medcord.core.clocks.scope import Proposal
from medcord.core.refusals import RuleRefusal
from medcord.decisions import queries as decisions
from medcord.declarations import actions, queries
from medcord.gateways import clock

router = Subject(tags=["Cases"])


@router.get("/cases/{reference}/clocks", auth=CASE_PARTIES, response=shapes.ClocksOfCase)
def one(request: Asked, reference: Key) -> shapes.ClocksOfCase:
    """The clocks of a case, what does not apply to it and why, and the answers and decisions that they stand on."""
    return _whole(request.auth, reference)


@router.post("/cases/{reference}/clocks", auth=CASE_PARTIES, response={201: shapes.ClocksOfCase})
def add(request: Asked, reference: Key, given: shapes.ClockGiven) -> shapes.ClocksOfCase:
    """Answer whether a law applies (``scope``), or take over what a decision keeps of it (``take_over``); decide beside
    the 45 days whether to publish (``disclosure``); record that a recall was classified
    (``recall``), or when the Enforcement Report listed it (``listing``).

    Nobody starts or stops a clock: they are computed anew from what was added."""
    do = given.do
    if isinstance(do, shapes.ScopeGiven):
        actions.answer_scope(reference, do.question, do.said, do.reason, actor=request.auth, **do.more())
    elif isinstance(do, shapes.TakeOverGiven):
        one = _proposal(request.auth, reference, do)
        actions.answer_scope(reference, one.question, one.said, one.reason, actor=request.auth)
    elif isinstance(do, shapes.ListingGiven):
        actions.state_listing(reference, do.recall, do.published, do.address, actor=request.auth)
    elif isinstance(do, shapes.RecallGiven):
        actions.classify_recall(reference, do.said(), patient_data_seen=do.patient_data_seen, actor=request.auth)
    else:
        actions.decide_disclosure(reference, do.decided(), patient_data_seen=do.patient_data_seen, actor=request.auth)
    return _whole(request.auth, reference)


def _proposal(viewer: Viewer, reference: str, given: shapes.TakeOverGiven) -> Proposal:
    case = cases.case_for(viewer, reference)
    require(viewer, Permission.DECLARATION_SCOPE, cases.item(case), "case")
    one = decisions.proposals(viewer, case).get(given.question)
    if one is None or one.kept.decision != given.decision:
        raise RuleRefusal("This is not what is kept now. Read the question again, then take it over or not.")
    return one


def _whole(viewer: Viewer, reference: str) -> shapes.ClocksOfCase:
    case = cases.case_for(viewer, reference)
    view, now = cases.sight(viewer, case), clock.now()
    names = {row.party_id: row.party.name for row in cases.participants(viewer, case)}
    recalls = queries.classifications(viewer, case)
    read = clocks.read_here(view) if recalls else {}
    return shapes.ClocksOfCase(
        clocks=[RunningClock.of(each, names, now) for each in clocks.before(view)],
        does_not_apply=[shapes.OutEntry.of(each) for each in clocks.left_out(view)],
        questions=shapes.questions(queries.scope_answers(viewer, case), decisions.proposals(viewer, case)),
        disclosure_decisions=[shapes.DisclosureEntry.of(row) for row in queries.disclosures(viewer, case)],
        classified_recalls=[shapes.ClassificationEntry.of(row, read.get(row.pk)) for row in recalls],
    )
