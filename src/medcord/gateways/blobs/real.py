"""The store of bytes in a folder, readable by its owner only."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID


class FolderBlobs:
    """One file a blob, two levels deep, mode 0600. A blob is whole or absent: written beside and renamed in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, blob: UUID) -> Path:
        return self._folder / blob.hex[:2] / blob.hex

    def put(self, blob: UUID, data: bytes) -> None:
        path = self._path(blob)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    def get(self, blob: UUID) -> bytes:
        try:
            return self._path(blob).read_bytes()
        except FileNotFoundError:
            raise KeyError(blob) from None

    def destroy(self, blob: UUID) -> None:
        self._path(blob).unlink(missing_ok=True)
