"""Cases: the list, one case, what is said in it, who takes part, and what happened."""

from __future__ import annotations

from medcord.api.paging import CutQuery, Page, page_of, page_with
from medcord.api.routing import Subject
from medcord.api.schemas import cases as shapes
from medcord.api.schemas.base import Evidence, Key, Line, Reason
from medcord.api.schemas.embargo import CaseTerms
from medcord.api.viewers import CASE_PARTIES, COORDINATOR, MANUFACTURER, Asked
from medcord.cases import actions, queries
from medcord.cases.models import Case
from medcord.cases.queries import finding
from medcord.clocks import queries as clocks
from medcord.core.access import Viewer
from medcord.gateways import clock
from medcord.parties import queries as parties

router = Subject(tags=["Cases"])


@router.get("/cases", auth=CASE_PARTIES, response=Page[shapes.CaseEntry])
def listing(request: Asked, cut: CutQuery, q: Line = "") -> Page[shapes.CaseEntry]:
    """Cases the viewer's party takes part in, newest first; ``q`` searches reference, title, own number and CVEs."""
    known = queries.visible(request.auth)
    held = set(finding.ids(request.auth, q)) if q.strip() else {case.pk for case in known}
    rows = [case for case in known if case.pk in held]
    return page_of(rows, cut, lambda case: shapes.CaseEntry.of(request.auth, case))


@router.get("/cases/{reference}", auth=CASE_PARTIES, response=shapes.CaseDetail)
def one(request: Asked, reference: Key) -> shapes.CaseDetail:
    """One case: state, parties, clocks."""
    return _whole(request.auth, queries.case_for(request.auth, reference))


def _whole(viewer: Viewer, case: Case) -> shapes.CaseDetail:
    return shapes.CaseDetail.whole(viewer, case, _clocks(viewer, case))


def _again(viewer: Viewer, reference: str) -> shapes.CaseDetail:
    """The case as it stands after an action; read anew, because the action may have changed who may read what."""
    return _whole(viewer, queries.case_for(viewer, reference))


def _clocks(viewer: Viewer, case: Case) -> list[shapes.RunningClock]:
    names = {row.party_id: row.party.name for row in queries.participants(viewer, case)}
    now = clock.now()
    return [shapes.RunningClock.of(one, names, now) for one in clocks.of_case(viewer, case)]


@router.get("/cases/{reference}/timeline", auth=CASE_PARTIES, response=Page[shapes.TimelineFact])
def timeline(request: Asked, reference: Key, cut: CutQuery) -> Page[shapes.TimelineFact]:
    """What happened in a case, oldest first, as far as the viewer may know it."""
    case = queries.case_for(request.auth, reference)
    view = queries.sight(request.auth, case)
    known = queries.known(view, {row.pk for row in queries.said(view)})
    named = {row.party for row in known if row.party} | {row.party_id for row in case.participants.all()}
    names = parties.names(named)
    rows = known[cut.offset : cut.offset + cut.limit]
    return page_with([shapes.TimelineFact.of(row, names) for row in rows], len(known), cut)


@router.get("/cases/{reference}/statements", auth=CASE_PARTIES, response=Page[shapes.PartyStatement])
def statements(request: Asked, reference: Key, cut: CutQuery) -> Page[shapes.PartyStatement]:
    """What parties state of their products: the newest statement of each product and versions."""
    rows = queries.statements(request.auth, queries.case_for(request.auth, reference))
    return page_of(rows, cut, shapes.PartyStatement.of)


@router.post("/cases/{reference}/statements", auth=MANUFACTURER, response={201: shapes.PartyStatement})
def state(request: Asked, reference: Key, given: shapes.StatementGiven) -> shapes.PartyStatement:
    """State whether a product of one's own and some versions of it are affected."""
    return shapes.PartyStatement.of(actions.make_statement(reference, given.words(), actor=request.auth))


# --- parties -------------------------------------------------------------------------------------------------------


@router.post("/cases/{reference}/parties", auth=COORDINATOR, response={201: shapes.CaseParty})
def invite(request: Asked, reference: Key, given: shapes.InviteGiven) -> shapes.CaseParty:
    """Invite a party: it sees the terms and nothing else until it signs."""
    return shapes.CaseParty.of(request.auth, actions.invite(reference, **dict(given), actor=request.auth))


@router.get("/invitations", auth=CASE_PARTIES, response=Page[CaseTerms])
def invitations(request: Asked, cut: CutQuery) -> Page[CaseTerms]:
    """Cases the viewer's party is invited to and has not signed: terms only."""
    return page_of(queries.invitations(request.auth), cut, lambda case: CaseTerms.of(request.auth, case))


@router.put("/cases/{reference}/our-number", auth=CASE_PARTIES, response=shapes.CaseEntry)
def number(request: Asked, reference: Key, given: shapes.TrackingGiven) -> shapes.CaseEntry:
    """Set the viewer's own party's number for the case."""
    actions.set_tracking(reference, given.number, actor=request.auth)
    return shapes.CaseEntry.of(request.auth, queries.case_for(request.auth, reference))


# --- what happened -------------------------------------------------------------------------------------------------


@router.post("/cases/{reference}/marks", auth=CASE_PARTIES, response=shapes.CaseDetail)
def mark(request: Asked, reference: Key, given: shapes.MarkGiven) -> shapes.CaseDetail:
    """Set one of the six marks, with what shows it; a public issue or exploit ends the embargo, attacks propose it."""
    actions.mark(reference, given.event, evidence=given.evidence, actor=request.auth)
    return _again(request.auth, reference)


@router.post("/cases/{reference}/confirmation", auth=COORDINATOR, response=shapes.CaseDetail)
def confirm(request: Asked, reference: Key, given: Evidence) -> shapes.CaseDetail:
    """Say that the vulnerability is real, and what confirms it."""
    actions.confirm(reference, evidence=given.evidence, actor=request.auth)
    return _again(request.auth, reference)


@router.post("/cases/{reference}/closing", auth=COORDINATOR, response=shapes.CaseDetail)
def close(request: Asked, reference: Key, given: Reason) -> shapes.CaseDetail:
    """Close a case; not while its embargo is in force."""
    actions.close(reference, reason=given.reason, actor=request.auth)
    return _again(request.auth, reference)


@router.post("/cases/{reference}/merge", auth=COORDINATOR, response=shapes.CaseDetail)
def merge(request: Asked, reference: Key, given: shapes.MergeGiven) -> shapes.CaseDetail:
    """Close a case into another of the same owner; the answer is the one that goes on. It cannot be undone."""
    case = actions.merge(reference, given.into, reason=given.reason, actor=request.auth)
    return _again(request.auth, case.reference)


@router.post("/cases/{reference}/split", auth=COORDINATOR, response={201: list[shapes.CaseOpened]})
def split(request: Asked, reference: Key, given: shapes.SplitGiven) -> list[shapes.CaseOpened]:
    """Open a case for each part, under the same embargo. It cannot be undone."""
    parts = actions.split(reference, given.titles, parties_along=given.parties, reason=given.reason, actor=request.auth)
    same = ("reference", "title", "opened_at")
    return [shapes.CaseOpened(**{name: getattr(part, name) for name in same}) for part in parts]
