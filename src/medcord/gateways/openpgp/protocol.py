"""What a keeper of an OpenPGP key can do, and the public half, which needs no keeper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol


class UnreadableKey(Exception):
    """These bytes are no OpenPGP certificate, or no key that can sign."""


class Signed(NamedTuple):
    """Who signed (fingerprint of the certificate, 40 lower-case hexadecimal digits) and the armored signature."""

    fingerprint: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Certificate:
    """A public key with its names, as anybody may have it. ``armored`` is the text block that is published."""

    fingerprint: str
    armored: bytes
    names: tuple[str, ...] = ()
    expires: datetime | None = None
    revoked: bool = False
    created: datetime | None = None

    @classmethod
    def read(cls, data: bytes) -> Certificate:
        """A certificate from its bytes, armored or not; of a private key only the public half. Raises UnreadableKey."""
        import pysequoia

        try:
            found = pysequoia.Cert.from_bytes(data)
            names = tuple(str(each) for each in found.user_ids)
            # The text block of a certificate holds its public half alone, whatever it was read from.
            made = [one.key_created for one in pysequoia.packet.PacketPile.from_bytes(bytes(found))][:1]
            created = made[0] if made else None
            return cls(found.fingerprint, str(found).encode(), names, found.expiration, found.is_revoked, created)
        except (RuntimeError, ValueError, TypeError):
            # The library's message carries a trace of its own insides: it is not shown.
            raise UnreadableKey("these bytes are no OpenPGP certificate") from None


def signer_of(message: bytes, signature: bytes, certificates: Sequence[Certificate]) -> Certificate | None:
    """The certificate whose key made this detached signature over exactly these bytes; None when none of them did.

    An expired or revoked key signs nothing that counts. Bytes that are no signature are not an error: nobody signed.
    """
    import pysequoia

    known = []
    for each in certificates:
        try:
            known.append(pysequoia.Cert.from_bytes(each.armored))
        except (RuntimeError, ValueError, TypeError):
            continue
    try:
        seen = pysequoia.verify(bytes=message, store=lambda _: known, signature=pysequoia.Sig.from_bytes(signature))
    except (RuntimeError, ValueError, TypeError):
        return None
    made = {each.certificate for each in seen.valid_sigs}
    return next((each for each in certificates if each.fingerprint in made), None)


def times_of(signature: bytes) -> tuple[datetime | None, datetime | None] | None:
    """When a detached signature says it was made and when it ends; None when these bytes are no signature."""
    import pysequoia

    try:
        found = pysequoia.Sig.from_bytes(signature)
    except (RuntimeError, ValueError, TypeError):
        return None
    return found.created, found.expiration


class Keyring(Protocol):
    """Keeps the one key that signs. ``certificates`` reads no private key and makes none."""

    def certificates(self) -> list[Certificate]:
        """The public half of every key there ever was, oldest first; the last is in force. Empty before the first."""
        ...

    def can_sign(self) -> bool:
        """Whether there is a private key. Raises UnreadableKey when there is one that signs nothing."""
        ...

    def ready(self, name: str) -> Certificate:
        """The certificate in force; one is made in this name (``Org <mail>``) if there is none yet."""
        ...

    def sign(self, messages: Sequence[bytes]) -> list[Signed]:
        """One detached, armored signature for each message. Raises UnreadableKey when there is no key yet."""
        ...

    def revoke(self) -> Certificate:
        """The certificate in force as its own key takes it back: who reads it trusts no signature under it any more. It
        is kept so from now on; ``renew`` puts another one in force. Raises UnreadableKey when there is no key."""
        ...

    def renew(self, name: str) -> Certificate:
        """Put a new key in force. The public half of the old one stays, so that old signatures can be checked."""
        ...
