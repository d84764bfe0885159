"""Terms, claims, and who is in a case: propose, answer, acknowledge, end or keep, claim, decide, leave, remove."""

from __future__ import annotations

from uuid import UUID

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas import embargo as shapes
from medcord.api.schemas.base import Key, Reason
from medcord.api.schemas.cases import CaseParty
from medcord.api.viewers import CASE_PARTIES, COORDINATOR, FINDER, MANUFACTURER, REGULATOR, Asked
from medcord.cases import actions, queries
from medcord.cases.models import Claim
from medcord.core.access import Viewer
from medcord.parties import queries as parties

router = Subject(tags=["Terms and claims"])
own = Subject(tags=["My report"])


@router.get("/cases/{reference}/terms", auth=CASE_PARTIES, response=shapes.CaseTerms)
def terms(request: Asked, reference: Key) -> shapes.CaseTerms:
    """The terms of a case the viewer's party takes part in or is invited to."""
    return shapes.CaseTerms.of(request.auth, queries.invitation_for(request.auth, reference))


@router.get("/cases/{reference}/terms/history", auth=CASE_PARTIES, response=Page[shapes.TermsVersion])
def history(request: Asked, reference: Key, cut: CutQuery) -> Page[shapes.TermsVersion]:
    """Terms that were ever in force, newest first, with those whose signature covered them."""
    rows = queries.terms_history(request.auth, queries.case_for(request.auth, reference))
    return page_of(rows, cut, shapes.TermsVersion.of)


@router.post("/cases/{reference}/terms/answers", auth=CASE_PARTIES, response=shapes.CaseTerms)
def answer(request: Asked, reference: Key, given: shapes.AnswerGiven) -> shapes.CaseTerms:
    """Answer for the viewer's party: sign or decline, accept or turn down a proposal, withdraw one's own."""
    case = actions.answer_terms(reference, **dict(given), actor=request.auth)
    return shapes.CaseTerms.of(request.auth, case)


@router.post("/cases/{reference}/terms/proposals", auth=CASE_PARTIES, response=shapes.CaseTerms)
def propose(request: Asked, reference: Key, given: shapes.TermsGiven) -> shapes.CaseTerms:
    """Propose another end; the terms in force bind until it is accepted."""
    return shapes.CaseTerms.of(request.auth, actions.propose_terms(reference, **dict(given), actor=request.auth))


@router.post("/cases/{reference}/terms/acknowledgement", auth=REGULATOR, response=shapes.CaseTerms)
def acknowledge(request: Asked, reference: Key) -> shapes.CaseTerms:
    """Acknowledge the terms as a statutory participant, except as required by law."""
    return shapes.CaseTerms.of(request.auth, actions.acknowledge_terms(reference, actor=request.auth))


@router.post("/cases/{reference}/terms/end", auth=COORDINATOR, response=shapes.CaseTerms)
def end(request: Asked, reference: Key, given: Reason) -> shapes.CaseTerms:
    """End the embargo at once, for every party; markings and classes stay."""
    return shapes.CaseTerms.of(request.auth, actions.end_embargo(reference, reason=given.reason, actor=request.auth))


@router.post("/cases/{reference}/terms/keeping", auth=COORDINATOR, response=shapes.CaseTerms)
def keep(request: Asked, reference: Key, given: Reason) -> shapes.CaseTerms:
    """Keep the embargo although confirmed attacks propose to end it."""
    return shapes.CaseTerms.of(request.auth, actions.keep_embargo(reference, reason=given.reason, actor=request.auth))


# --- claims --------------------------------------------------------------------------------------------------------


@router.get("/cases/{reference}/claims", auth=CASE_PARTIES, response=Page[shapes.CaseClaim])
def claims(request: Asked, reference: Key, cut: CutQuery) -> Page[shapes.CaseClaim]:
    """Claims that it is public or attacked: one's own, and for the coordinator all, the undecided first."""
    return _claims(queries.claims(request.auth, queries.case_for(request.auth, reference)), cut)


def _claims(rows: list[Claim], cut: CutQuery) -> Page[shapes.CaseClaim]:
    people = parties.member_names({row.decided_by for row in rows if row.decided_by})
    return page_of(rows, cut, lambda row: shapes.CaseClaim.of(row, people))


@router.post("/cases/{reference}/claims", auth=CASE_PARTIES, response={201: shapes.CaseClaim})
def claim(request: Asked, reference: Key, given: shapes.ClaimGiven) -> shapes.CaseClaim:
    """Say that the issue or an exploit is public, or that attacks happen; the coordinator decides."""
    row = actions.claim(reference, given.event, evidence=given.evidence, actor=request.auth)
    return _claimed(request.auth, row)


def _claimed(viewer: Viewer, row: Claim) -> shapes.CaseClaim:
    return shapes.CaseClaim.of(queries.claim_for(viewer, row.case, row.pk), {})


@router.post("/cases/{reference}/claims/{claim}/decision", auth=COORDINATOR, response=shapes.CaseClaim)
def decide(request: Asked, reference: Key, claim: UUID, given: shapes.DecisionGiven) -> shapes.CaseClaim:
    """Confirm a claim or turn it down. A confirmed public issue or exploit ends the embargo; attacks propose it."""
    actions.decide_claim(reference, claim, **dict(given), actor=request.auth)
    row = queries.claim_for(request.auth, queries.case_for(request.auth, reference), claim)
    return shapes.CaseClaim.of(row, parties.member_names({row.decided_by} if row.decided_by else set()))


# --- who is in it --------------------------------------------------------------------------------------------------


@router.put("/cases/{reference}/report-state", auth=MANUFACTURER, response=CaseParty)
def report_state(request: Asked, reference: Key, given: shapes.ReportStateGiven) -> CaseParty:
    """Say where one's own party stands with the report; it goes forward only."""
    return CaseParty.of(request.auth, actions.answer_report(reference, given.state, actor=request.auth))


@router.post("/cases/{reference}/leaving", auth=CASE_PARTIES, response=shapes.Left)
def leave(request: Asked, reference: Key, given: shapes.LeavingGiven) -> shapes.Left:
    """Leave the case for one's whole party, which sees nothing of it afterwards."""
    return shapes.Left(reference=actions.leave(reference, reason=given.reason, actor=request.auth).reference)


@router.post("/cases/{reference}/parties/{party}/removal", auth=COORDINATOR, response=shapes.CaseTerms)
def remove(request: Asked, reference: Key, party: UUID, given: Reason) -> shapes.CaseTerms:
    """Remove a party: it sees nothing of the case from now on, and can be invited again."""
    return shapes.CaseTerms.of(request.auth, actions.remove(reference, party, reason=given.reason, actor=request.auth))


# --- the finder ----------------------------------------------------------------------------------------------------


@own.get("/my-report/case", auth=FINDER, response=shapes.FinderCase)
def my_case(request: Asked) -> shapes.FinderCase:
    """How the case stands that my report led to: its date, and what I proposed."""
    return shapes.FinderCase.of(request.auth, queries.case_of_finder(request.auth))


@own.post("/my-report/case/proposals", auth=FINDER, response=shapes.FinderCase)
def my_proposal(request: Asked, given: shapes.TermsGiven) -> shapes.FinderCase:
    """Propose a date; the parties of the case answer it."""
    return shapes.FinderCase.of(request.auth, actions.propose_terms(None, **dict(given), actor=request.auth))


@own.delete("/my-report/case/proposals", auth=FINDER, response=shapes.FinderCase)
def my_withdrawal(request: Asked) -> shapes.FinderCase:
    """Take the proposed date back."""
    return shapes.FinderCase.of(request.auth, actions.withdraw_terms(None, actor=request.auth))


@own.get("/my-report/case/claims", auth=FINDER, response=Page[shapes.CaseClaim])
def my_claims(request: Asked, cut: CutQuery) -> Page[shapes.CaseClaim]:
    """What I said of it being public or attacked, and what the coordinator decided."""
    return _claims(queries.claims(request.auth, queries.case_of_finder(request.auth)), cut)


@own.post("/my-report/case/claims", auth=FINDER, response={201: shapes.CaseClaim})
def my_claim(request: Asked, given: shapes.ClaimGiven) -> shapes.CaseClaim:
    """Say that it is public or attacked; the coordinator decides."""
    row = actions.claim(None, given.event, evidence=given.evidence, actor=request.auth)
    return _claimed(request.auth, row)
