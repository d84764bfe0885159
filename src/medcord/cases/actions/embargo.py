"""Terms: propose, answer, end."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings

from medcord import ledger
from medcord.cases import embargoes, policy, queries
from medcord.cases.marks import state_of
from medcord.cases.models import Case
from medcord.core.access import Permission, Viewer
from medcord.core.cvd import embargo as machine
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import Embargo, EmbargoState
from medcord.core.cvd.terms import Terms
from medcord.core.refusals import NotAllowed, RuleRefusal
from medcord.gateways import clock

FLOOR = timedelta(days=settings.MEDCORD_COORDINATOR_POLICY_DAYS)


class TermsAnswer(StrEnum):
    """What a party answers to the terms on the table."""

    ACCEPT = "accept"
    DECLINE = "decline"
    REJECT = "reject"


@ledger.action
def propose_terms(reference: str, *, ends_at: datetime, zone: str, actor: Viewer) -> Case:
    """Propose the end of the embargo; once it is active this is a revision, and the old terms bind until it is
    accepted.

    The coordinator's published floor (45 days from the start of the case) bounds proposals before activation.
    """
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_EMBARGO_PROPOSE, case)
    if actor.party_id is None:
        raise NotAllowed("Terms are proposed by a party of the case.")
    value, now, terms = embargoes.embargo_of(case), clock.now(), Terms(ends_at, zone)
    state = state_of(case)
    if value.in_force:
        after = machine.revise(value, terms, by=actor.party_id, case=state, now=now)
        return _write(case, after, "propose_revision", actor)
    after = machine.propose(value, terms, by=actor.party_id, case=state, now=now, floor=case.opened_at + FLOOR)
    return _write(case, after, "propose", actor)


@ledger.action
def answer_terms(reference: str, answer: TermsAnswer, *, actor: Viewer) -> Case:
    """Answer for the actor's party: sign or decline the terms; under a revision accept or turn it down."""
    case = queries.invitation_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_EMBARGO_SIGN, case)
    party, now = actor.party_id, clock.now()
    if party is None:
        raise NotAllowed("Terms are answered by a party of the case.")
    value = embargoes.embargo_of(case)
    if answer is TermsAnswer.DECLINE:
        return _write(case, machine.decline(value, party=party, now=now), "decline", actor)
    revising = value.state is EmbargoState.REVISE and value.consent_of(party) is Consent.SIGNATORY
    if answer is TermsAnswer.REJECT:
        if value.consent_of(party) is not Consent.SIGNATORY:
            raise NotAllowed("Who has signed may turn a proposal down for the case. Your party signs or declines.")
        after = machine.reject_revision(value) if revising else machine.reject(value)
        return _write(case, after, "reject", actor)
    if revising:
        after = machine.accept_revision(value, party=party, case=state_of(case), now=now)
        return _write(case, after, "accept_revision", actor)
    return _write(case, machine.accept(value, party=party, case=state_of(case), now=now), "accept", actor)


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
def run_out(case: Case, *, actor: Viewer) -> Case:
    """The agreed instant has come: the embargo is over for every party. Markings, classes and consultations stay."""
    return _write(
        case, machine.terminate(embargoes.embargo_of(case), because="the agreed date has come"), "run_out", actor
    )


def _write(case: Case, after: Embargo, trigger: str, actor: Viewer) -> Case:
    rows, facts = embargoes.apply(case, after, trigger=trigger)
    ledger.commit(rows=[case, *rows], facts=facts, actor=actor)
    return case
