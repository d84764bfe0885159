"""Files for download: never shown inline, never guessed at by a browser."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from medcord.core.refusals import NotFound
from medcord.ledger import blobs


def download(name: str, blob: UUID) -> HttpResponse:
    """The bytes of a blob as an attachment. Raises NotFound for one that was destroyed."""
    try:
        data = blobs.store().get(blob)
    except KeyError:
        raise NotFound("file") from None
    response = HttpResponse(data, content_type="application/octet-stream")
    harmless = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in name)
    response["Content-Disposition"] = f'attachment; filename="{harmless}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
