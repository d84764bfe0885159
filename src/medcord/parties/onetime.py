"""Secrets that are shown or mailed once; only their digest is kept."""

from __future__ import annotations

import hashlib
import secrets


def fresh(mark: str = "") -> str:
    """A new secret of 256 random bits."""
    return f"{mark}{secrets.token_urlsafe(32)}"


def digest_of(secret: str) -> str:
    """What is kept of it. It has more entropy than can be guessed, so a plain digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
