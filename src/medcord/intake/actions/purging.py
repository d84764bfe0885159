"""Destroying what a report holds, or who its finder is, and the legal hold that forbids both."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from medcord import ledger
from medcord.core.access import Permission, Viewer
from medcord.core.refusals import InputRefusal, NotFound
from medcord.intake import policy, queries
from medcord.intake.models import Report, ReportFile, ReportMessage, TriageDecision
from medcord.intake.roads import PARTS, REPORT, REPORT_FILE, REPORT_MESSAGE, TRIAGE
from medcord.intake.values import FinderIdentity
from medcord.ledger import destroying, roads
from medcord.ledger.destroying import Found
from medcord.ledger.models import LegalHold
from medcord.parties import queries as parties


@ledger.action
def purge_report(reference: str, *, reason: str, typed: str, actor: Viewer) -> Report:
    """Destroy a report's words, files and name, and the salt that ties them to the chain. The facts stay.

    The files' bytes go right after, by the reaction to the fact: a roll-back leaves no row that points at nothing,
    and a kill in between leaves nothing undestroyed. ``typed`` is the reference, typed again.
    """
    report = _held_by_nobody(reference, actor)
    destroying.require_typed_again(report.reference, typed)
    files = ReportFile.objects.filter(report=report, purged_at=None)
    messages = ReportMessage.objects.filter(report=report, purged_at=None)
    decisions = TriageDecision.objects.filter(report=report).exclude(salt="")
    parts = [(REPORT_FILE, files), (REPORT_MESSAGE, messages), (TRIAGE, decisions)]
    rows = [(one, row) for one, found in parts for row in found]
    _destroy(report, [(REPORT, report), *rows], reason, actor)
    return report


@ledger.action
def purge_part(reference: str, what: str, item: UUID, *, reason: str, typed: str, actor: Viewer) -> int:
    """Destroy one file, message or triage note of a report and leave the rest; how many things went. A message takes
    its files along."""
    report = _held_by_nobody(reference, actor)
    destroying.require_typed_again(report.reference, typed)
    found = roads.of(what) if what in PARTS else None
    row = found.model.objects.filter(pk=item).filter(**{found.under[1]: report.pk}).first() if found else None
    if found is None or row is None:
        raise NotFound("item")
    if found.is_gone(row):
        raise InputRefusal("This was destroyed already.", fields={"field": "item"})
    hung = ReportFile.objects.filter(message=item, purged_at=None) if found is REPORT_MESSAGE else ()
    gone = [(found, row), *((REPORT_FILE, file) for file in hung)]
    _destroy(report, gone, reason, actor)
    return len(gone)


@ledger.action
def forget_finder(reference: str, *, reason: str, typed: str, actor: Viewer) -> Report:
    """Destroy who the finder is and leave what they reported: name, credit and its key. The code still opens it."""
    report = _held_by_nobody(reference, actor)
    destroying.require_typed_again(report.reference, typed)
    why = destroying.why(reason, destroying.LACK)
    report.finder_name = report.credit_key = report.thanks_organisation = report.thanks_link = ""
    report.identity, report.credited_at = FinderIdentity.ANONYMOUS.value, None
    report.may_pass_name = report.credit = False
    # The chain holds a digest of all that was reported, the name among it: a new salt makes it say nothing.
    report.salt = ledger.new_salt()
    entry, fact = destroying.noted("finder", report.pk, stream=f"report:{report.pk}", reason=why, actor=actor)
    ledger.commit(rows=[report, entry], facts=[fact], actor=actor)
    return report


def _held_by_nobody(reference: str, actor: Viewer) -> Report:
    report = queries.report_for(actor, reference, lock=True)
    policy.require(actor, Permission.REPORT_TRIAGE, report)
    destroying.require_not_held(f"report:{report.pk}", name_of=parties.member_name)
    return report


def _destroy(report: Report, found: Sequence[Found], reason: str, actor: Viewer) -> None:
    why = destroying.why(reason, destroying.LACK)
    rows, facts = destroying.emptied(found, stream=f"report:{report.pk}", reason=why, actor=actor)
    ledger.commit(rows=rows, facts=facts, actor=actor)


@ledger.action
def hold_report(reference: str, *, reason: str, actor: Viewer) -> LegalHold:
    """Forbid the destruction of anything of a report until the hold is lifted."""
    report = queries.report_for(actor, reference, lock=True)
    policy.require(actor, Permission.REPORT_TRIAGE, report)
    why = destroying.why(reason, "Say why nothing may be destroyed: whose request it is, and under which number.")
    hold, fact = destroying.placed(stream=f"report:{report.pk}", reason=why, actor=actor)
    ledger.commit(rows=[hold], facts=[fact], actor=actor)
    return hold


@ledger.action
def lift_report_hold(reference: str, *, reason: str, actor: Viewer) -> LegalHold:
    """Allow destruction again."""
    report = queries.report_for(actor, reference, lock=True)
    policy.require(actor, Permission.REPORT_TRIAGE, report)
    why = destroying.why(reason, "Say why the hold is lifted: who released it.")
    hold, fact = destroying.lifted(stream=f"report:{report.pk}", reason=why, actor=actor)
    ledger.commit(rows=[hold], facts=[fact], actor=actor)
    return hold
