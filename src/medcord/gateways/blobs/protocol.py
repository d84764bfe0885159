"""What a store of bytes can do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol
from uuid import UUID


class Blobs(Protocol):
    """Bytes by random id, each written once. What was never put or was destroyed raises KeyError, at once."""

    def put(self, blob: UUID, data: bytes) -> None: ...

    def write(self, blob: UUID, chunks: Iterable[bytes]) -> int:
        """Write as the chunks come and return how many bytes there were; whole or not at all."""

    def get(self, blob: UUID) -> bytes: ...

    def read(self, blob: UUID) -> Iterator[bytes]:
        """The bytes, chunk by chunk, each checked before it is handed out."""

    def check(self, blob: UUID) -> int:
        """Read through without handing anything out, and return the size. Raises DamagedFile."""

    def destroy(self, blob: UUID) -> None:
        """Destroy the bytes for good. Doing it twice does no harm."""
