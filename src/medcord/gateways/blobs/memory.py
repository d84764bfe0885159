"""The store of bytes in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID


class MemoryBlobs:
    """Keeps bytes until the process ends."""

    def __init__(self) -> None:
        self._kept: dict[UUID, bytes] = {}

    def put(self, blob: UUID, data: bytes) -> None:
        self._kept[blob] = data

    def write(self, blob: UUID, chunks: Iterable[bytes]) -> int:
        self._kept[blob] = b"".join(chunks)
        return len(self._kept[blob])

    def get(self, blob: UUID) -> bytes:
        return self._kept[blob]

    def read(self, blob: UUID) -> Iterator[bytes]:
        return iter((self._kept[blob],))

    def check(self, blob: UUID) -> int:
        return len(self._kept[blob])

    def destroy(self, blob: UUID) -> None:
        self._kept.pop(blob, None)
