"""Copies that tell nothing of who made them."""

from __future__ import annotations

import io
import warnings
from typing import BinaryIO

from medcord.formats.evidence.kinds import JPEG, PDF, PNG, Group, Kind

MOST_PIXELS = 64_000_000


def clean(kind: Kind, file: BinaryIO) -> tuple[BinaryIO | None, str]:
    """The copy that may be passed on, or None where it cannot be made, and what was done in words."""
    file.seek(0)
    if kind in (PNG, JPEG):
        return _clean_image(kind, file)
    if kind is PDF:
        return _clean_pdf(file)
    if kind.group is Group.TEXT:
        return file, "plain text holds no metadata"
    return None, "metadata cannot be taken out of this kind of file; it is not passed on"


def _clean_image(kind: Kind, file: BinaryIO) -> tuple[BinaryIO | None, str]:
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(file) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    return None, "the picture is too large to be cleaned; it is not passed on"
                upright = ImageOps.exif_transpose(picture).convert("RGB" if kind is JPEG else "RGBA")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
            return None, "the picture cannot be read; it is not passed on"
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "JPEG" if kind is JPEG else "PNG", **({"quality": 92} if kind is JPEG else {}))
    return out, "camera, place, time and program were taken out of the picture"


def _clean_pdf(file: BinaryIO) -> tuple[BinaryIO | None, str]:
    import pikepdf

    try:
        with pikepdf.open(file) as document:
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
        return None, "the PDF cannot be read, or has a password; it is not passed on"
    return out, "author, program, times, scripts and embedded files were taken out of the PDF"
