"""What a keeper of keys can do, and the public half, which needs no keeper."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

_KEY = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")


class Signature(NamedTuple):
    """Which key signed, and what came out: 128 hexadecimal digits."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as 64 hexadecimal digits. ``by`` and ``signature``: the key before it says that this one follows."""

    key: str
    since: str = ""
    by: str = ""
    signature: str = ""

    @property
    def id(self) -> str:
        """A short name for the key: 16 digits of its SHA-256."""
        return hashlib.sha256(bytes.fromhex(self.key)).hexdigest()[:16]

    def verifies(self, message: bytes, signature: object) -> bool:
        """Whether this key made this signature. Hexadecimal digits have one form only, so no byte of them is free."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        if not isinstance(signature, str) or not _SIGNATURE.fullmatch(signature):
            return False
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key)).verify(bytes.fromhex(signature), message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def as_dict(self) -> dict[str, str]:
        """The key as it is published."""
        return {"id": self.id, "key": self.key, "since": self.since, "by": self.by, "signature": self.signature}

    @classmethod
    def of(cls, given: Mapping[str, object]) -> PublicKey:
        """A key from its published form. Raises ValueError for anything else."""
        words = [given.get(name, "") for name in ("key", "since", "by", "signature")]
        if not all(isinstance(word, str) for word in words) or not _KEY.fullmatch(str(words[0])):
            raise ValueError("not a public key")
        return cls(*(str(word) for word in words))


def succession(key: str, since: str) -> bytes:
    """What an old key signs when a new one takes its place."""
    said = {"format": "medcord-key", "key": key, "since": since}
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def unbroken(keys: Sequence[PublicKey]) -> bool:
    """Whether each key after the first is announced by one before it."""
    known: dict[str, PublicKey] = {}
    for key in keys:
        before = known.get(key.by)
        if known and (before is None or not before.verifies(succession(key.key, key.since), key.signature)):
            return False
        known[key.id] = key
    return True


class Signing(Protocol):
    """Keeps the node's keys. ``public`` reads no private key and makes none; the first ``sign`` makes one."""

    def public(self) -> list[PublicKey]:
        """Every key there ever was, oldest first; the last is in force. Empty before the first signature."""
        ...

    def ready(self) -> PublicKey:
        """The key in force; made if there is none yet."""
        ...

    def sign(self, message: bytes) -> Signature:
        """Sign with the key in force."""
        ...

    def renew(self) -> PublicKey:
        """Put a new key in force, announced by the old one, whose public half stays."""
        ...
