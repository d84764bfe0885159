"""Reports that do not come by the form: a security mail, a manufacturer's own request, a public signal."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord import ledger
from medcord.core import access
from medcord.core.access import Permission, Viewer
from medcord.core.facts import Code, ReportArrived
from medcord.core.refusals import InputRefusal
from medcord.formats.reports import Arrived, Numbers, numbers_in
from medcord.intake import policy
from medcord.intake.actions.finder import LONGEST_LINE, ReportWords, submit
from medcord.intake.models import Report
from medcord.intake.values import NOT_SAID, FinderIdentity, Origin
from medcord.parties import queries as parties


@dataclass(frozen=True, slots=True)
class MailWords:
    """What the coordinator adds to a mail or file: the device where it does not name one, and who sent it, if that
    person wants to be known."""

    device_maker: str = ""
    device_model: str = ""
    device_version: str = ""
    sent_by: str = ""


@dataclass(frozen=True, slots=True)
class RequestWords:
    """A manufacturer's own request: it knows its device, and wants the matter coordinated."""

    device_model: str
    description: str
    device_version: str = ""
    patient_impact: str = ""
    how_found: str = ""
    already_public: bool = False


@dataclass(frozen=True, slots=True)
class SignalWords:
    """What is public: a page, an entry of the list of exploited vulnerabilities, a talk."""

    device_maker: str
    device_model: str
    description: str
    link: str = ""


@ledger.action
def take_in_mail(arrived: Arrived, words: MailWords, *, actor: Viewer) -> tuple[Report, str]:
    """Make a report of a mail or file. Its numbers stay with it, what hung on it becomes its files. Returns the code
    too: passed on in the answer to the mail, it brings its sender to the report."""
    access.require(actor, Permission.CASE_OPEN, None, "report")
    maker, model = words.device_maker.strip() or arrived.maker, words.device_model.strip() or arrived.model
    for value, field, what in ((maker, "device_maker", "who makes the device"), (model, "device_model", "which it is")):
        if not value:
            raise InputRefusal(
                f"The mail does not say {what} in a form that can be read. Type it in.",
                code="missing-field",
                fields={"field": field},
            )
    text = arrived.text if arrived.title in arrived.text else f"{arrived.title}\n\n{arrived.text}"
    report_words = ReportWords(
        device_maker=maker[:LONGEST_LINE],
        device_model=model[:LONGEST_LINE],
        device_version=(words.device_version.strip() or arrived.version)[:LONGEST_LINE],
        how_tested=_said(arrived.found_by),
        patient_impact=_said(arrived.impact),
        description=_said(text),
        identity=FinderIdentity.NAMED if words.sent_by.strip() else FinderIdentity.ANONYMOUS,
        finder_name=words.sent_by,
    )
    report, code = submit(report_words, arrived.files, actor=actor)
    return note_arrival(report, Origin.MAIL, arrived.numbers, None, actor), code


@ledger.action
def request(words: RequestWords, *, actor: Viewer) -> Report:
    """File a manufacturer's own request. The manufacturer keeps it, whatever becomes of it."""
    policy.require_request(actor)
    report_words = ReportWords(
        device_maker=_maker(actor),
        device_model=words.device_model,
        device_version=words.device_version,
        how_tested=_said(words.how_found),
        patient_impact=_said(words.patient_impact),
        description=words.description,
        already_public=words.already_public,
    )
    report, _nobodys_code = submit(report_words, actor=actor)
    return note_arrival(report, Origin.MANUFACTURER, numbers_in(words.description), actor.party_id, actor)


def _maker(actor: Viewer) -> str:
    return parties.own_organisation(actor).name[:LONGEST_LINE]


@ledger.action
def note_signal(words: SignalWords, *, actor: Viewer) -> Report:
    """Make a report of something public that nobody reported."""
    access.require(actor, Permission.CASE_OPEN, None, "report")
    link = words.link.strip()
    text = "\n\n".join(filter(None, [words.description.strip(), link]))
    report_words = ReportWords(
        device_maker=words.device_maker,
        device_model=words.device_model,
        device_version="",
        how_tested=f"A public source: {link}" if link else "A public source.",
        patient_impact=NOT_SAID,
        description=text,
        already_public=True,
    )
    report, _nobodys_code = submit(report_words, actor=actor)
    return note_arrival(report, Origin.SIGNAL, numbers_in(text), None, actor)


def _said(text: str) -> str:
    # PostgreSQL keeps no zero character in a text.
    return text.replace("\x00", "").strip() or NOT_SAID


def note_arrival(report: Report, origin: Origin, numbers: Numbers, party: UUID | None, actor: Viewer) -> Report:
    """Keep how a report came and which numbers others have for it."""
    report.origin, report.party_id = origin.value, party
    report.numbers, report.cves = list(numbers.others), list(numbers.cves)
    count = len(report.numbers) + len(report.cves)
    ledger.commit(rows=[report], facts=[ReportArrived(report.id, Code(origin.value), count, party)], actor=actor)
    return report
