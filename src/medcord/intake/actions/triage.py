"""What a coordinator does with a report that has come in: read it, and decide what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from medcord import ledger
from medcord.core.access import Permission, Viewer
from medcord.core.cvd import report as rm
from medcord.core.facts import Code, Digest, Fact, ReportRead, ReportStateChanged, ReportTriaged, TriageDecided
from medcord.core.refusals import InputRefusal
from medcord.core.safety.ssvc import COORDINATOR_TRIAGE_1_0_0, MEDICAL_TRIAGE_1_0_0
from medcord.gateways import clock
from medcord.intake import policy, queries
from medcord.intake.models import Report, TriageDecision


class MedicalDevice(StrEnum):
    """Triage's first question. Yes and unknown bring the regulator in."""

    YES = "yes"
    UNKNOWN = "unknown"
    NO = "no"


class Outcome(StrEnum):
    """What triage decides."""

    ACCEPT = "accept"
    DEFER = "defer"
    DECLINE = "decline"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Judgement:
    """How the member answered the questions of the table, and why the decision is another than the table's."""

    answers: Mapping[str, str] = field(default_factory=dict)
    because: str = ""


TABLES_USED = f"{COORDINATOR_TRIAGE_1_0_0.tag}+{MEDICAL_TRIAGE_1_0_0.tag}"
OPEN = "open"  # the answers leave more than one outcome
DECIDED = {
    Outcome.ACCEPT: "coordinate",
    Outcome.DEFER: "track",
    Outcome.DECLINE: "decline",
    Outcome.INVALID: "ask",
}
LONGEST_REASON = 2000


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
    judgement: Judgement | None = None,
    expected_version: int | None = None,
    actor: Viewer,
) -> Report:
    """Decide what a report is. "Yes" and "unknown" bring the regulator in unless a reason to leave it out is given;
    the reason shows. "No" leaves it out with that as the reason. Source: domain.md F1.4, cvd-protocol 3.2.

    With a judgement the decision is kept beside what the tables say; an earlier one stays.
    """
    report = queries.report_for(actor, reference, lock=True)
    policy.require(actor, Permission.REPORT_TRIAGE, report)
    reason = leave_out_regulator.strip()
    if medical_device is MedicalDevice.NO and not reason:
        raise InputRefusal(
            "Without the regulator a case needs a reason that shows. Say why this is not a medical device.",
            code="reason-needed",
            fields={"field": "leave_out_regulator"},
        )
    facts: list[Fact] = []
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
    rows: list[Report | TriageDecision] = [report]
    if judgement is not None:
        decision, fact = _decide(report, outcome, judgement, actor)
        rows.append(decision)
        facts.append(fact)
    ledger.commit(rows=rows, facts=facts, actor=actor, expected_version=expected_version)
    return report


def _decide(
    report: Report, outcome: Outcome, judgement: Judgement, actor: Viewer
) -> tuple[TriageDecision, TriageDecided]:
    answers, because = _answers(judgement), judgement.because.strip()[:LONGEST_REASON]
    original, medical = COORDINATOR_TRIAGE_1_0_0.outcome(answers), MEDICAL_TRIAGE_1_0_0.outcome(answers)
    said, decided = {each.value for each in (original, medical) if each}, DECIDED[outcome]
    if said and decided not in {*said, "ask"} and not because:
        raise InputRefusal(
            f"The tables say “{'” and “'.join(sorted(said))}”, and you decide “{decided}”. That is yours to decide; "
            "say why, so that whoever reads it later understands.",
            code="reason-needed",
            fields={"field": "because"},
        )
    salt = ledger.new_salt()
    decision = TriageDecision(
        report=report,
        table=TABLES_USED,
        answers=answers,
        outcome=original.value if original else OPEN,
        decided=decided,
        because=because,
        by=actor.member_id,
        at=clock.now(),
        salt=salt,
    )
    fact = TriageDecided(
        report.id,
        decision.id,
        Code(TABLES_USED),
        Code(decision.outcome),
        Code(medical.value if medical else OPEN),
        Code(decided),
        ledger.seal(salt, because) if because else Digest(""),
    )
    return decision, fact


def _answers(judgement: Judgement) -> dict[str, str]:
    points = [point.key for point in MEDICAL_TRIAGE_1_0_0.points]
    unknown = next((key for key in judgement.answers if key not in points), None)
    if unknown is not None:
        raise InputRefusal(
            f"The triage table has no question of that name. It asks {', '.join(points)}.", code="unknown-question"
        )
    return MEDICAL_TRIAGE_1_0_0.checked(judgement.answers)


def _steps(state: rm.ReportState, outcome: Outcome) -> tuple[rm.ReportTrigger, ...]:
    """The machine's own steps from here to the outcome; a report that is there already takes none."""
    if outcome is Outcome.INVALID:
        return () if state is rm.ReportState.INVALID else (rm.ReportTrigger.INVALIDATE,)
    first = (rm.ReportTrigger.VALIDATE,) if state in (rm.ReportState.RECEIVED, rm.ReportState.INVALID) else ()
    if outcome in (Outcome.DEFER, Outcome.DECLINE):
        return first if state is rm.ReportState.DEFERRED else (*first, rm.ReportTrigger.DEFER)
    return first if state is rm.ReportState.ACCEPTED else (*first, rm.ReportTrigger.ACCEPT)
