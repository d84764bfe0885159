"""Verbs of intake: submit, come back, triage, write to each other, purge."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from medcord import ledger
from medcord.core import access
from medcord.core.access import Permission, Viewer
from medcord.core.cvd import report as rm
from medcord.core.facts import (
    Code,
    ContentPurged,
    Digest,
    ReportMessageSent,
    ReportRead,
    ReportReceived,
    ReportStateChanged,
    ReportTriaged,
)
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.formats import evidence
from medcord.gateways import clock
from medcord.intake import codes, policy, queries
from medcord.intake.models import Report, ReportFile, ReportMessage
from medcord.ledger import blobs
from medcord.parties import queries as parties

LONGEST_TEXT = 20_000
LONGEST_LINE = 160
LONGEST_NAME = 120


class FinderIdentity(StrEnum):
    """How a finder wants to be known (R3)."""

    NAMED = "named"
    PSEUDONYMOUS = "pseudonymous"
    ANONYMOUS = "anonymous"


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


@dataclass(frozen=True, slots=True)
class ReportWords:
    """What a finder writes. ``already_public``: they know it to be public."""

    device_maker: str
    device_model: str
    device_version: str
    how_tested: str
    patient_impact: str
    description: str
    identity: FinderIdentity = FinderIdentity.ANONYMOUS
    finder_name: str = ""
    may_pass_name: bool = False
    credit: bool = False
    already_public: bool = False


_NEEDED = {
    "device_maker": "who makes the device",
    "device_model": "which device it is",
    "how_tested": "how you found or tested it",
    "patient_impact": "what could happen to a patient (“I do not know” is a good answer)",
    "description": "what the problem is",
}
_LINES = ("device_maker", "device_model", "device_version", "finder_name")


def _checked(words: ReportWords) -> dict[str, str | bool]:
    for field, what in _NEEDED.items():
        if not getattr(words, field).strip():
            raise InputRefusal(f"Please say {what}.", code="missing-field", fields={"field": field})
    for field in (*_LINES, "how_tested", "patient_impact", "description"):
        limit = LONGEST_NAME if field == "finder_name" else LONGEST_LINE if field in _LINES else LONGEST_TEXT
        if len(getattr(words, field)) > limit:
            raise InputRefusal(
                f"“{field.replace('_', ' ')}” holds {len(getattr(words, field)):,} characters; {limit:,} fit. "
                "Shorten it and put the rest in a text file beside the report.",
                code="text-too-long",
                fields={"field": field},
            )
    if words.identity is not FinderIdentity.ANONYMOUS and not words.finder_name.strip():
        raise InputRefusal(
            "Please give the name or pseudonym to use, or choose anonymous.", fields={"field": "finder_name"}
        )
    anonymous = words.identity is FinderIdentity.ANONYMOUS
    return {
        **{field: getattr(words, field).strip() for field in (*_NEEDED, "device_version")},
        "identity": words.identity.value,
        "finder_name": "" if anonymous else words.finder_name.strip(),
        "may_pass_name": words.may_pass_name and not anonymous,
        "credit": words.credit and not anonymous,
        "already_public": words.already_public,
    }


@ledger.action
def submit(words: ReportWords, files: Sequence[tuple[str, bytes]] = (), *, actor: Viewer) -> tuple[Report, str]:
    """File a report without an account; returns it with the finder's code, which is shown once and never stored.

    Raises InputRefusal when something needed is missing, a text or a file is too large, or there are too many files.
    """
    values = _checked(words)
    policy.check_sizes([(name, len(data)) for name, data in files])
    looked_at = [(name, data, evidence.clean(name, data)) for name, data in files]
    coordinator = parties.the_coordinator()
    if coordinator is None:
        raise RuleRefusal(
            "This node has no coordinator yet, so nobody would read the report. Tell the people who run it."
        )
    code, salt, now = codes.new_code(), ledger.new_salt(), clock.now()
    report = Report(
        reference=ledger.new_reference("R"),
        code_digest=codes.digest(code),
        coordinator=coordinator,
        received_at=now,
        state=rm.step(rm.ReportState.START, rm.ReportTrigger.RECEIVE).value,
        salt=salt,
        **values,
    )
    rows = [_keep(report, name, data, look) for name, data, look in looked_at]
    digest = ledger.seal(salt, *(str(values[field]) for field in sorted(values)))
    facts = [ReportReceived(report.id, coordinator.id, Code(words.identity.value), len(rows), digest)]
    ledger.commit(rows=[report, *rows], facts=facts, actor=actor)
    return report, code


def _keep(report: Report, name: str, data: bytes, look: evidence.Evidence) -> ReportFile:
    store, blob = blobs.store(), uuid.uuid4()
    store.put(blob, data)
    clean_blob = None
    if look.clean is not None:
        clean_blob = uuid.uuid4()
        store.put(clean_blob, look.clean)
    return ReportFile(
        report=report,
        name=name[-160:],
        kind=look.kind,
        size=len(data),
        blob=blob,
        clean_blob=clean_blob,
        stripped=look.removed,
    )


@ledger.action
def mark_read(reference: str, *, actor: Viewer) -> Report:
    """Leave the fact that a coordinator has opened the report, so that its finder sees that somebody reads."""
    report = queries.report_for(actor, reference, lock=True)
    _require(actor, Permission.REPORT_TRIAGE, report)
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
    _require(actor, Permission.REPORT_TRIAGE, report)
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


@ledger.action
def write_to(report_reference: str | None, body: str, *, actor: Viewer) -> ReportMessage:
    """Add a message to the thread: a finder (no reference: their own report) or a coordinator."""
    if report_reference is None:
        report, author = queries.own_report(actor, lock=True), "finder"
    else:
        report, author = queries.report_for(actor, report_reference, lock=True), "coordinator"
    _require(actor, Permission.REPORT_REPLY, report)
    text = body.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise InputRefusal(f"A message holds between 1 and {LONGEST_TEXT:,} characters.", fields={"field": "body"})
    salt = ledger.new_salt()
    message = ReportMessage(report=report, author=author, member=actor.member_id, body=text, at=clock.now(), salt=salt)
    fact = ReportMessageSent(report.id, message.id, Code(author), ledger.seal(salt, text))
    ledger.commit(rows=[message], facts=[fact], actor=actor)
    return message


@ledger.action
def purge_report(reference: str, *, reason: str, actor: Viewer) -> Report:
    """Destroy a report's words, files and name, and the salt that ties them to the chain. The facts stay.

    The files' bytes go right after, by the reaction to the fact: a roll-back leaves no row that points at nothing,
    and a kill in between leaves nothing undestroyed.
    """
    report = queries.report_for(actor, reference, lock=True)
    _require(actor, Permission.REPORT_TRIAGE, report)
    if not reason.strip():
        raise InputRefusal(
            "Say why the content is destroyed; a digest of the reason stays in the ledger, its words do not.",
            fields={"field": "reason"},
        )
    now, seal = clock.now(), ledger.new_salt()
    files = list(ReportFile.objects.filter(report=report, purged_at=None))
    messages = list(ReportMessage.objects.filter(report=report, purged_at=None))
    for name in ("finder_name", "device_version", "how_tested", "patient_impact", "description"):
        setattr(report, name, "")
    report.device_maker = report.device_model = "destroyed"
    report.salt, report.purged_at = "", now
    for file in files:
        file.name, file.purged_at = "destroyed file", now
    for message in messages:
        message.body, message.salt, message.purged_at = "", "", now
    where = Code(f"report:{report.id}")
    fact = ContentPurged(Code("report"), report.id, where, ledger.seal(seal, reason))
    ledger.commit(rows=[report, *files, *messages], facts=[fact], actor=actor)
    return report


def _require(actor: Viewer, permission: Permission, report: Report) -> None:
    access.require(actor, permission, queries.item_of(report), "report")
