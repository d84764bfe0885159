"""A finder's own report, by its code: how it stands, what is said and sent, and credit."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import File, Form, UploadedFile

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.reports import NO_FILES, thread_of
from medcord.api.routing import Subject, serves
from medcord.api.schemas import reports as shapes
from medcord.api.viewers import FINDER, Asked
from medcord.cases import actions as case_actions
from medcord.cases import queries as cases
from medcord.cases.models import Message
from medcord.core.access import Viewer
from medcord.core.credit import Wish, claimed
from medcord.intake import actions, doors, queries
from medcord.intake.models import Report
from medcord.ledger.addresses import address_of
from medcord.ledger.downloads import as_attachment
from medcord.ledger.files import Given

own = Subject(tags=["My report"])


@own.get("/my-report", auth=FINDER, response=shapes.OwnReport)
def status(request: Asked) -> shapes.OwnReport:
    """How my report stands, by its code."""
    return _own(request.auth, queries.own_report(request.auth))


@own.get("/my-report/messages", auth=FINDER, response=Page[shapes.ThreadMessage])
def thread(request: Asked, cut: CutQuery) -> Page[shapes.ThreadMessage]:
    """Messages between me and the coordinator, oldest first."""
    return page_of(thread_of(request.auth, queries.own_report(request.auth)), cut, lambda one: one)


@own.post("/my-report/messages", auth=FINDER, response={201: shapes.ThreadMessage})
def write(request: Asked, given: shapes.MessageGiven) -> shapes.ThreadMessage:
    """Write to the coordinator about my report."""
    return shapes.ThreadMessage.of(actions.write_to(None, **dict(given), actor=request.auth))


@own.post("/my-report/messages/with-files", auth=FINDER, response={201: shapes.ThreadMessage})
def write_with_files(
    request: Asked,
    given: Form[shapes.MessageGiven],
    files: Annotated[list[UploadedFile], File()] = NO_FILES,
) -> shapes.ThreadMessage:
    """Write to the coordinator with up to 10 files of 20 MB; the coordinator gets them as they are sent."""
    viewer, attached = request.auth, _attached(request.auth, files)
    row = actions.write_to(None, given=attached, actor=viewer, **dict(given))
    return shapes.ThreadMessage.of(row, queries.said_files(viewer, row.report).get(row.pk, ()))


def _attached(viewer: Viewer, files: list[UploadedFile]) -> list[Given]:
    doors.admit_files(viewer, len(files))
    return [(file.name or "file", file) for file in files]


@own.get("/my-report/files/{file}", auth=FINDER, response={200: bytes})
@serves("application/octet-stream")
def file(request: Asked, file: UUID) -> HttpResponseBase:
    """A file of my report or of a message about it: mine as I sent it, the coordinator's as it passed it on."""
    seen = queries.copy_for(request.auth, queries.own_report(request.auth), file)
    return as_attachment(seen.row.name, seen.sent, kind=seen.row.kind)


@own.get("/my-report/rooms", auth=FINDER, response=list[shapes.FinderRoom])
def rooms(request: Asked) -> list[shapes.FinderRoom]:
    """Rooms of the case that were opened for me too, once something was said there."""
    return [shapes.FinderRoom.of(room) for room in cases.rooms_of_finder(request.auth)]


@own.get("/my-report/rooms/{room}/messages", auth=FINDER, response=Page[shapes.ToFinder])
def said_in(request: Asked, room: UUID, cut: CutQuery) -> Page[shapes.ToFinder]:
    """What is said in a room that was opened for me too, oldest first."""
    return page_of(cases.room_of_finder(request.auth, room).messages, cut, shapes.ToFinder.of)


@own.post("/my-report/rooms/{room}/messages", auth=FINDER, response={201: shapes.ToFinder})
def say_in(request: Asked, room: UUID, given: shapes.MessageGiven) -> shapes.ToFinder:
    """Answer in a room that was opened for me too."""
    return _said(request.auth, room, case_actions.write_as_finder(room, actor=request.auth, **dict(given)))


@own.post("/my-report/rooms/{room}/messages/with-files", auth=FINDER, response={201: shapes.ToFinder})
def say_with_files(
    request: Asked,
    room: UUID,
    given: Form[shapes.FilesGiven],
    files: Annotated[list[UploadedFile], File()] = NO_FILES,
) -> shapes.ToFinder:
    """Answer with up to 10 files of 20 MB; the coordinator gets them as they are sent, the others without metadata."""
    viewer, attached = request.auth, _attached(request.auth, files)
    return _said(viewer, room, case_actions.write_as_finder(room, given=attached, actor=viewer, **dict(given)))


def _said(viewer: Viewer, room: UUID, message: Message) -> shapes.ToFinder:
    found = cases.room_of_finder(viewer, room).messages
    return next(shapes.ToFinder.of(one) for one in found if one.message.pk == message.pk)


@own.get("/my-report/rooms/{room}/files/{file}", auth=FINDER, response={200: bytes})
@serves("application/octet-stream")
def room_file(request: Asked, room: UUID, file: UUID) -> HttpResponseBase:
    """A file of a message in a room that was opened for me too; never shown inline."""
    seen = cases.file_of_finder(request.auth, room, file)
    return as_attachment(seen.row.name, seen.sent, kind=seen.row.kind)


def _own(viewer: Viewer, report: Report) -> shapes.OwnReport:
    return shapes.OwnReport.of(report, queries.files_of(viewer, report), queries.told(viewer, report))


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
def credit(request: Asked, given: shapes.ThanksGiven) -> shapes.OwnReport:
    """Choose by what one is thanked from now on, or take it back."""
    return _own(request.auth, actions.choose_credit(Wish(**dict(given)), actor=request.auth))


@own.post("/credit-claims", auth=None, response=shapes.Credited)
def claim_credit(request: HttpRequest, given: shapes.CreditClaim) -> shapes.Credited:
    """Claim credit without the code, by a signature of the key that was left with the report."""
    wish = claimed(given.name, given.organisation, given.link)
    doors.claim_credit(address_of(request), wish, reference=given.reference, signature=given.signature)
    told = {"name": wish.name, "organisation": wish.organisation, "link": wish.link}
    return shapes.Credited(reference=given.reference.strip().upper(), **told)
