"""Who is in a case: leaving, removing, and where a party stands with the report."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.cases import checked, embargoes, policy, queries
from medcord.cases.models import Case, Participant
from medcord.core.access import Permission, Viewer
from medcord.core.cvd import embargo as machine
from medcord.core.cvd import report as reports
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.cvd.consent import Consent, ConsentTrigger
from medcord.core.cvd.consent import step as consent_step
from medcord.core.cvd.report import ReportState
from medcord.core.facts import CaseMarked, Code, ConsentChanged, Digest, Fact, ParticipantLeft, ReportAnswered
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.gateways import clock


@ledger.action
def remove(reference: str, party: UUID, *, reason: str, actor: Viewer) -> Case:
    """Take a party out of the case. From now on it sees nothing of it; it can be invited again."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_PARTICIPANT_REMOVE, case)
    row = next((row for row in embargoes.present(case) if row.party_id == party), None)
    if row is None:
        raise NotFound("party in this case")
    if row.party_id == case.owner_id:
        raise RuleRefusal("The coordinator that owns the case stays in it. Hand the case over first.", code="owner")
    if not reason.strip():
        raise InputRefusal("Say why this party is removed; the reason stays.", fields={"field": "reason"})
    return _out(case, row, reason, actor)


@ledger.action
def leave(reference: str, *, reason: str = "", actor: Viewer) -> Case:
    """Leave the case for the actor's whole party. From now on it sees nothing of it."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_LEAVE, case)
    row = queries.participant_of(actor, case)
    if row is None:
        raise NotAllowed("Your party is not in this case.")
    return _out(case, row, reason, actor)


def _out(case: Case, row: Participant, reason: str, actor: Viewer) -> Case:
    before, now = checked.look(case), clock.now()
    after = machine.leave(embargoes.embargo_of(case), party=row.party_id)
    changed, facts = embargoes.apply(case, after, trigger="leave")
    consent = consent_step(Consent(row.consent), ConsentTrigger.RESET)
    if row.consent != consent.value:
        facts.append(ConsentChanged(case.id, row.party_id, Code(row.consent), Code(consent.value)))
    row.consent, row.consent_since, row.removed_at = consent.value, now, now
    row.signed_at, row.lapsed_at, row.signed_terms, row.out_because = None, None, 0, reason.strip()
    digest = ledger.seal(case.salt, reason) if reason.strip() else Digest("")
    facts.append(ParticipantLeft(case.id, row.party_id, row.party_id == actor.party_id, digest))
    checked.require_sound(case, before)
    ledger.commit(rows=[case, row, *changed], facts=facts, actor=actor)
    return case


@ledger.action
def answer_report(reference: str, told: ReportState, *, actor: Viewer) -> Participant:
    """Say where the actor's party stands with the report: we have it, it is real, not ours, we work on it, put off,
    done. Steps in between were its own; a step back is refused."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_REPORT_ANSWER, case)
    row = queries.participant_of(actor, case)
    if row is None:
        raise NotAllowed("Your party is not in this case.")
    before = checked.look(case)
    in_force = embargoes.embargo_of(case).in_force
    state = reports.tell(ReportState(row.report_state), told, in_force=in_force)
    checked.require_sound(case, before)
    ledger.commit(rows=[row], facts=moved(case, row, state), actor=actor)
    return row


def moved(case: Case, row: Participant, state: ReportState) -> list[Fact]:
    """Set a party's report state on its row. Having the report makes a manufacturer aware (invariant 7)."""
    if row.report_state == state.value:
        return []
    facts: list[Fact] = [ReportAnswered(case.id, row.party_id, Code(row.report_state), Code(state.value))]
    now = clock.now()
    row.report_state, row.report_state_at, row.last_contact_at = state.value, now, now
    row.acknowledged_at = row.acknowledged_at or now
    if row.maker_aware_at is None:
        row.maker_aware_at = now
        facts.append(CaseMarked(case.id, Code(CaseEvent.MANUFACTURER_AWARE.value), row.party_id, Digest("")))
    return facts
