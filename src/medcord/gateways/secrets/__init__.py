"""Secrets that must be read again, such as the key of a webhook: encrypted by a key that is not in the database."""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class Unreadable(ValueError):
    """The secret was kept under another key of the node, moved to another row, or changed."""


def _key(node_secret: str, purpose: str) -> AESGCM:
    derived = HKDF(SHA256(), 32, salt=None, info=f"medcord {purpose}".encode()).derive(node_secret.encode())
    return AESGCM(derived)


def lock(secret: str, *, node_secret: str, purpose: str, about: str) -> str:
    """Encrypt for keeping. ``about`` ties it to its row, so that it cannot be moved to another."""
    nonce = os.urandom(_NONCE)
    kept = nonce + _key(node_secret, purpose).encrypt(nonce, secret.encode(), about.encode())
    return "1." + base64.urlsafe_b64encode(kept).decode()


def unlock(kept: str, *, node_secret: str, purpose: str, about: str) -> str:
    """The secret again. Raises Unreadable."""
    try:
        version, _, text = kept.partition(".")
        data = base64.urlsafe_b64decode(text.encode())
        if version != "1":
            raise Unreadable("unknown form")
        return _key(node_secret, purpose).decrypt(data[:_NONCE], data[_NONCE:], about.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable(type(error).__name__) from None
