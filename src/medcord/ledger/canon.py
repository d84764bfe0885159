"""The bytes under the seals, in pure values: what is hashed, and how. Nothing here knows a database."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

FIELDS = ("id", "stream", "seq", "kind", "at", "actor_kind", "actor", "party", "data", "previous")
"""What a link covers: everything a fact says. Its own digest is beside it."""


def canonical(value: dict[str, Any]) -> bytes:
    """Sorted, compact UTF-8 JSON. Without floats and with ASCII keys this equals RFC 8785 (a test compares)."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def sha256(data: bytes) -> str:
    """As 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def link_of(fact: dict[str, Any]) -> str:
    """SHA-256 over everything the fact says, the previous link included."""
    return sha256(canonical(fact))
