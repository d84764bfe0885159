"""Files that finders and parties attach: what they are, and a copy that tells nothing of its maker.

``clean`` sniffs by content, never by name. A kind whose metadata cannot be taken out has no clean copy: it stays with
the coordinator and is not passed on.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from medcord.core.refusals import UnreadableFile

MOST_PIXELS = 64_000_000
LARGEST_FILE = 20 * 1024 * 1024

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd4\xc3\xb2\xa1", "application/vnd.tcpdump.pcap"),
    (b"\xa1\xb2\xc3\xd4", "application/vnd.tcpdump.pcap"),
    (b"\x0a\x0d\x0d\x0a", "application/vnd.tcpdump.pcapng"),
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file is. ``clean`` is a copy without metadata, or None where that cannot be made; ``removed`` says in
    words."""

    kind: str
    clean: bytes | None
    removed: str


def sniff(data: bytes) -> str:
    """The media type by content; ``application/octet-stream`` for what is not known."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if b"\x00" in data[:4096]:
        return "application/octet-stream"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "text/plain"


def check_size(name: str, size: int) -> None:
    """Raise UnreadableFile for an empty or too large file."""
    if not size:
        raise UnreadableFile(name, "the file is empty.", "Choose it again, or leave it out.", code="empty-file")
    if size > LARGEST_FILE:
        todo = "Split it, or send the part that shows the problem."
        raise UnreadableFile(name, "the file is larger than 20 MB.", todo, code="large-file")


def clean(name: str, data: bytes) -> Evidence:
    """Look at a file and make the copy that may be passed on. Raises UnreadableFile for an empty or too large one."""
    check_size(name, len(data))
    kind = sniff(data)
    if kind in ("image/png", "image/jpeg"):
        return _clean_image(kind, data)
    if kind == "application/pdf":
        return _clean_pdf(data)
    if kind == "text/plain":
        return Evidence(kind, data, "plain text holds no metadata")
    return Evidence(kind, None, "metadata cannot be taken out of this kind of file; it is not passed on")


def _clean_image(kind: str, data: bytes) -> Evidence:
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    return Evidence(kind, None, "the picture is too large to be cleaned; it is not passed on")
                upright = ImageOps.exif_transpose(picture).convert("RGB" if kind == "image/jpeg" else "RGBA")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
            return Evidence(kind, None, "the picture cannot be read; it is not passed on")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "JPEG" if kind == "image/jpeg" else "PNG", **({"quality": 92} if kind == "image/jpeg" else {}))
    return Evidence(kind, out.getvalue(), "camera, place, time and program were taken out of the picture")


def _clean_pdf(data: bytes) -> Evidence:
    import pikepdf

    kind = "application/pdf"
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if "/Info" in document.trailer:
                del document.trailer["/Info"]
            for key in ("/Metadata", "/PieceInfo", "/OpenAction", "/AA", "/AcroForm"):
                if key in document.Root:
                    del document.Root[key]
            if "/Names" in document.Root:
                del document.Root["/Names"]  # embedded files and scripts
            for page in document.pages:
                for key in ("/Metadata", "/PieceInfo", "/AA"):
                    if key in page.obj:
                        del page.obj[key]
            for item in document.objects:
                if isinstance(item, pikepdf.Stream | pikepdf.Dictionary) and "/Metadata" in item:
                    del item["/Metadata"]
            out = io.BytesIO()
            document.save(out, deterministic_id=True)
    except (pikepdf.PdfError, ValueError, RecursionError):
        return Evidence(kind, None, "the PDF cannot be read, or has a password; it is not passed on")
    return Evidence(
        kind, out.getvalue(), "author, program, times, scripts and embedded files were taken out of the PDF"
    )
