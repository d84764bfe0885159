"""CSAF 2.1 vulnerability reports: handed in by anybody, and written from a case for one of its parties.

A draft of the standard: absent unless MEDCORD_DRAFT_STANDARDS is on.
"""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, UploadedFile

from medcord.api.routing import Subject, serves
from medcord.api.schemas import csaf_reports as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import ANONYMOUS, CASE_PARTIES, Anybody, Asked
from medcord.cases import actions as cases
from medcord.core.access import Viewer
from medcord.formats.csaf.vulnerability_report import LARGEST
from medcord.intake import actions, as_csaf, doors
from medcord.ledger import draft_standards, limits
from medcord.ledger.addresses import address_of
from medcord.ledger.downloads import handed_over

router = Subject(tags=["Reports"])
of_cases = Subject(tags=["Cases"])


class AnybodyOnDrafts(Anybody):
    """Anybody, where the node takes part in drafts; asked before what was sent is looked at. Nobody is known: a report
    names no account."""

    def __call__(self, request: HttpRequest) -> Viewer:  # noqa: ARG002
        draft_standards.require()
        return ANONYMOUS


OPEN = [AnybodyOnDrafts()]


def _given(file: UploadedFile) -> tuple[str, bytes]:
    return file.name or "report.json", file.read(LARGEST + 1)


@router.post("/reports/as-csaf/preview", auth=OPEN, response=shapes.CsafReportRead)
def preview(request: Asked, file: Annotated[UploadedFile, File()]) -> shapes.CsafReportRead:
    """Read a CSAF 2.1 vulnerability report without handing it in: what is taken over, and what has no field."""
    return shapes.CsafReportRead.of(doors.read_csaf(address_of(request), *_given(file)))


@router.post("/reports/as-csaf", auth=OPEN, response={201: shapes.CsafReportReceipt})
def hand_in(
    request: Asked, given: Form[shapes.CsafReportGiven], file: Annotated[UploadedFile, File()]
) -> shapes.CsafReportReceipt:
    """Hand in a CSAF 2.1 vulnerability report; the fields beside it say otherwise what the file says.

    The whole file stays with the coordinator, with a list of what has no field. A draft of the standard: the operation
    is there where the node takes part in drafts.
    """
    limits.admit(doors.REPORTS.of(address_of(request)))
    name, data = _given(file)
    read = as_csaf.read_csaf(name, data)
    words, seen = given.words(as_csaf.words_of(read)), given.patient_data_seen
    report, code = actions.hand_in_csaf(name, data, words, patient_data_seen=seen, actor=request.auth)
    return shapes.CsafReportReceipt(
        reference=report.reference, code=code, received_at=report.received_at, left=list(read.left)
    )


@of_cases.post("/cases/{reference}/vulnerability-report", auth=CASE_PARTIES, response={200: bytes})
@serves("application/json")
def of_case(request: Asked, reference: Key) -> HttpResponse:
    """Take what the viewer reads of a case along as a CSAF 2.1 vulnerability report. It leaves a fact.

    Marked by the embargo as it stands; without messages, files and opinions. A draft of the standard: the operation is
    there where the node takes part in drafts.
    """
    file = cases.take_along(reference, actor=request.auth)
    return handed_over(file.name, file.data)
