"""What finder and coordinator write to each other about a report, with files."""

from __future__ import annotations

from collections.abc import Sequence

from medcord import ledger
from medcord.core.access import Permission, Viewer
from medcord.core.facts import Code, Fact, ReportFileAttached, ReportMessageSent
from medcord.core.refusals import InputRefusal
from medcord.formats.evidence import patient_data
from medcord.gateways import clock
from medcord.intake import policy, queries
from medcord.intake.actions.finder import LONGEST_TEXT
from medcord.intake.models import Report, ReportFile, ReportMessage
from medcord.ledger import files


def write_to(
    report_reference: str | None,
    body: str,
    given: Sequence[files.Given] = (),
    *,
    as_it_is: bool = False,
    patient_data_seen: bool = False,
    actor: Viewer,
) -> ReportMessage:
    """Add a message to the thread: a finder (no reference: their own report), a coordinator, or the manufacturer whose
    own request it is.

    The coordinator gets files as they were sent; the other side gets the copy without author, place and time, or the
    file itself where its author says ``as_it_is``. Files are sealed before the transaction, which stays short, and
    destroyed when it fails. Raises InputRefusal for a text or file that cannot be taken, or that looks like patient
    data and its author has not yet seen that it does.
    """
    policy.require(actor, Permission.REPORT_REPLY, _report(report_reference, actor))
    text = body.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise InputRefusal(f"A message holds between 1 and {LONGEST_TEXT:,} characters.", fields={"field": "body"})
    policy.check_sizes([(one[0], files.size_of(one)) for one in given])
    looked_at = files.look(given)
    hints = [*patient_data.in_text(text, "Message"), *(hint for one in looked_at for hint in one.found.hints)]
    patient_data.require_seen(hints, seen=patient_data_seen)
    with files.sealed(looked_at) as kept:
        return _say(report_reference, text, [one.passed_on() for one in kept] if as_it_is else kept, actor=actor)


def _report(reference: str | None, actor: Viewer, *, lock: bool = False) -> Report:
    return (
        queries.own_report(actor, lock=lock) if reference is None else queries.report_for(actor, reference, lock=lock)
    )


@ledger.action
def _say(reference: str | None, text: str, kept: Sequence[files.Kept], *, actor: Viewer) -> ReportMessage:
    report = _report(reference, actor, lock=True)
    policy.require(actor, Permission.REPORT_REPLY, report)
    author = "coordinator" if actor.party_id == report.coordinator_id else "finder"
    salt = ledger.new_salt()
    message = ReportMessage(report=report, author=author, member=actor.member_id, body=text, at=clock.now(), salt=salt)
    hung = [ReportFile(report=report, message=message, salt=ledger.new_salt(), **one.columns()) for one in kept]
    said = ReportMessageSent(report.id, message.id, Code(author), ledger.seal(salt, text))
    if author == "coordinator":
        report.escalated_at = None  # answered; that the finder had to ask stays in the chain
    facts: list[Fact] = [said, *(_attached(one) for one in hung)]
    ledger.commit(rows=[report, message, *hung], facts=facts, actor=actor)
    return message


def _attached(file: ReportFile) -> ReportFileAttached:
    assert file.message_id is not None, "it hangs on a message"
    digest = ledger.seal(file.salt, file.name, str(file.size), file.kind)
    return ReportFileAttached(file.report_id, file.message_id, file.id, file.size, digest)
