"""The blob inside the armour, and its check."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_ssh_public_key

MAGIC, VERSION, KIND = b"SSHSIG", 1, b"ssh-ed25519"
BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
LONGEST = 4000  # characters; one of Ed25519 has about 300
HASHES = {b"sha512": hashlib.sha512, b"sha256": hashlib.sha256}


class BadSignature(ValueError):
    """The key or the signature does not read, or does not fit; the text is a sentence for people."""


def public_key(line: str) -> str:
    """The key of one line such as "ssh-ed25519 AAAA… name", without the name. Raises BadSignature."""
    try:
        key = load_ssh_public_key(" ".join(line.split()[:2]).encode())
    except (ValueError, UnsupportedAlgorithm):
        raise BadSignature("This is no SSH public key. Copy the one line of a file that ends in “.pub”.") from None
    if not isinstance(key, Ed25519PublicKey):
        raise BadSignature("The key must be of the kind “ssh-ed25519”. Make one with: ssh-keygen -t ed25519")
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def check(armoured: str, *, key: str, message: bytes, namespace: str) -> None:
    """Raises BadSignature unless ``armoured`` is this key's signature over exactly this message for this namespace."""
    fields = _fields(_blob(armoured))
    try:
        signer, used_for, reserved, hash_name, signature = (next(fields) for _ in range(5))
        kind, raw = _two(signature)
    except (RuntimeError, ValueError):
        raise BadSignature(
            "The signature is cut short or damaged. Copy all of it, both dashed lines included."
        ) from None
    if next(fields, None) is not None or kind != KIND or hash_name not in HASHES:
        raise BadSignature("The signature is of a kind that is not read here. Sign with an ssh-ed25519 key.")
    if used_for != namespace.encode():
        raise BadSignature(f"The signature was made for another purpose. Sign with: -n {namespace}")
    known = load_ssh_public_key(key.encode())
    if not isinstance(known, Ed25519PublicKey) or base64.b64encode(signer).decode() != key.split()[1]:
        raise BadSignature("The signature is by another key than the one that was left with the report.")
    digest = HASHES[hash_name](message).digest()
    signed = MAGIC + b"".join(_field(one) for one in (used_for, reserved, hash_name, digest))
    try:
        known.verify(raw, signed)
    except InvalidSignature:
        raise BadSignature("The signature is not over this text. Sign exactly the line that is shown.") from None


def _blob(armoured: str) -> bytes:
    text = armoured.strip()
    if len(text) > LONGEST or not text.startswith(BEGIN) or not text.endswith(END):
        raise BadSignature(f"The signature must begin with “{BEGIN}” and end with “{END}”.")
    try:
        blob = base64.b64decode("".join(text[len(BEGIN) : -len(END)].split()), validate=True)
    except binascii.Error:
        raise BadSignature("The signature is damaged between its two dashed lines. Copy it again.") from None
    if blob[:6] != MAGIC or blob[6:10] != VERSION.to_bytes(4, "big"):
        raise BadSignature("This is no signature of ssh-keygen. Make it with: ssh-keygen -Y sign")
    return blob[10:]


def _fields(blob: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(blob):
        end = at + 4 + int.from_bytes(blob[at : at + 4], "big")
        if end > len(blob):
            raise ValueError("a field is longer than what is left")
        yield blob[at + 4 : end]
        at = end


def _two(blob: bytes) -> tuple[bytes, bytes]:
    first, second = _fields(blob)
    return first, second


def _field(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part
