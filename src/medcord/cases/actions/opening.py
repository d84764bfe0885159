"""Opening a case, and each party's own number for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.actions.inviting import statutory
from medcord.cases.models import Case, Participant
from medcord.core.access import Permission, Viewer
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import EmbargoState
from medcord.core.cvd.report import ReportState
from medcord.core.facts import (
    CaseMarked,
    CaseOpened,
    Code,
    ConsentChanged,
    Digest,
    EmbargoChanged,
    Fact,
    ParticipantInvited,
    RegulatorLeftOut,
    TermsSet,
    TrackingNumberSet,
)
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.intake import queries as intake
from medcord.parties import queries as parties

if TYPE_CHECKING:
    from medcord.intake.models import Report

ORIGINS = {"mail": "mail", "manufacturer": "request", "signal": "signal"}


@ledger.action
def open_case(report_reference: str, *, title: str, summary: str = "", actor: Viewer) -> Case:
    """Open a case from an accepted report.

    The coordinator's published default (45 days, cvd-protocol 4b) is a standing proposal that filing the report
    accepted, so the embargo is active at once, unless the matter is public already. The regulator takes part
    unless triage left it out with a reason.
    """
    if actor.role is not Role.COORDINATOR:
        raise NotAllowed("Only a coordinator opens a case.")
    report = intake.report_for(actor, report_reference, lock=True)
    if report.state != ReportState.ACCEPTED.value:
        raise RuleRefusal(
            "Triage the report first and accept it; then a case can be opened from it.", code="not-triaged"
        )
    if queries.of_report(actor, report.pk) is not None:
        raise RuleRefusal(
            "There is a case for this report already. Open it from the report's page.", code="case-exists"
        )
    if not title.strip():
        raise InputRefusal("A case needs a title that says which device and what is wrong.", fields={"field": "title"})
    now = clock.now()
    case = _new_case(report, title, summary, actor, now)
    facts: list[Fact] = [CaseOpened(case.id, case.owner_id, report.id, report.received_at)]
    if case.embargo_until:
        before, after = Code(EmbargoState.NONE.name.lower()), Code(EmbargoState.ACTIVE.name.lower())
        facts.append(EmbargoChanged(case.id, Code("default_accepted"), before, after, case.embargo_until))
        facts.append(TermsSet(case.id, case.terms_number, case.embargo_until))
    rows: list[Case | Participant] = [case, new_owner(case, now)]
    if report.party_id is not None:
        asker = _asker(case, report.party_id, report.received_at, now)
        rows.append(asker)
        facts += [
            ParticipantInvited(case.id, asker.party_id, Code(asker.role)),
            ConsentChanged(case.id, asker.party_id, Code(Consent.NO_EMBARGO.value), Code(asker.consent)),
            CaseMarked(case.id, Code(CaseEvent.MANUFACTURER_AWARE.value), asker.party_id, Digest("")),
        ]
    if report.regulator_left_out:
        facts.append(RegulatorLeftOut(case.id, ledger.seal(case.salt, report.regulator_left_out)))
    elif (regulator := parties.the_regulator()) is not None:
        rows.append(statutory(case, regulator, now))
        facts.append(ParticipantInvited(case.id, regulator.id, Code(Role.REGULATOR.value)))
    ledger.commit(rows=rows, facts=facts, actor=actor)
    return case


def new_owner(case: Case, now: datetime) -> Participant:
    """The coordinator that leads a case, in its list of parties."""
    return Participant(
        case=case,
        party_id=case.owner_id,
        role=Role.COORDINATOR.value,
        consent=Consent.SIGNATORY.value,
        consent_since=now,
        invited_at=now,
        signed_at=now,
        last_contact_at=now,
    )


def _asker(case: Case, party: UUID, aware_at: datetime, now: datetime) -> Participant:
    """A manufacturer that asked for the case takes part from the start: with its request it accepted the default."""
    return Participant(
        case=case,
        party_id=party,
        role=Role.MANUFACTURER.value,
        consent=Consent.SIGNATORY.value,
        consent_since=now,
        invited_at=now,
        signed_at=now,
        last_contact_at=now,
        maker_aware_at=aware_at,
        report_state=ReportState.RECEIVED.value,
    )


def _new_case(report: Report, title: str, summary: str, actor: Viewer, now: datetime) -> Case:
    public = report.already_public
    until = None if public else now + policy.embargo_policy().default
    return Case(
        reference=ledger.new_reference("MC"),
        title=title.strip()[:200],
        summary=summary.strip(),
        owner_id=report.coordinator_id,
        lead=actor.member_id,
        report=report,
        opened_at=now,
        regulator_left_out=report.regulator_left_out,
        origin=ORIGINS.get(report.origin, "report"),
        numbers=report.numbers,
        cves=report.cves,
        embargo=(EmbargoState.NONE if public else EmbargoState.ACTIVE).value,
        embargo_until=until,
        embargo_zone="UTC" if until else "",
        terms_number=1 if until else 0,
        table_number=1 if until else 0,
        salt=ledger.new_salt(),
    )


@ledger.action
def set_tracking(reference: str, number: str, *, actor: Viewer) -> Participant:
    """Set the actor's own party's number for the case."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_NUMBER_SET, case)
    row = queries.participant_of(actor, case)
    if row is None:
        raise NotAllowed("Your party is not in this case.")
    row.tracking = " ".join(number.split())[:60]
    ledger.commit(rows=[row], facts=[TrackingNumberSet(case.id, row.party_id)], actor=actor)
    return row
