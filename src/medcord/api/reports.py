"""Reports: filed by anybody, followed by their finder, triaged by the coordinator."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import File, Form, UploadedFile

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject, serves
from medcord.api.schemas import reports as shapes
from medcord.api.schemas.base import Key, Line
from medcord.api.schemas.cases import CaseOpened
from medcord.api.viewers import ANONYMOUS, COORDINATOR, FINDER, Asked
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.intake import actions, doors, policy, queries
from medcord.intake.models import Report
from medcord.ledger import limits
from medcord.ledger.addresses import address_of
from medcord.ledger.downloads import as_attachment

NO_FILES: list[UploadedFile] = []

router = Subject(tags=["Reports"])
own = Subject(tags=["My report"])


@router.post("/reports", auth=None, response={201: shapes.ReportReceipt})
def submit(request: HttpRequest, given: shapes.ReportGiven) -> shapes.ReportReceipt:
    """File a report; no account is needed, and no address is kept."""
    limits.admit(doors.REPORTS.of(address_of(request)))
    report, code = actions.submit(given.words(), patient_data_seen=given.patient_data_seen, actor=ANONYMOUS)
    return shapes.ReportReceipt(reference=report.reference, code=code, received_at=report.received_at)


@router.post("/reports/with-files", auth=None, response={201: shapes.ReportReceipt})
def submit_with_files(
    request: HttpRequest,
    given: Form[shapes.ReportGiven],
    files: Annotated[list[UploadedFile], File()] = NO_FILES,
) -> shapes.ReportReceipt:
    """File a report with up to 10 files of 20 MB; camera, place and author are taken out before one is passed on."""
    limits.admit(doors.REPORTS.of(address_of(request)))
    policy.check_sizes([(file.name or "file", file.size or 0) for file in files])
    attached = [(file.name or "file", file) for file in files]
    report, code = actions.submit(given.words(), attached, patient_data_seen=given.patient_data_seen, actor=ANONYMOUS)
    return shapes.ReportReceipt(reference=report.reference, code=code, received_at=report.received_at)


@own.get("/my-report", auth=FINDER, response=shapes.OwnReport)
def status(request: Asked) -> shapes.OwnReport:
    """How my report stands, by its code."""
    return _own(request.auth, queries.own_report(request.auth))


@own.get("/my-report/messages", auth=FINDER, response=Page[shapes.ThreadMessage])
def thread(request: Asked, cut: CutQuery) -> Page[shapes.ThreadMessage]:
    """Messages between me and the coordinator, oldest first."""
    rows = queries.thread(request.auth, queries.own_report(request.auth))
    return page_of(rows, cut, shapes.ThreadMessage.of)


@own.post("/my-report/messages", auth=FINDER, response={201: shapes.ThreadMessage})
def write(request: Asked, given: shapes.MessageGiven) -> shapes.ThreadMessage:
    """Write to the coordinator about my report."""
    return shapes.ThreadMessage.of(actions.write_to(None, given.body, actor=request.auth))


def _own(viewer: Viewer, report: Report) -> shapes.OwnReport:
    return shapes.OwnReport.of(report, queries.files_of(viewer, report))


@own.put("/my-report/passphrase", auth=FINDER, response=shapes.OwnReport)
def passphrase(request: Asked, given: shapes.PassphraseGiven) -> shapes.OwnReport:
    """Ask for a passphrase beside the code from now on; it then goes in X-Finder-Passphrase."""
    return _own(request.auth, actions.set_passphrase(given.passphrase, actor=request.auth))


@own.put("/my-report/credit-key", auth=FINDER, response=shapes.OwnReport)
def credit_key(request: Asked, given: shapes.CreditKeyGiven) -> shapes.OwnReport:
    """Leave a public key, to claim credit with its private half later."""
    return _own(request.auth, actions.leave_key(given.credit_key, actor=request.auth))


@own.post("/my-report/escalation", auth=FINDER, response=shapes.OwnReport)
def escalate(request: Asked) -> shapes.OwnReport:
    """Say that nobody answers; open once the coordinator has been silent for longer than it promised."""
    return _own(request.auth, actions.escalate(actor=request.auth))


@own.post("/my-report/credit", auth=FINDER, response=shapes.OwnReport)
def credit(request: Asked, given: shapes.CreditGiven) -> shapes.OwnReport:
    """Take credit under a name from now on."""
    return _own(request.auth, actions.claim_credit(given.name, actor=request.auth))


@own.post("/credit-claims", auth=None, response=shapes.Credited)
def claim_credit(request: HttpRequest, given: shapes.CreditClaim) -> shapes.Credited:
    """Claim credit without the code, by a signature of the key that was left with the report."""
    report = doors.claim_credit(address_of(request), **dict(given))
    return shapes.Credited(reference=report.reference, name=report.finder_name)


@router.get("/reports", auth=COORDINATOR, response=Page[shapes.ReportEntry])
def listing(request: Asked, cut: CutQuery, q: Line = "") -> Page[shapes.ReportEntry]:
    """Reports the coordinator received, newest first."""
    # inbox() has files and cases at hand; asking for them row by row would not be allowed here
    return page_of(queries.inbox(request.auth, q=q), cut, _entry)


def _entry(row: Report) -> shapes.ReportEntry:
    case = next(iter(row.cases.all()), None)
    return shapes.ReportEntry.of(row, len(row.files.all()), case.reference if case else "")


@router.get("/reports/{reference}", auth=COORDINATOR, response=shapes.ReportDetail)
def one(request: Asked, reference: Key) -> shapes.ReportDetail:
    """One report with its files and its thread."""
    return _whole(request.auth, queries.report_for(request.auth, reference))


def _whole(viewer: Viewer, report: Report) -> shapes.ReportDetail:
    files, thread = queries.files_of(viewer, report), queries.thread(viewer, report)
    return shapes.ReportDetail.whole(report, files, thread, case_queries.of_report(viewer, report.pk))


@router.post("/reports/{reference}/read", auth=COORDINATOR, response=shapes.ReportDetail)
def read(request: Asked, reference: Key) -> shapes.ReportDetail:
    """Tell the finder that somebody reads."""
    return _whole(request.auth, actions.mark_read(reference, actor=request.auth))


@router.post("/reports/{reference}/triage", auth=COORDINATOR, response=shapes.ReportDetail)
def triage(request: Asked, reference: Key, given: shapes.TriageGiven) -> shapes.ReportDetail:
    """Decide what a report is; “yes” and “unknown” bring the regulator in unless a reason to leave it out is given."""
    return _whole(request.auth, actions.triage(reference, **dict(given), actor=request.auth))


@router.post("/reports/{reference}/messages", auth=COORDINATOR, response={201: shapes.ThreadMessage})
def reply(request: Asked, reference: Key, given: shapes.MessageGiven) -> shapes.ThreadMessage:
    """Write to the finder of a report."""
    return shapes.ThreadMessage.of(actions.write_to(reference, given.body, actor=request.auth))


@router.post("/reports/{reference}/case", auth=COORDINATOR, response={201: CaseOpened})
def open_case(request: Asked, reference: Key, given: shapes.OpenCaseGiven) -> CaseOpened:
    """Open a case from an accepted report."""
    case = cases.open_case(reference, title=given.title, summary=given.summary, actor=request.auth)
    return CaseOpened(reference=case.reference, title=case.title, opened_at=case.opened_at)


@router.get("/reports/{reference}/files/{file}/{which}", auth=COORDINATOR, response={200: bytes})
@serves("application/octet-stream")
def download(request: Asked, reference: Key, file: UUID, which: Key) -> HttpResponseBase:
    """A file of a report: the “original”, or the “clean” copy without metadata; never shown inline."""
    row = queries.file_for(request.auth, queries.report_for(request.auth, reference), file)
    blob = {"original": row.blob, "clean": row.clean_blob}.get(which)
    if blob is None:
        raise NotFound("file")
    return as_attachment(row.name, blob, kind=row.kind)
