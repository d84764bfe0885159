"""A key in a folder: ``key.asc``, which its owner alone may read, and one public file for every key there ever was."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from medcord.gateways import clock
from medcord.gateways.openpgp.memory import made, revoked, signed
from medcord.gateways.openpgp.protocol import Certificate, Signed, UnreadableKey
from medcord.gateways.private_file import written_apart

if TYPE_CHECKING:
    import pysequoia


class FolderKeyring:
    """Made once: of two processes that begin at the same time one makes the key and both use it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._private_file = folder / "key.asc"

    def certificates(self) -> list[Certificate]:
        # A file's name begins with the instant its key came into force, so that names are in order.
        return [Certificate.read(path.read_bytes()) for path in sorted((self._folder / "public").glob("*.asc"))]

    def can_sign(self) -> bool:
        return self._private() is not None

    def ready(self, name: str) -> Certificate:
        private = self._private()
        if private is None:
            private = self._first(name)
        return self._publish(private)

    def sign(self, messages: Sequence[bytes]) -> list[Signed]:
        private = self._private()
        if private is None:
            raise UnreadableKey(f"{self._private_file}: there is no OpenPGP key yet")
        return signed(private, messages)

    def revoke(self) -> Certificate:
        private = self._private()
        if private is None:
            raise UnreadableKey(f"{self._private_file}: there is no OpenPGP key yet")
        certificate = revoked(private)
        self._publish(private)
        for path in (self._folder / "public").glob(f"*-{certificate.fingerprint}.asc"):
            written_apart(self._folder, certificate.armored).replace(path)
        return certificate

    def renew(self, name: str) -> Certificate:
        fresh = made(name)
        # The public half first: a signature whose key nobody can look up would be worth nothing.
        certificate = self._publish(fresh)
        written_apart(self._folder, str(fresh).encode()).replace(self._private_file)
        return certificate

    def _private(self) -> pysequoia.Tsk | None:
        import pysequoia

        try:
            return pysequoia.Tsk.from_bytes(self._private_file.read_bytes())
        except FileNotFoundError:
            return None
        except (RuntimeError, ValueError, TypeError):
            raise UnreadableKey(f"{self._private_file}: this is no OpenPGP key that can sign") from None

    def _first(self, name: str) -> pysequoia.Tsk:
        fresh = made(name)
        beside = written_apart(self._folder, str(fresh).encode())
        try:
            os.link(beside, self._private_file)  # fails where another process was quicker
        except FileExistsError:
            fresh = self._private() or fresh
        finally:
            beside.unlink()
        return fresh

    def _publish(self, private: pysequoia.Tsk) -> Certificate:
        certificate = Certificate.read(bytes(private.extract_certificate()))
        folder = self._folder / "public"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not any(folder.glob(f"*-{certificate.fingerprint}.asc")):
            path = folder / f"{clock.now():%Y%m%dT%H%M%S%f}-{certificate.fingerprint}.asc"
            written_apart(self._folder, certificate.armored).replace(path)
        return certificate
