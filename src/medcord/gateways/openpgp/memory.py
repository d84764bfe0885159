"""A key that stays in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from medcord.gateways.openpgp.protocol import Certificate, Signed, UnreadableKey

if TYPE_CHECKING:
    import pysequoia


class MemoryKeyring:
    """Forgets its keys when the process ends."""

    def __init__(self) -> None:
        self._private: pysequoia.Tsk | None = None
        self._public: list[Certificate] = []

    def certificates(self) -> list[Certificate]:
        return list(self._public)

    def can_sign(self) -> bool:
        return self._private is not None

    def ready(self, name: str) -> Certificate:
        return self._public[-1] if self._public else self.renew(name)

    def sign(self, messages: Sequence[bytes]) -> list[Signed]:
        if self._private is None:
            raise UnreadableKey("there is no OpenPGP key yet")
        return signed(self._private, messages)

    def revoke(self) -> Certificate:
        if self._private is None:
            raise UnreadableKey("there is no OpenPGP key yet")
        self._public[-1] = revoked(self._private)
        return self._public[-1]

    def renew(self, name: str) -> Certificate:
        self._private = made(name)
        self._public.append(Certificate.read(bytes(self._private.extract_certificate())))
        return self._public[-1]


def made(name: str) -> pysequoia.Tsk:
    """A new key that every reader of OpenPGP understands (RFC 4880 form; the newer form is refused by gpg 2.2)."""
    import pysequoia

    return pysequoia.Tsk.generate(name, profile=pysequoia.Profile.RFC4880)


def revoked(private: pysequoia.Tsk) -> Certificate:
    """The certificate of a key with the key's own word that it counts no longer."""
    certificate = private.extract_certificate()
    return Certificate.read(bytes(certificate) + bytes(certificate.revoke(private.certifier())))


def signed(private: pysequoia.Tsk, messages: Sequence[bytes]) -> list[Signed]:
    """Detached, armored signatures of these messages."""
    import pysequoia

    fingerprint, signer = private.extract_certificate().fingerprint, private.signer()
    mode = pysequoia.SignatureMode.DETACHED
    return [Signed(fingerprint, pysequoia.sign(signer, each, mode=mode)) for each in messages]
