"""Terms: propose, withdraw, answer, acknowledge; end an embargo or keep it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from medcord import ledger
from medcord.cases import checked, embargoes, policy, queries
from medcord.cases.marks import state_of
from medcord.cases.models import Case
from medcord.core.access import Permission, Viewer, ViewerKind
from medcord.core.cvd import embargo as machine
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import Embargo, EmbargoState
from medcord.core.cvd.terms import Proposal, Terms
from medcord.core.facts import EmbargoKept, Fact, TermsAcknowledged
from medcord.core.refusals import NotAllowed, RuleRefusal
from medcord.gateways import clock


class TermsAnswer(StrEnum):
    """What a party answers to the terms on the table."""

    ACCEPT = "accept"
    DECLINE = "decline"
    REJECT = "reject"
    WITHDRAW = "withdraw"


@ledger.action
def propose_terms(
    reference: str | None, *, ends_at: datetime, zone: str, seen: int | None = None, actor: Viewer
) -> Case:
    """Propose the end of the embargo; once it is active this is a revision, and the old terms bind until it is
    accepted.

    A finder proposes for its report, without naming a case. The coordinator's published policy bounds every date.
    ``seen``: the number of the table that the member saw; another one now raises EditedMeanwhile.
    """
    case = _table_for(actor, reference)
    policy.require(actor, Permission.CASE_EMBARGO_PROPOSE, case)
    embargoes.unchanged(case, seen)
    by, value, now, terms = _speaker(actor), embargoes.embargo_of(case), clock.now(), Terms(ends_at, zone)
    policy.embargo_policy().check(terms, opened_at=case.opened_at, starting=not value.in_force)
    verb = machine.revise if value.in_force else machine.propose
    after = verb(value, terms, by=by, case=state_of(case), now=now)
    word = "propose_revision" if value.in_force else "propose"
    return _write(case, after, f"finder_{word}" if actor.kind is ViewerKind.FINDER else word, actor)


@ledger.action
def withdraw_terms(reference: str | None, *, actor: Viewer) -> Case:
    """Take back the date that one has proposed."""
    case = _table_for(actor, reference)
    policy.require(actor, Permission.CASE_EMBARGO_PROPOSE, case)
    after = machine.withdraw(embargoes.embargo_of(case), by=_speaker(actor))
    return _write(case, after, "finder_withdraw" if actor.kind is ViewerKind.FINDER else "withdraw", actor)


def _table_for(actor: Viewer, reference: str | None) -> Case:
    """The case at whose table somebody speaks: the invited come with its reference, a finder by its report."""
    if actor.kind is ViewerKind.FINDER:
        return queries.case_of_finder(actor, lock=True)
    return queries.invitation_for(actor, reference or "", lock=True)


def _speaker(actor: Viewer) -> UUID:
    by = actor.report_id if actor.kind is ViewerKind.FINDER else actor.party_id
    if by is None:
        raise NotAllowed("Terms are proposed by a party of the case or by its finder.")
    return by


@ledger.action
def answer_terms(
    reference: str,
    answer: TermsAnswer,
    *,
    proposal: UUID | None = None,
    reason: str = "",
    seen: int | None = None,
    actor: Viewer,
) -> Case:
    """Answer for the actor's party: sign or decline the terms, accept or turn down an open proposal, or withdraw its
    own. ``proposal`` names the one that is meant; without it, all that are open."""
    if answer is TermsAnswer.WITHDRAW:
        return withdraw_terms(reference, actor=actor)
    case = queries.invitation_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_EMBARGO_SIGN, case)
    embargoes.unchanged(case, seen)
    party, now = actor.party_id, clock.now()
    if party is None:
        raise NotAllowed("Terms are answered by a party of the case.")
    value, named = embargoes.embargo_of(case), embargoes.named(case, proposal)
    if answer is TermsAnswer.DECLINE:
        mine = queries.participant_of(actor, case)
        if mine is not None:
            mine.out_because = reason.strip()
        return _write(case, machine.decline(value, party=party, now=now), "decline", actor)
    if answer is TermsAnswer.REJECT:
        return _write(case, _turned_down(value, party, named), "reject", actor)
    if _revising(value, party):
        after = machine.accept_revision(value, party=party, case=state_of(case), now=now, named=named)
        return _write(case, after, "accept_revision", actor)
    after = machine.accept(value, party=party, case=state_of(case), now=now, named=named)
    return _write(case, after, "accept", actor)


def _revising(value: Embargo, party: UUID) -> bool:
    """Under a revision who has signed answers the new date; who has not signs the terms that bind."""
    return value.state is EmbargoState.REVISE and value.consent_of(party) is Consent.SIGNATORY


def _turned_down(value: Embargo, party: UUID, named: Proposal | None) -> Embargo:
    if value.consent_of(party) is not Consent.SIGNATORY:
        raise NotAllowed("Who has signed may turn a proposal down for the case. Your party signs or declines.")
    return machine.reject_revision(value, named) if _revising(value, party) else machine.reject(value, named)


@ledger.action
def acknowledge_terms(reference: str, *, actor: Viewer) -> Case:
    """A statutory participant acknowledges the handling terms, except as required by law. It is bound by statute and
    not by a signature, so nothing opens or closes with it."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_TERMS_ACKNOWLEDGE, case)
    mine = queries.participant_of(actor, case)
    if mine is None or not mine.statutory:
        raise RuleRefusal("Your party takes part by its signature, so there is nothing to acknowledge.", code="signed")
    if mine.terms_acknowledged_at is not None and mine.acknowledged_terms == case.terms_number:
        raise RuleRefusal("Your party has acknowledged these terms already.", code="signed")
    mine.terms_acknowledged_at, mine.acknowledged_terms = clock.now(), case.terms_number
    ledger.commit(rows=[mine], facts=[TermsAcknowledged(case.id, mine.party_id, case.terms_number)], actor=actor)
    return case


@ledger.action
def end_embargo(reference: str, *, reason: str, actor: Viewer) -> Case:
    """End the embargo at once, for every party. Markings, classes and consultations stay."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_EMBARGO_TERMINATE, case)
    value = embargoes.embargo_of(case)
    if not value.in_force:
        raise RuleRefusal("There is no embargo in force, so there is nothing to end.", code="no-embargo")
    return _write(case, machine.terminate(value, because=reason), "terminate", actor)


@ledger.action
def keep_embargo(reference: str, *, reason: str, actor: Viewer) -> Case:
    """Attacks are confirmed and propose to end the embargo; the coordinator keeps it, for a reason that stays."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_EMBARGO_TERMINATE, case)
    after = machine.keep(embargoes.embargo_of(case), because=reason)
    case.ending_because, case.ending_by = reason.strip(), actor.member_id
    return _write(case, after, "keep", actor, EmbargoKept(case.id, ledger.seal(case.salt, reason)))


@ledger.action
def run_out(case: Case, *, actor: Viewer) -> Case:
    """The agreed instant has come: the embargo is over for every party. Markings, classes and consultations stay."""
    return _write(
        case, machine.terminate(embargoes.embargo_of(case), because="the agreed date has come"), "run_out", actor
    )


def _write(case: Case, after: Embargo, trigger: str, actor: Viewer, *more: Fact) -> Case:
    before = checked.look(case)
    rows, facts = embargoes.apply(case, after, trigger=trigger)
    if not facts and not more:
        raise RuleRefusal("It stands so already: the same terms are on the table.", code="no-change")
    checked.require_sound(case, before)
    ledger.commit(rows=[case, *rows], facts=[*facts, *more], actor=actor)
    return case
