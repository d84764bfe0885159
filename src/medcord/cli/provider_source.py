"""What the check of a provider asks of the world outside: files by HTTP, and OpenPGP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from medcord.formats.csaf.checking import Got
from medcord.formats.csaf.checking.keys import KeyStanding, SignatureTimes
from medcord.formats.csaf.checking.source import LARGEST
from medcord.gateways import clock
from medcord.gateways.openpgp import Certificate, UnreadableKey, signer_of, times_of
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

    def standing(self, key: bytes) -> KeyStanding | None:
        try:
            certificate = Certificate.read(key)
        except UnreadableKey:
            return None
        self._read[key] = certificate
        return KeyStanding(
            certificate.fingerprint.lower(), certificate.created, certificate.expires, certificate.revoked
        )

    def times(self, signature: bytes) -> SignatureTimes | None:
        times = times_of(signature)
        return None if times is None else SignatureTimes(*times)

    def now(self) -> datetime:
        return clock.now()

    def signed(self, message: bytes, signature: bytes, keys: Sequence[bytes]) -> bool:
        return signer_of(message, signature, [self._read[key] for key in keys]) is not None
