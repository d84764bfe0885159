"""Files of messages: put down, sent with a message, fetched by who reads that message."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http.response import HttpResponseBase
from ninja import File, Form, UploadedFile

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas import files as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import CASE_PARTIES, Asked
from medcord.cases import actions, queries
from medcord.core.refusals import InputRefusal
from medcord.ledger.downloads import as_attachment

router = Subject(tags=["Files"])


@router.get("/cases/{reference}/files", auth=CASE_PARTIES, response=Page[shapes.FileOfMessage])
def listing(request: Asked, reference: Key, cut: CutQuery) -> Page[shapes.FileOfMessage]:
    """Files of the messages the viewer reads, in the order of the messages."""
    case = queries.case_for(request.auth, reference)
    said = queries.messages(request.auth, case)
    found = queries.files_of(request.auth, case, said)
    rows = [one for message in said for one in found.get(message.pk, ())]
    return page_of(rows, cut, shapes.FileOfMessage.of)


@router.get("/cases/{reference}/files/{file}", auth=CASE_PARTIES, response={200: bytes})
def fetch(request: Asked, reference: Key, file: UUID) -> HttpResponseBase:
    """A file of a message: as sent for its author and the owner, the clean copy for the others; never shown inline."""
    seen = queries.file_for(request.auth, queries.case_for(request.auth, reference), file)
    return as_attachment(seen.name, seen.sent, kind=seen.row.kind)


@router.get("/cases/{reference}/uploads", auth=CASE_PARTIES, response=list[shapes.PutDown])
def uploads(request: Asked, reference: Key) -> list[shapes.PutDown]:
    """Files the viewer put down for the next message; nobody else sees them, and they go after a day."""
    case = queries.case_for(request.auth, reference)
    return [shapes.PutDown.of(row) for row in queries.staged(request.auth, case)]


@router.post("/cases/{reference}/uploads", auth=CASE_PARTIES, response={201: shapes.PutDown})
def upload(
    request: Asked,
    reference: Key,
    given: Form[shapes.UploadGiven],
    file: Annotated[UploadedFile | None, File()] = None,
) -> shapes.PutDown:
    """Put a file of up to 20 MB down for the next message; its id goes into the message's “files”."""
    queries.case_for(request.auth, reference)
    if file is None:
        raise InputRefusal("Send the file as “file” of a multipart form.", fields={"field": "file"})
    row = actions.attach(reference, (file.name or "file", file), actor=request.auth, **dict(given))
    return shapes.PutDown.of(row)


@router.post("/cases/{reference}/uploads/{file}/drop", auth=CASE_PARTIES, response=list[shapes.PutDown])
def drop(request: Asked, reference: Key, file: UUID) -> list[shapes.PutDown]:
    """Take a file away before a message took it; the answer is what is left."""
    actions.drop_upload(reference, file, actor=request.auth)
    return uploads(request, reference)
