"""Files are known by content, and the copy that is passed on tells nothing of its maker."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from medcord.core.refusals import UnreadableFile
from medcord.formats import evidence


def look(name: str, data: bytes) -> evidence.Evidence:
    return evidence.look(name, BytesIO(data))


def copy_of(looked_at: evidence.Evidence) -> bytes:
    """The bytes of the copy that may be passed on."""
    assert looked_at.clean is not None
    looked_at.clean.seek(0)
    return looked_at.clean.read()


def png_with_author() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Ilse Marrow")
    out = BytesIO()
    Image.new("RGBA", (8, 8), (1, 2, 3, 255)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def pdf_with_author() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.docinfo["/Author"] = "Ilse Marrow"
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = ["Ilse Marrow"]
    document.attachments["notes.txt"] = pikepdf.AttachedFileSpec(document, b"my address")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_picture_keeps_its_pixels_and_loses_its_author() -> None:
    looked_at = look("screen.png", png_with_author())
    assert looked_at.kind.media == "image/png"
    assert b"Ilse" not in copy_of(looked_at)
    assert Image.open(BytesIO(copy_of(looked_at))).getpixel((3, 3)) == (1, 2, 3, 255)


def test_a_pdf_loses_author_times_and_embedded_files() -> None:
    looked_at = look("proof.pdf", pdf_with_author())
    with pikepdf.open(BytesIO(copy_of(looked_at))) as document:
        assert dict(document.docinfo) == {}
        assert len(document.attachments) == 0
        assert "/Metadata" not in document.Root
        assert len(document.pages) == 1


def test_a_kind_that_cannot_be_cleaned_is_not_passed_on() -> None:
    looked_at = look("capture.zip", b"PK\x03\x04" + bytes(60))
    assert (looked_at.kind.media, looked_at.clean) == ("application/zip", None)
    assert "not passed on" in looked_at.removed


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"plain words\n", "text/plain"),
        (b"\x00\x01binary", "application/octet-stream"),
        (b"\xff\xfe\xfa not utf-8 \x81", "application/octet-stream"),
        (b"%PDF-1.7 broken", "application/pdf"),
    ],
)
def test_the_kind_is_read_from_the_content_not_the_name(data: bytes, kind: str) -> None:
    assert look("x.jpg", data).kind.media == kind


def test_a_broken_picture_or_pdf_is_kept_but_not_passed_on() -> None:
    assert look("a.png", b"\x89PNG\r\n\x1a\n broken").clean is None
    assert look("a.pdf", b"%PDF-1.7 broken").clean is None


@pytest.mark.parametrize(("data", "code"), [(b"", "empty-file"), (b"x" * (20 * 1024 * 1024 + 1), "large-file")])
def test_an_empty_or_too_large_file_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        look("proof.txt", data)
    assert refused.value.code == code
    assert "proof.txt" in refused.value.sentence
