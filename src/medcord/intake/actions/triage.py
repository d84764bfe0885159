"""What a coordinator does with a report that has come in: read it, and decide what it is."""

from __future__ import annotations

from enum import StrEnum

from medcord import ledger
from medcord.core.access import Permission, Viewer
from medcord.core.cvd import report as rm
from medcord.core.facts import Code, Digest, ReportRead, ReportStateChanged, ReportTriaged
from medcord.core.refusals import InputRefusal
from medcord.gateways import clock
from medcord.intake import policy, queries
from medcord.intake.models import Report


class MedicalDevice(StrEnum):
    """Triage's first question. Yes and unknown bring the regulator in."""

    YES = "yes"
    UNKNOWN = "unknown"
    NO = "no"


class Outcome(StrEnum):
    """What triage decides."""

    ACCEPT = "accept"
    INVALID = "invalid"
    DEFER = "defer"


@ledger.action
def mark_read(reference: str, *, actor: Viewer) -> Report:
    """Leave the fact that a coordinator has opened the report, so that its finder sees that somebody reads."""
    report = queries.report_for(actor, reference, lock=True)
    policy.require(actor, Permission.REPORT_TRIAGE, report)
    report.first_read_at = report.first_read_at or clock.now()
    ledger.commit(rows=[report], facts=[ReportRead(report.id)], actor=actor)
    return report


@ledger.action
def triage(
    reference: str,
    *,
    medical_device: MedicalDevice,
    outcome: Outcome,
    leave_out_regulator: str = "",
    expected_version: int | None = None,
    actor: Viewer,
) -> Report:
    """Decide what a report is. "Yes" and "unknown" bring the regulator in unless a reason to leave it out is given;
    the reason shows. "No" leaves it out with that as the reason. Source: domain.md F1.4, cvd-protocol 3.2."""
    report = queries.report_for(actor, reference, lock=True)
    policy.require(actor, Permission.REPORT_TRIAGE, report)
    reason = leave_out_regulator.strip()
    if medical_device is MedicalDevice.NO and not reason:
        raise InputRefusal(
            "Without the regulator a case needs a reason that shows. Say why this is not a medical device.",
            code="reason-needed",
            fields={"field": "leave_out_regulator"},
        )
    facts: list[ReportStateChanged | ReportTriaged] = []
    for trigger in _steps(rm.ReportState(report.state), outcome):
        before = rm.ReportState(report.state)
        report.state = rm.step(before, trigger).value
        facts.append(ReportStateChanged(report.id, Code(trigger.value), Code(before.value), Code(report.state)))
    report.medical_device = medical_device.value
    report.regulator_left_out = reason
    report.triaged_at, report.triaged_by = clock.now(), actor.member_id
    report.first_read_at = report.first_read_at or report.triaged_at
    digest = ledger.seal(report.salt, reason) if reason else Digest("")
    word = Code("left-out" if reason else "added")
    facts.append(ReportTriaged(report.id, Code(medical_device.value), word, digest))
    ledger.commit(rows=[report], facts=facts, actor=actor, expected_version=expected_version)
    return report


def _steps(state: rm.ReportState, outcome: Outcome) -> tuple[rm.ReportTrigger, ...]:
    """The machine's own steps from here to the outcome; a report that is there already takes none."""
    if outcome is Outcome.INVALID:
        return () if state is rm.ReportState.INVALID else (rm.ReportTrigger.INVALIDATE,)
    first = (rm.ReportTrigger.VALIDATE,) if state in (rm.ReportState.RECEIVED, rm.ReportState.INVALID) else ()
    if outcome is Outcome.DEFER:
        return first if state is rm.ReportState.DEFERRED else (*first, rm.ReportTrigger.DEFER)
    return first if state is rm.ReportState.ACCEPTED else (*first, rm.ReportTrigger.ACCEPT)
