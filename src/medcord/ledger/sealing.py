"""Salted digests and random references."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from medcord.core.facts import Digest

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud on a telephone


def new_salt() -> str:
    """A salt for one content, kept with its row: when both are destroyed the digest in the chain tells nothing."""
    return secrets.token_hex(16)


def seal(salt: str, *content: str | bytes) -> Digest:
    """HMAC-SHA-256 of the parts, each length-prefixed so that parts cannot run into each other."""
    mac = hmac.new(salt.encode(), digestmod=hashlib.sha256)
    for part in content:
        data = part.encode() if isinstance(part, str) else part
        mac.update(len(data).to_bytes(8, "big") + data)
    return Digest(mac.hexdigest())


def digest_of(data: bytes) -> Digest:
    """Plain SHA-256, for what is public anyway."""
    return Digest(hashlib.sha256(data).hexdigest())


def new_reference(prefix: str) -> str:
    """A random public reference such as "MC-7K3M-2QXD" (39 bits): a running number would betray the count."""
    word = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{prefix}-{word[:4]}-{word[4:]}"
