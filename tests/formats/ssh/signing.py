"""Signing as ssh-keygen does, for tests on machines without it."""

from __future__ import annotations

import base64
import hashlib
import textwrap

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def _field(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part


def armoured(blob: bytes) -> str:
    """A blob between the two dashed lines."""
    body = "\n".join(textwrap.wrap(base64.b64encode(blob).decode(), 70))
    return f"-----BEGIN SSH SIGNATURE-----\n{body}\n-----END SSH SIGNATURE-----\n"


def signed(key: Ed25519PrivateKey, message: bytes, namespace: str) -> str:
    """The signature of a message."""
    about = _field(namespace.encode()) + _field(b"") + _field(b"sha512")
    raw = key.sign(b"SSHSIG" + about + _field(hashlib.sha512(message).digest()))
    line = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    public = base64.b64decode(line.split()[1])
    signature = _field(b"ssh-ed25519") + _field(raw)
    return armoured(b"SSHSIG\0\0\0\1" + _field(public) + about + _field(signature))
