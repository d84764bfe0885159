"""Keys of files, wrapped by the node's key. Neither is in the database or beside the files they open.

``<folder>/files/ab/ab12…`` holds the wrapped key of one file: which node key wraps it, a nonce, and the file's key
sealed together with the file's id. The node's keys are lines of one text file, the one in use last. A copy of the files
alone opens nothing, and where a file's key was destroyed, so is every copy of that file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from medcord.core.refusals import DamagedFile, NodeKeyMissing
from medcord.gateways.blobs.whole import private_folder, remove, write_whole

MAGIC = b"MCKEY1\n"
KEY = 32
_ID, _NONCE, _TAG = 8, 12, 16
_WRAPPED = len(MAGIC) + _ID + _NONCE + KEY + _TAG
_HEAD = "# Keys of this node's files, oldest first; the last one is in use. Keep a copy apart from all other copies.\n"


@dataclass(frozen=True, slots=True)
class NodeKey:
    """A key of the node. Its id is made of it, so that a wrongly copied key is found."""

    key: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(b"medcord node key" + self.key).digest()[:_ID]

    def line(self) -> str:
        return f"{self.id.hex()} {self.key.hex()}\n"


class KeyFolder:
    """The wrapped keys of files in ``folder``, and the node's keys in ``node_file``."""

    def __init__(self, folder: Path, node_file: Path | None = None) -> None:
        self.folder = folder
        self.node_file = node_file or folder / "node"

    @contextmanager
    def held(self, *, alone: bool = False) -> Iterator[None]:
        """Whoever writes or destroys holds the keys with others; whoever wraps anew holds them alone."""
        private_folder(self.folder)
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield
        finally:
            os.close(descriptor)

    # the node's keys

    def node_keys(self) -> list[NodeKey]:
        """Keys of the node, the one in use last. Empty where there is none yet."""
        try:
            text = self.node_file.read_text("ascii")
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError):
            raise NodeKeyMissing("The file of the node's keys cannot be read. Look at its owner and mode.") from None
        if stat.S_IMODE(self.node_file.stat().st_mode) & 0o007:
            raise NodeKeyMissing(
                "Everybody on this machine may read the node's keys. Set the mode of their file to 600."
            )
        return [self._parse(line) for line in text.splitlines() if line.strip() and not line.startswith("#")]

    def _parse(self, line: str) -> NodeKey:
        name, _, value = line.strip().partition(" ")
        try:
            found = NodeKey(bytes.fromhex(value))
        except ValueError:
            found = NodeKey(b"")
        if len(found.key) != KEY or found.id.hex() != name:
            raise NodeKeyMissing(
                "A line in the file of the node's keys is no key as medcord writes it. Put the file back from its copy."
            )
        return found

    def keep_node_keys(self, keys: list[NodeKey]) -> None:
        """Write the node's keys, whole or not at all."""
        self._write_node_keys(keys)

    def _write_node_keys(self, keys: list[NodeKey], *, anew: bool = False) -> None:
        try:
            write_whole(self.node_file, (_HEAD + "".join(one.line() for one in keys)).encode(), anew=anew)
        except PermissionError:
            raise NodeKeyMissing("The node may not write the file of its keys. Look at its owner and mode.") from None

    def in_use(self) -> NodeKey:
        """The key that wraps new files; made where the node has none and nothing was ever wrapped."""
        found = self.node_keys()
        if found:
            return found[-1]
        if next(self.files(), None) is not None:
            raise NodeKeyMissing(
                "The node's keys are gone, and without them no file can be opened. Put their file back from its copy."
            )
        made = NodeKey(secrets.token_bytes(KEY))
        try:
            self._write_node_keys([made], anew=True)
        except FileExistsError:  # another process was first
            return self.node_keys()[-1]
        return made

    # keys of files

    def _path(self, file: UUID) -> Path:
        return self.folder / "files" / file.hex[:2] / file.hex

    def files(self) -> Iterator[UUID]:
        """Every file that has a key."""
        for path in sorted((self.folder / "files").glob("??/*")):
            if len(path.name) == 32:
                yield UUID(path.name)

    def has(self, file: UUID) -> bool:
        """Whether a file has a key."""
        return self._path(file).exists()

    def keep(self, file: UUID, key: bytes) -> None:
        """Wrap and keep the key of one file."""
        self._wrap(file, key, self.in_use())

    def _wrap(self, file: UUID, key: bytes, by: NodeKey) -> None:
        nonce = secrets.token_bytes(_NONCE)
        sealed = AESGCM(by.key).encrypt(nonce, key, MAGIC + by.id + file.bytes)
        write_whole(self._path(file), MAGIC + by.id + nonce + sealed)

    def _read(self, file: UUID) -> bytes:
        try:
            data = self._path(file).read_bytes()
        except FileNotFoundError:
            raise KeyError(file) from None
        if not data.startswith(MAGIC) or len(data) != _WRAPPED:
            raise DamagedFile
        return data

    def wrapped_by(self, file: UUID) -> bytes:
        """The id of the node key that wraps a file's key. Raises KeyError."""
        return self._read(file)[len(MAGIC) :][:_ID]

    def key_of(self, file: UUID) -> bytes:
        """The key of one file. Raises KeyError when it was destroyed, DamagedFile when it was changed."""
        data = self._read(file)
        name, nonce, sealed = (data[len(MAGIC) :][:_ID], data[len(MAGIC) + _ID :][:_NONCE], data[-KEY - _TAG :])
        by = next((one for one in self.node_keys() if one.id == name), None)
        if by is None:
            raise NodeKeyMissing(
                f"A file needs the node key {name.hex()}, which the node no longer has. Put it back from its copy."
            )
        try:
            return AESGCM(by.key).decrypt(nonce, sealed, MAGIC + name + file.bytes)
        except InvalidTag:
            raise DamagedFile from None

    def rewrap(self, file: UUID) -> bool:
        """Wrap a file's key by the node key in use; False when it is already, or was destroyed meanwhile."""
        with self.held(alone=True):
            by = self.in_use()
            try:
                if self.wrapped_by(file) == by.id:
                    return False
                self._wrap(file, self.key_of(file), by)
            except KeyError:
                return False
        return True

    def destroy(self, file: UUID) -> None:
        """Overwrite and remove a file's key."""
        remove(self._path(file), overwrite=True)
