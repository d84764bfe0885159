"""Destroying what a report holds."""

from __future__ import annotations

from medcord import ledger
from medcord.core.access import Permission, Viewer
from medcord.core.facts import Code, ContentPurged
from medcord.core.refusals import InputRefusal
from medcord.gateways import clock
from medcord.intake import policy, queries
from medcord.intake.models import Report, ReportFile, ReportMessage, TriageDecision


@ledger.action
def purge_report(reference: str, *, reason: str, actor: Viewer) -> Report:
    """Destroy a report's words, files and name, and the salt that ties them to the chain. The facts stay.

    The files' bytes go right after, by the reaction to the fact: a roll-back leaves no row that points at nothing,
    and a kill in between leaves nothing undestroyed.
    """
    report = queries.report_for(actor, reference, lock=True)
    policy.require(actor, Permission.REPORT_TRIAGE, report)
    if not reason.strip():
        raise InputRefusal(
            "Say why the content is destroyed; a digest of the reason stays in the ledger, its words do not.",
            fields={"field": "reason"},
        )
    now, seal = clock.now(), ledger.new_salt()
    files = list(ReportFile.objects.filter(report=report, purged_at=None))
    messages = list(ReportMessage.objects.filter(report=report, purged_at=None))
    decisions = list(TriageDecision.objects.filter(report=report))
    for name in ("finder_name", "device_version", "how_tested", "patient_impact", "description"):
        setattr(report, name, "")
    report.device_maker = report.device_model = "destroyed"
    report.salt, report.purged_at = "", now
    for file in files:
        file.name, file.purged_at = "destroyed file", now
    for message in messages:
        message.body, message.salt, message.purged_at = "", "", now
    for decision in decisions:
        decision.because, decision.salt = "", ""
    where = Code(f"report:{report.id}")
    fact = ContentPurged(Code("report"), report.id, where, ledger.seal(seal, reason))
    ledger.commit(rows=[report, *files, *messages, *decisions], facts=[fact], actor=actor)
    return report
