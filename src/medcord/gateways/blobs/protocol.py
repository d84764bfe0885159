"""What a store of bytes can do."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class Blobs(Protocol):
    """Bytes by random id. ``get`` raises KeyError for an id that was never put or was destroyed."""

    def put(self, blob: UUID, data: bytes) -> None: ...

    def get(self, blob: UUID) -> bytes: ...

    def destroy(self, blob: UUID) -> None: ...
