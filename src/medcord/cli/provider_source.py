"""What the check of a provider asks of the world outside: files by HTTP, and OpenPGP."""

from __future__ import annotations

from collections.abc import Sequence

from medcord.formats.csaf.checking import Got
from medcord.formats.csaf.checking.source import LARGEST
from medcord.gateways.openpgp import Certificate, UnreadableKey, signer_of
from medcord.gateways.web import Ask, Web, WebFailure

MOST_TIMEOUTS = 3


class WebSource:
    """A provider on the web. Redirects are not followed here: each is a finding.

    Who lets us wait three times is asked no more, so that a slow server cannot hold us for hours.
    """

    is_folder = False

    def __init__(self, web: Web) -> None:
        self._web, self._timeouts = web, 0

    def get(self, address: str, *, agent: str = "") -> Got:
        headers = {"User-Agent": agent} if agent else {}
        if self._timeouts >= MOST_TIMEOUTS:
            return Got(0, problem="timeout")
        try:
            answer = self._web.send(Ask(address, headers=headers, most=LARGEST))
        except WebFailure as failure:
            self._timeouts += failure.reason == "timeout"
            return Got(0, problem=failure.reason)
        return Got(answer.status, answer.body, answer.headers)


class OpenPgpKeys:
    """Reads each key once."""

    def __init__(self) -> None:
        self._read: dict[bytes, Certificate] = {}

    def fingerprint(self, key: bytes) -> str | None:
        try:
            certificate = Certificate.read(key)
        except UnreadableKey:
            return None
        if certificate.revoked:
            return None
        self._read[key] = certificate
        return certificate.fingerprint.lower()

    def signed(self, message: bytes, signature: bytes, keys: Sequence[bytes]) -> bool:
        return signer_of(message, signature, [self._read[key] for key in keys]) is not None
