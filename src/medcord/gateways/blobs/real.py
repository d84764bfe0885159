"""The store of bytes in a folder, each file sealed under a key of its own that lies elsewhere."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from medcord.core.refusals import DamagedFile
from medcord.gateways.blobs.frames import FRAME, seal, unseal
from medcord.gateways.blobs.keys import KEY, KeyFolder
from medcord.gateways.blobs.whole import PART, fill_whole, remove, write_whole

SEALED = ".sealed"
_STALE = 24 * 3600  # seconds after which what a kill left behind is swept


class FolderBlobs:
    """One file a blob, two levels deep, mode 0600, whole or absent. Nothing plain touches the disk.

    A node of an earlier release kept plain files (without the suffix). They are read until ``encrypt_plain`` has been
    over all of them; from then on a plain file is a forgery and is refused.
    """

    def __init__(self, folder: Path, keys: KeyFolder) -> None:
        self._folder, self.keys = folder, keys
        self._all_sealed = keys.folder / "all-sealed"

    def _path(self, blob: UUID) -> Path:
        return self._folder / blob.hex[:2] / (blob.hex + SEALED)

    def _plain_path(self, blob: UUID) -> Path:
        return self._folder / blob.hex[:2] / blob.hex

    def put(self, blob: UUID, data: bytes) -> None:
        self.write(blob, (data,))

    def write(self, blob: UUID, chunks: Iterable[bytes]) -> int:
        """Seal as the chunks come. The key is kept before the file gets its name: no named file is without a key."""
        key = secrets.token_bytes(KEY)

        def keep_key() -> None:
            with self.keys.held():
                self.keys.keep(blob, key)

        if self._path(blob).exists():
            raise FileExistsError(blob)
        if not self._all_sealed.exists() and not self.keys.node_keys() and not self.plain():
            self.no_more_plain()  # a new node: there never was a plain file
        return fill_whole(self._path(blob), lambda out: seal(blob, key, chunks, out), then=keep_key)

    def get(self, blob: UUID) -> bytes:
        return b"".join(self.read(blob))

    def read(self, blob: UUID) -> Iterator[bytes]:
        path = self._path(blob)
        if not path.exists():
            return self._read_plain(blob)
        return _unsealed(blob, self.keys.key_of(blob), path)

    def _read_plain(self, blob: UUID) -> Iterator[bytes]:
        path = self._plain_path(blob)
        if not path.exists():
            raise KeyError(blob)
        if self._all_sealed.exists():
            raise DamagedFile
        return _plain(path)

    def check(self, blob: UUID) -> int:
        return sum(len(chunk) for chunk in self.read(blob))

    def destroy(self, blob: UUID) -> None:
        """The key first: from then on the sealed file, and every copy of it, is noise."""
        with self.keys.held():
            self.keys.destroy(blob)
            remove(self._path(blob))
            remove(self._plain_path(blob), overwrite=True)

    def kept(self) -> list[UUID]:
        """Every file there is."""
        sealed = [UUID(path.name.removesuffix(SEALED)) for path in sorted(self._folder.glob(f"??/*{SEALED}"))]
        return [*sealed, *self.plain()]

    def is_without_key(self, blob: UUID) -> bool:
        """A sealed file nobody can open any more."""
        return self._path(blob).exists() and not self.keys.has(blob)

    def plain(self) -> list[UUID]:
        """Files of an earlier release that are not sealed yet."""
        return [UUID(path.name) for path in sorted(self._folder.glob("??/*")) if len(path.name) == 32]

    def seal_plain(self, blob: UUID) -> bool:
        """Seal one file of an earlier release and overwrite the plain one; False when that was done already."""
        source = self._plain_path(blob)
        if not source.exists():
            return False
        if not self._path(blob).exists():
            self.write(blob, _plain(source))
        self.check(blob)
        remove(source, overwrite=True)
        return True

    def no_more_plain(self) -> None:
        """From now on a plain file is refused."""
        write_whole(self._all_sealed, b"Every file of this node is sealed; a plain one is refused.\n")

    def sweep(self) -> int:
        """Remove what writers that were killed left behind a day ago; how many."""
        cut, swept = time.time() - _STALE, 0
        for path in [*self._folder.glob(f"??/*{PART}"), *self.keys.folder.glob(f"files/??/*{PART}")]:
            if path.stat().st_mtime < cut:
                remove(path)
                swept += 1
        return swept


def _unsealed(blob: UUID, key: bytes, path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as sealed:
            yield from unseal(blob, key, sealed)
    except FileNotFoundError:  # destroyed a moment ago
        raise KeyError(blob) from None


def _plain(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(FRAME):
            yield chunk
