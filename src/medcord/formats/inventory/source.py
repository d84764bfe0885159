"""The bytes of an inventory file: a path or a stream, opened as often as needed, counted while read."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO, BinaryIO

from medcord.core.refusals import UnreadableFile

SAVE_AS = "Save the table again as CSV or XLSX."

# First bytes of files people upload by mistake, and what to say of each.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "it is a PDF document."),
    (b"\x89PNG", "it is a picture (PNG)."),
    (b"\xff\xd8\xff", "it is a picture (JPEG)."),
    (b"GIF8", "it is a picture (GIF)."),
    (b"\x1f\x8b", "it is a gzip archive; unpack it first."),
    (b"BZh", "it is a bzip2 archive; unpack it first."),
    (b"\xfd7zXZ", "it is an xz archive; unpack it first."),
    (b"7z\xbc\xaf", "it is a 7-Zip archive; unpack it first."),
    (b"Rar!", "it is a RAR archive; unpack it first."),
    (b"\x7fELF", "it is a program."),
    (b"MZ", "it is a program."),
    (b"SQLite format 3", "it is a database."),
)
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Source:
    """A file given as a path or as an open stream. ``bytes_read`` of ``size`` says how far the present reading is."""

    def __init__(self, given: Path | str | BinaryIO, name: str) -> None:
        self._given = Path(given) if isinstance(given, str) else given
        self.name = name or (self._given.name if isinstance(self._given, Path) else "the file")
        self.bytes_read = 0
        try:
            with self.open() as stream:
                self.size = stream.seek(0, io.SEEK_END)
                stream.seek(0)
                self.head = stream.read(65_536)
        except FileNotFoundError as missing:
            raise UnreadableFile(
                self.name, "there is no such file.", "Check the path.", code="no-such-file"
            ) from missing
        except IsADirectoryError as folder:
            raise UnreadableFile(
                self.name, "this is a folder, not a file.", "Name one inventory file.", code="no-such-file"
            ) from folder
        except OSError as failure:
            raise UnreadableFile(
                self.name,
                f"it cannot be opened ({failure.strerror or failure}).",
                "Check that you may read it.",
                code="no-such-file",
            ) from failure
        self.bytes_read = 0

    def open(self) -> io.BufferedReader:
        """The bytes from the beginning. Closing the reader closes a file opened here, never a stream that was given."""
        self.bytes_read = 0
        if isinstance(self._given, Path):
            return io.BufferedReader(_Counted(self, self._given.open("rb", buffering=0), owned=True), 262_144)
        self._given.seek(0)
        return io.BufferedReader(_Counted(self, self._given, owned=False), 262_144)

    def refuse_if_unusable(self) -> None:
        """Refuse what is empty or plainly no table, by size and first bytes."""
        if not self.head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
            raise UnreadableFile(self.name, "the file is empty.", SAVE_AS, code="empty-file")
        for signature, what in _SIGNATURES:
            if self.head.startswith(signature):
                raise UnreadableFile(self.name, what, SAVE_AS, code="binary-file")
        start = self.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
        if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<style")):
            raise UnreadableFile(
                self.name,
                "it is a web page or XML, whatever its ending says; some systems export these as .xls.",
                "Open it in a spreadsheet and save it as XLSX or CSV.",
                code="binary-file",
            )
        if start.startswith((b"{", b"[{")):
            raise UnreadableFile(self.name, "it is JSON, not a table.", SAVE_AS, code="binary-file")


class _Counted(io.RawIOBase):
    """A raw stream that tells its source how many bytes have passed."""

    def __init__(self, source: Source, stream: IO[bytes], *, owned: bool) -> None:
        super().__init__()
        self._source, self._stream, self._owned = source, stream, owned

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        # Some upload objects return None from seek.
        self._stream.seek(offset, whence)
        return self._stream.tell()

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        chunk = self._stream.read(len(buffer))
        buffer[: len(chunk)] = chunk
        self._source.bytes_read += len(chunk)
        return len(chunk)

    def close(self) -> None:
        if self._owned and not self.closed:
            self._stream.close()
        super().close()
