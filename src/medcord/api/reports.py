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
from medcord.api.viewers import ANONYMOUS, COORDINATOR, MANUFACTURER, Asked
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.queries import finding
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.formats.reports import read_report
from medcord.intake import actions, doors, policy, queries
from medcord.intake.models import Report
from medcord.ledger import limits
from medcord.ledger.addresses import address_of
from medcord.ledger.downloads import as_attachment

NO_FILES: list[UploadedFile] = []

router = Subject(tags=["Reports"])


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


@router.get("/reports", auth=COORDINATOR, response=Page[shapes.ReportEntry])
def listing(request: Asked, cut: CutQuery, q: Line = "") -> Page[shapes.ReportEntry]:
    """Reports the coordinator received, newest first."""
    # inbox() has files and cases at hand; asking for them row by row would not be allowed here
    return page_of(queries.inbox(request.auth, q=q), cut, _entry)


def _entry(row: Report) -> shapes.ReportEntry:
    case = next(iter(row.cases.all()), None)
    return shapes.ReportEntry.of(row, len(row.files.all()), case.reference if case else "")


@router.post("/reports/signals", auth=COORDINATOR, response={201: shapes.ReportDetail})
def note_signal(request: Asked, given: shapes.SignalGiven) -> shapes.ReportDetail:
    """Make a report of something public that nobody reported."""
    return _whole(request.auth, actions.note_signal(given.words(), actor=request.auth))


@router.post("/reports/mails", auth=COORDINATOR, response={201: shapes.ReportReceipt})
def take_in_mail(request: Asked, given: shapes.MailGiven) -> shapes.ReportReceipt:
    """Make a report of a mail or file; numbers of others stay with it, what hangs on it becomes its files."""
    arrived = read_report("source", given.source.encode())
    report, code = actions.take_in_mail(arrived, given.words(), actor=request.auth)
    return shapes.ReportReceipt(reference=report.reference, code=code, received_at=report.received_at)


@router.get("/requests", auth=MANUFACTURER, response=Page[shapes.RequestEntry])
def requests(request: Asked, cut: CutQuery) -> Page[shapes.RequestEntry]:
    """The own requests of the member's manufacturer, newest first."""
    rows = queries.requests(request.auth)
    known = finding.of_reports(request.auth, [row.pk for row in rows])
    named = {report: case.reference for report, case in known.items()}
    return page_of(rows, cut, lambda row: shapes.RequestEntry.of(row, named.get(row.pk, "")))


@router.post("/requests", auth=MANUFACTURER, response={201: shapes.RequestEntry})
def ask(request: Asked, given: shapes.RequestGiven) -> shapes.RequestEntry:
    """Ask for coordination. The manufacturer takes part in a case from its request from the start."""
    return shapes.RequestEntry.of(actions.request(given.words(), actor=request.auth), "")


@router.get("/requests/{reference}", auth=MANUFACTURER, response=shapes.RequestEntry)
def own_request(request: Asked, reference: Key) -> shapes.RequestEntry:
    """One own request; it can be read whatever became of it."""
    row = queries.request_for(request.auth, reference)
    case = case_queries.of_report(request.auth, row.pk)
    return shapes.RequestEntry.of(row, case.reference if case else "")


@router.post("/requests/{reference}/messages", auth=MANUFACTURER, response={201: shapes.ThreadMessage})
def write_about(request: Asked, reference: Key, given: shapes.MessageGiven) -> shapes.ThreadMessage:
    """Write to the coordinator about an own request."""
    queries.request_for(request.auth, reference)
    return shapes.ThreadMessage.of(actions.write_to(reference, **dict(given), actor=request.auth))


@router.get("/requests/{reference}/messages", auth=MANUFACTURER, response=Page[shapes.ThreadMessage])
def said_about(request: Asked, reference: Key, cut: CutQuery) -> Page[shapes.ThreadMessage]:
    """Messages about an own request, oldest first."""
    return page_of(thread_of(request.auth, queries.request_for(request.auth, reference)), cut, lambda one: one)


@router.get("/requests/{reference}/files/{file}", auth=MANUFACTURER, response={200: bytes})
@serves("application/octet-stream")
def file_about(request: Asked, reference: Key, file: UUID) -> HttpResponseBase:
    """A file of a message about an own request; never shown inline."""
    seen = queries.copy_for(request.auth, queries.request_for(request.auth, reference), file)
    return as_attachment(seen.row.name, seen.sent, kind=seen.row.kind)


@router.post("/reports/{reference}/join", auth=COORDINATOR, response=shapes.ReportDetail)
def join(request: Asked, reference: Key, given: shapes.JoinGiven) -> shapes.ReportDetail:
    """Add an accepted report to a case that is about the same. It cannot be undone."""
    report = queries.report_for(request.auth, reference)
    cases.join_report(given.case, report.reference, reason=given.reason, actor=request.auth)
    return _whole(request.auth, queries.report_for(request.auth, reference))


@router.get("/reports/{reference}", auth=COORDINATOR, response=shapes.ReportDetail)
def one(request: Asked, reference: Key) -> shapes.ReportDetail:
    """One report with its files and its thread."""
    return _whole(request.auth, queries.report_for(request.auth, reference))


def thread_of(viewer: Viewer, report: Report) -> list[shapes.ThreadMessage]:
    """The messages about a report with their files, oldest first."""
    files = queries.said_files(viewer, report)
    return [shapes.ThreadMessage.of(row, files.get(row.pk, ())) for row in queries.thread(viewer, report)]


def _whole(viewer: Viewer, report: Report) -> shapes.ReportDetail:
    files, thread = queries.files_of(viewer, report), thread_of(viewer, report)
    case, decisions = case_queries.of_report(viewer, report.pk), queries.decisions(viewer, report)
    return shapes.ReportDetail.whole(report, files, thread, case, decisions)


@router.post("/reports/{reference}/read", auth=COORDINATOR, response=shapes.ReportDetail)
def read(request: Asked, reference: Key) -> shapes.ReportDetail:
    """Tell the finder that somebody reads."""
    return _whole(request.auth, actions.mark_read(reference, actor=request.auth))


@router.post("/reports/{reference}/triage", auth=COORDINATOR, response=shapes.ReportDetail)
def triage(request: Asked, reference: Key, given: shapes.TriageGiven) -> shapes.ReportDetail:
    """Decide what a report is; “yes” and “unknown” bring the regulator in unless a reason to leave it out is given."""
    report = actions.triage(
        reference,
        medical_device=given.medical_device,
        outcome=given.outcome,
        leave_out_regulator=given.leave_out_regulator,
        judgement=given.judgement(),
        expected_version=given.expected_version,
        actor=request.auth,
    )
    return _whole(request.auth, report)


@router.post("/reports/{reference}/messages", auth=COORDINATOR, response={201: shapes.ThreadMessage})
def reply(request: Asked, reference: Key, given: shapes.MessageGiven) -> shapes.ThreadMessage:
    """Write to the finder of a report."""
    return shapes.ThreadMessage.of(actions.write_to(reference, **dict(given), actor=request.auth))


@router.post("/reports/{reference}/messages/with-files", auth=COORDINATOR, response={201: shapes.ThreadMessage})
def reply_with_files(
    request: Asked,
    reference: Key,
    given: Form[shapes.FilesGiven],
    files: Annotated[list[UploadedFile], File()] = NO_FILES,
) -> shapes.ThreadMessage:
    """Write to the finder of a report with up to 10 files of 20 MB; the finder gets a copy without metadata."""
    viewer, attached = request.auth, [(file.name or "file", file) for file in files]
    report = queries.report_for(viewer, reference)
    row = actions.write_to(reference, given=attached, actor=viewer, **dict(given))
    return shapes.ThreadMessage.of(row, queries.said_files(viewer, report).get(row.pk, ()))


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
