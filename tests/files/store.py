"""A store in a folder, and what an attacker with access to the disk can reach of it."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from medcord.gateways.blobs import FolderBlobs, KeyFolder


def a_store(home: Path, node_file: Path | None = None) -> FolderBlobs:
    return FolderBlobs(home / "blobs", KeyFolder(home / "keys", node_file))


def sealed_path(home: Path, blob: UUID) -> Path:
    return home / "blobs" / blob.hex[:2] / f"{blob.hex}.sealed"


def key_path(home: Path, blob: UUID) -> Path:
    return home / "keys" / "files" / blob.hex[:2] / blob.hex


def keep_plain(home: Path, blob: UUID, data: bytes) -> Path:
    """A file as a node of an earlier release kept it."""
    path = home / "blobs" / blob.hex[:2] / blob.hex
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def kept_files(home: Path) -> list[str]:
    """Sealed files and the keys that open them."""
    return sorted(path.name for place in ("blobs", "keys/files") for path in (Path(home) / place).glob("??/*"))
