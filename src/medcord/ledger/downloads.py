"""Files on their way out: always an attachment of no type a browser would show, checked whole before the first byte."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse

from medcord.core.refusals import NotFound
from medcord.formats.evidence.kinds import KINDS, Group
from medcord.ledger import blobs

LONGEST_NAME = 100
_HARMLESS = re.compile(r"[^A-Za-z0-9._-]+")


def as_attachment(name: str, blob: UUID, *, kind: str = "") -> StreamingHttpResponse:
    """The bytes of a blob, streamed. Raises NotFound for one that was destroyed, DamagedFile for one that was changed.

    It is read through first: once the first byte has left, nothing but a broken line could say that the rest is bad.
    """
    store = blobs.store()
    try:
        size = store.check(blob)
        chunks = store.read(blob)
    except KeyError:
        raise NotFound("file") from None
    response = StreamingHttpResponse(chunks, content_type="application/octet-stream")
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Disposition"] = disposition(name, kind)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def handed_over(name: str, data: bytes) -> HttpResponse:
    """A JSON file that was made for one viewer: a download that no cache keeps."""
    response = HttpResponse(data, content_type="application/json")
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def disposition(name: str, kind: str = "") -> str:
    """The header that names a download: for old readers in plain letters, for the others as it is called."""
    shown = "".join(sign for sign in name if unicodedata.category(sign)[0] not in "CZ" or sign == " ")
    shown = re.sub(r'[\\/:*?"<>|]+', "_", shown).strip(" .")[-LONGEST_NAME:] or "file"
    group = KINDS[kind].group if kind in KINDS else Group.UNKNOWN
    if group in (Group.PROGRAM, Group.MARKUP):
        shown += ".download"  # a double click must not start a program or open a page with scripts
    plain = _HARMLESS.sub("_", shown).strip("._") or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}"
