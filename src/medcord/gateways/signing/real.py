"""Keys in a folder: ``key.pem``, which its owner alone may read, and one public file for every key there ever was."""

from __future__ import annotations

import json
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medcord.gateways import clock
from medcord.gateways.private_file import written_apart
from medcord.gateways.signing.protocol import PublicKey, Signature, succession


class FolderKeys:
    """Made once: of two processes that begin at the same time one makes the key and both use it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._private_file = folder / "key.pem"

    def public(self) -> list[PublicKey]:
        found = [PublicKey.of(json.loads(path.read_text("utf-8"))) for path in (self._folder / "public").glob("*.json")]
        return sorted(found, key=lambda key: (key.since, key.key))

    def ready(self) -> PublicKey:
        return self._in_force()[1]

    def sign(self, message: bytes) -> Signature:
        private, key = self._in_force()
        return Signature(key.id, private.sign(message).hex())

    def _in_force(self) -> tuple[Ed25519PrivateKey, PublicKey]:
        private = self._private() or self._first()
        key = PublicKey(_public_of(private), _present())
        self._publish(key)  # nothing to do, unless a kill came between the two halves
        return private, PublicKey.of(json.loads(self._public_file(key).read_text("utf-8")))

    def _public_file(self, key: PublicKey) -> Path:
        return self._folder / "public" / f"{key.id}.json"

    def renew(self) -> PublicKey:
        before = self._private()
        fresh, since = Ed25519PrivateKey.generate(), _present()
        key = _public_of(fresh)
        by = Signature("", "")
        if before is not None:
            by = Signature(PublicKey(_public_of(before)).id, before.sign(succession(key, since)).hex())
        public = PublicKey(key, since, by.key, by.value)
        # The public half first: a signature whose key nobody can look up would be worth nothing.
        self._publish(public)
        written_apart(self._folder, _pem(fresh)).replace(self._private_file)
        return public

    def _private(self) -> Ed25519PrivateKey | None:
        try:
            data = self._private_file.read_bytes()
        except FileNotFoundError:
            return None
        key = serialization.load_pem_private_key(data, password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"{self._private_file}: this is no Ed25519 key")
        return key

    def _first(self) -> Ed25519PrivateKey:
        fresh = Ed25519PrivateKey.generate()
        beside = written_apart(self._folder, _pem(fresh))
        try:
            os.link(beside, self._private_file)  # fails where another process was quicker
        except FileExistsError:
            fresh = self._private() or fresh
        finally:
            beside.unlink()
        self._publish(PublicKey(_public_of(fresh), _present()))
        return fresh

    def _publish(self, key: PublicKey) -> None:
        path = self._public_file(key)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            return
        beside = written_apart(self._folder, json.dumps(key.as_dict(), sort_keys=True).encode())
        beside.replace(path)


def _present() -> str:
    return clock.now().isoformat(timespec="microseconds")


def _public_of(private: Ed25519PrivateKey) -> str:
    return private.public_key().public_bytes_raw().hex()


def _pem(private: Ed25519PrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
