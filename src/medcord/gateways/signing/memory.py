"""Keys that stay in memory."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medcord.gateways import clock
from medcord.gateways.signing.protocol import PublicKey, Signature, succession


class MemoryKeys:
    """Forgets its keys when the process ends."""

    def __init__(self) -> None:
        self._private: Ed25519PrivateKey | None = None
        self._public: list[PublicKey] = []

    def public(self) -> list[PublicKey]:
        return list(self._public)

    def ready(self) -> PublicKey:
        return self._public[-1] if self._public else self.renew()

    def sign(self, message: bytes) -> Signature:
        if self._private is None:
            self.renew()
        assert self._private is not None
        return Signature(self._public[-1].id, self._private.sign(message).hex())

    def renew(self) -> PublicKey:
        fresh, since = Ed25519PrivateKey.generate(), clock.now().isoformat(timespec="microseconds")
        key = fresh.public_key().public_bytes_raw().hex()
        by = self.sign(succession(key, since)) if self._private is not None else Signature("", "")
        self._private = fresh
        self._public.append(PublicKey(key, since, by.key, by.value))
        return self._public[-1]
