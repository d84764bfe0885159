"""Files on their way in: looked at, sealed before the transaction that names them, destroyed when it fails."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import IO, BinaryIO, cast
from uuid import UUID

from medcord.formats import evidence
from medcord.ledger import blobs

Given = tuple[str, bytes | IO[bytes]]
"""A file's name and its bytes, or an open file that can be sought in. Large ones are never read whole."""

LONGEST_NAME = 160
_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A file, and what it is."""

    name: str
    file: BinaryIO
    found: evidence.Evidence


@dataclass(frozen=True, slots=True)
class Kept:
    """A sealed file, ready for a row. ``clean_blob`` is the copy that may be passed on, where one could be made."""

    name: str
    kind: str
    size: int
    blob: UUID
    clean_blob: UUID | None
    stripped: str
    hints: list[dict[str, str]]

    def columns(self) -> dict[str, object]:
        """The columns that every row of a file has."""
        return {name: getattr(self, name) for name in self.__slots__}

    def passed_on(self) -> Kept:
        """The same, given to the others as it is, because its author says so."""
        return replace(self, clean_blob=self.blob, stripped="passed on as it is, with all it holds")


def size_of(given: Given) -> int:
    """The size of a file, without reading it."""
    data = given[1]
    if isinstance(data, bytes):
        return len(data)
    told = getattr(data, "size", None)  # an upload beyond its limit has a size and no bytes
    return told if isinstance(told, int) else data.seek(0, io.SEEK_END)


def look(given: Sequence[Given]) -> list[LookedAt]:
    """Look at files one by one. Raises UnreadableFile for an empty or too large one, before a byte of it is read."""
    opened = [(_plain(name), cast(BinaryIO, io.BytesIO(it) if isinstance(it, bytes) else it)) for name, it in given]
    return [LookedAt(name, file, evidence.look(name, file)) for name, file in opened]


def _plain(name: str) -> str:
    """The last part of a name, without control characters; the end of it, which tells the kind, is kept."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable()).strip()[-LONGEST_NAME:] or "file"


@contextmanager
def sealed_as_it_is(looked_at: Sequence[LookedAt]) -> Iterator[list[Kept]]:
    """Seal files without a clean copy: whoever may have them gets the very bytes."""
    bare = [replace(one, found=replace(one.found, clean=None, removed="")) for one in looked_at]
    with sealed(bare) as kept:
        yield kept


@contextmanager
def sealed(looked_at: Sequence[LookedAt]) -> Iterator[list[Kept]]:
    """Seal files and their clean copies; what fails inside takes them along, so that nothing is kept without a row."""
    store, done = blobs.store(), list[UUID]()

    def seal(file: BinaryIO) -> UUID:
        blob = uuid.uuid4()
        file.seek(0)
        done.append(blob)
        store.write(blob, iter(lambda: file.read(_CHUNK), b""))
        return blob

    try:
        yield [
            Kept(
                name=one.name,
                kind=one.found.kind.media,
                size=one.found.size,
                blob=seal(one.file),
                clean_blob=seal(one.found.clean) if one.found.clean is not None else None,
                stripped=" ".join(filter(None, (one.found.removed, one.found.disagreement)))[:300],
                hints=[hint.as_row() for hint in one.found.hints],
            )
            for one in looked_at
        ]
    except BaseException:
        for blob in done:
            store.destroy(blob)
        raise
