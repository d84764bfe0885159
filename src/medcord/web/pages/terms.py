"""The terms of a case as one viewer sees them, and what that viewer may do about them."""

from __future__ import annotations

from dataclasses import dataclass

from medcord.cases import embargoes
from medcord.cases import policy as case_policy
from medcord.cases import queries as cases
from medcord.cases.models import Case, Participant
from medcord.cases.queries import OpenProposal, TermsStanding, TermsVersion
from medcord.core.access import Permission, Viewer, may
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState
from medcord.core.cvd.report import ReportState, catch_up
from medcord.core.cvd.terms import EmbargoPolicy
from medcord.core.refusals import RuleRefusal

UNSIGNED = frozenset({Consent.NO_EMBARGO.value, Consent.INVITED.value, Consent.LAPSED.value})

WANTED = {
    "propose": Permission.CASE_EMBARGO_PROPOSE,
    "sign": Permission.CASE_EMBARGO_SIGN,
    "end": Permission.CASE_EMBARGO_TERMINATE,
    "acknowledge": Permission.CASE_TERMS_ACKNOWLEDGE,
    "leave": Permission.CASE_LEAVE,
    "claim": Permission.CASE_CLAIM_MAKE,
    "decide": Permission.CASE_CLAIM_DECIDE,
    "report": Permission.CASE_REPORT_ANSWER,
    "remove": Permission.CASE_PARTICIPANT_REMOVE,
    "read": Permission.CASE_READ,
    "mark": Permission.CASE_MARK,
    "close": Permission.CASE_CLOSE,
}


def can_of(viewer: Viewer, case: Case) -> dict[str, bool]:
    """Which acts are open to the viewer now, by the policy that is asked when they are done."""
    item = cases.item(case)
    return {name: may(viewer, permission, item).allowed for name, permission in WANTED.items()}


@dataclass(frozen=True, slots=True)
class TermsPage:
    case: Case
    mine: Participant | None
    in_force: bool
    to_sign: bool
    must: tuple[str, str]
    proposals: list[OpenProposal]
    standings: list[TermsStanding]
    history: list[TermsVersion]
    can: dict[str, bool]
    policy: EmbargoPolicy


def build(viewer: Viewer, reference: str) -> TermsPage:
    """Everything the page of terms shows this viewer; raises NotFound."""
    case = cases.invitation_for(viewer, reference)
    mine, can = cases.participant_of(viewer, case), can_of(viewer, case)
    unsigned = mine is not None and not embargoes.stands(mine) and mine.consent in UNSIGNED
    # Proposed terms are accepted one by one; what is in force, or was never wanted, is signed as it stands.
    to_sign = unsigned and can["sign"] and EmbargoState(case.embargo) is not EmbargoState.PROPOSED
    proposals = cases.open_proposals(viewer, case)
    return TermsPage(
        case=case,
        mine=mine,
        in_force=EmbargoState(case.embargo) in IN_FORCE,
        to_sign=to_sign,
        must=_must(case, mine, proposals, can, unsigned=unsigned),
        proposals=proposals,
        standings=cases.standings(viewer, case),
        history=cases.terms_history(viewer, case),
        can=can,
        policy=case_policy.embargo_policy(),
    )


def _must(
    case: Case, mine: Participant | None, proposals: list[OpenProposal], can: dict[str, bool], *, unsigned: bool
) -> tuple[str, str]:
    if can["acknowledge"] and mine is not None and mine.statutory and mine.acknowledged_terms < case.terms_number:
        return "Acknowledge the terms", "Nothing opens or closes with it: statute binds you."
    if unsigned and mine is not None and mine.consent == Consent.LAPSED.value:
        return "Sign the new terms", "What was there stays open; what is new opens when you sign."
    if unsigned and can["propose"]:
        return "Sign, decline, or propose other terms", "For your whole party."
    if unsigned and can["sign"]:
        return "Sign or decline", "For your whole party. Who answers is kept in the ledger."
    if can["sign"] and any(not one.ours for one in proposals):
        return "Answer the proposed date", "For your whole party. Until then the old terms bind."
    return "Nothing now", "You are told when terms are proposed."


def answers_open(mine: Participant | None, *, in_force: bool) -> list[str]:
    """What a manufacturer may say of the report next."""
    if mine is None:
        return []
    return [one.value for one in ReportState if _open(ReportState(mine.report_state), one, in_force=in_force)]


def _open(now: ReportState, told: ReportState, *, in_force: bool) -> bool:
    if told in (now, ReportState.START) or (told is ReportState.CLOSED and in_force):
        return False
    try:
        catch_up(now, told)
    except RuleRefusal:
        return False
    return True
