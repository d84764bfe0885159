"""What people hand over: files, folders and archives of advisories, opened with limits on what they may unpack to."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf.json_text import SIZE_LIMIT

Given = tuple[str, bytes] | UnreadableFile
"""A file by name, or what had to be refused before it could be read."""


class _Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


MOST_FILES = 20_000
MOST_BYTES = 512 * 1024 * 1024
LARGEST_ARCHIVE = 256 * 1024 * 1024
_XZ_MEMORY = 128 * 1024 * 1024
_CHUNK = 256 * 1024

_BESIDE = frozenset({".asc", ".sig", ".sha256", ".sha512", ".txt", ".csv", ".md", ".html", ".htm"})
"""Signatures, digests, indexes and pages that lie beside advisories and are none."""
_PROVIDERS_OWN = ("provider-metadata", "service", "aggregator", "feed", "rolie", "category", "categories")

_BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,  # zipfile says so of a member under a password
)


def documents_in(name: str, data: bytes) -> Iterator[Given]:
    """The files in an uploaded file: those of a ZIP or TAR (plain, gz, bz2, xz), else the file itself.

    Never unpacks more than 512 MB or 20,000 files; what is broken or too much comes as a refusal after what was read.
    """
    stream = None if data.startswith(b"PK\x03\x04") else _tar_stream(data)
    if stream is None and not data.startswith(b"PK"):
        yield name, data
        return
    try:
        yield from _limited(name, _zip_files(data) if stream is None else _tar_files(stream))
    except _BROKEN as error:
        yield UnreadableFile(
            name,
            f"the archive is broken or cannot be opened ({type(error).__name__}); files before the break were read.",
            "Make the archive again, without a password.",
            code="broken-archive",
        )


def documents_below(paths: Iterable[Path]) -> Iterator[Given]:
    """The files at these paths: folders are walked in the order of names, archives opened, links not followed."""
    for path in paths:
        if path.is_dir():
            for folder, folders, files in os.walk(path):
                folders[:] = sorted(each for each in folders if not each.startswith("."))
                for each in sorted(files):
                    yield from _file_in_folder(Path(folder, each), path)
        else:
            yield from _file(path, str(path))


def _file_in_folder(file: Path, root: Path) -> Iterator[Given]:
    name = file.relative_to(root).as_posix()
    if file.name.startswith(".") or file.suffix.lower() in _BESIDE:
        return
    for given in _file(file, name):
        if isinstance(given, UnreadableFile) or _is_wanted(*given):
            yield given


def _file(file: Path, name: str) -> Iterator[Given]:
    try:
        if file.stat().st_size > LARGEST_ARCHIVE:
            yield UnreadableFile(name, "it has more than 256 MB.", "Give it in smaller archives.", code="too-large")
            return
        data = file.read_bytes()
    except OSError as error:
        yield UnreadableFile(
            name, f"it cannot be opened ({error.strerror}).", "Check the path and its permissions.", code="not-opened"
        )
        return
    yield from documents_in(name, data)


def _limited(archive: str, files: Iterator[tuple[str, bytes]]) -> Iterator[Given]:
    unpacked = 0
    for number, (name, data) in enumerate(files, start=1):
        unpacked += len(data)
        if number > MOST_FILES or unpacked > MOST_BYTES:
            yield _too_much(archive)
            return
        if PurePosixPath(name).suffix.lower() != ".json":
            yield UnreadableFile(
                f"{archive}/{name}", "it is not a .json file.", "Give advisories in CSAF.", code="not-json"
            )
        elif _is_wanted(name, data):
            yield f"{archive}/{name}", data


def _zip_files(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            if not member.is_dir() and not _is_beside(member.filename):
                with archive.open(member) as file:
                    yield member.filename, file.read(SIZE_LIMIT + 1)


def _tar_files(stream: io.BufferedReader) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isreg() and not _is_beside(member.name) else None
            if file is not None:
                yield member.name, file.read(SIZE_LIMIT + 1)


def _tar_stream(data: bytes) -> io.BufferedReader | None:
    """The unpacked TAR, or None when it is something else."""
    raw: _Readable
    if data.startswith(b"\xfd7zXZ\x00"):
        raw = _Xz(data)
    elif data.startswith(b"\x1f\x8b"):
        raw = gzip.GzipFile(fileobj=io.BytesIO(data))
    elif data.startswith(b"BZh"):
        raw = bz2.BZ2File(io.BytesIO(data))
    elif data[257:262] == b"ustar":
        raw = io.BytesIO(data)
    else:
        return None
    return io.BufferedReader(_Counted(raw), buffer_size=_CHUNK)


class _Counted(io.RawIOBase):
    """Hands out at most MOST_BYTES of a stream: a few kB may unpack to more than any disk holds."""

    def __init__(self, stream: _Readable) -> None:
        self._stream, self._left = stream, MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer)
        data = self._stream.read(min(len(view), self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise tarfile.ReadError("unpacks to too much")
        view[: len(data)] = data
        return len(data)


class _Xz:
    """An xz stream unpacked with a limit on memory, which lzma.LZMAFile does not have."""

    def __init__(self, data: bytes) -> None:
        self._input = io.BytesIO(data)
        self._decoder = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)

    def read(self, size: int = MOST_BYTES, /) -> bytes:
        wanted = size
        pieces: list[bytes] = []
        while wanted > 0 and not self._decoder.eof:
            fed = self._input.read(_CHUNK) if self._decoder.needs_input else b""
            if self._decoder.needs_input and not fed:
                raise EOFError
            piece = self._decoder.decompress(fed, max_length=wanted)
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)


def _is_beside(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in _BESIDE or any(part.startswith((".", "__MACOSX")) for part in path.parts)


def _is_wanted(name: str, data: bytes) -> bool:
    """False for a provider's own files (metadata, feeds), which are no advisories."""
    stem = PurePosixPath(name).stem.lower()
    return b'"csaf_version"' in data or not any(word in stem for word in _PROVIDERS_OWN)


def _too_much(archive: str) -> UnreadableFile:
    return UnreadableFile(
        archive,
        f"it holds more than {MOST_FILES:,} files or unpacks to more than {MOST_BYTES // 1024**2} MB; "
        "the files before were read, the rest was not.",
        "Give it in smaller archives.",
        code="too-large",
    )
