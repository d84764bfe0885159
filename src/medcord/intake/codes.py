"""The finder's code: 128 random bits, shown once, kept as an HMAC."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from django.conf import settings


def new_code() -> str:
    """26 letters and digits in groups of four, for reading aloud or on paper."""
    word = base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")
    return "-".join(word[n : n + 4] for n in range(0, len(word), 4))


def digest(code: str) -> str:
    """The HMAC that is stored. Case, blanks and dashes do not matter; 0, 1 and 8 are read as O, I and B."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum()).translate(str.maketrans("018", "OIB"))
    key = hashlib.sha256(b"medcord finder code" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()
