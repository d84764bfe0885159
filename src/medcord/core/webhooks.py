"""How a call to a webhook is signed, and how its receiver checks it (docs/how-to/receive-webhooks.md).

    Medcord-Signature: t=1764150000,v1=<hex>[,v1=<hex>]

``v1`` is HMAC-SHA-256 of ``<t>.<body>`` by the webhook's secret. While a secret is being replaced there are two, one by
each; a receiver accepts any. ``t`` is signed too, so that who caught a call cannot send it again later.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from typing import Final

from medcord.core.refusals import InputRefusal

SIGNATURE: Final = "Medcord-Signature"
DELIVERY: Final = "Medcord-Delivery"
WINDOW: Final = 300
"""Seconds by which ``t`` may differ from the receiver's clock."""


class NotGenuine(InputRefusal):
    """The call is not shown to come from the node, now."""

    code = "not-genuine"


def mac(secret: str, at: int, body: bytes) -> str:
    """The signature by one secret, as hexadecimal digits."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def signature(secrets: Sequence[str], at: int, body: bytes) -> str:
    """The header: the newest secret's signature first."""
    return ",".join([f"t={at}", *(f"v1={mac(secret, at, body)}" for secret in secrets)])


def verify(header: str, body: bytes, secrets: Iterable[str], *, now: int, window: int = WINDOW) -> int:
    """The instant a genuine call was made. Raises NotGenuine with the reason."""
    at, shown = _read(header)
    if abs(now - at) > window:
        raise NotGenuine(
            f"The call was signed {abs(now - at)} seconds {'ago' if now > at else 'ahead'}; {window} are let through. "
            "It is old, sent a second time by somebody, or one of the two clocks is wrong."
        )
    expected = [mac(secret, at, body) for secret in secrets]
    # Every pair is compared, in the same time whatever they hold, so that nothing can be learned by trying.
    if not sum(hmac.compare_digest(one, other) for one in shown for other in expected):
        raise NotGenuine(
            "No signature belongs to this body and secret. Check that the body is what came, byte for byte, and that "
            "the secret is the webhook's present one."
        )
    return at


def _read(header: str) -> tuple[int, list[str]]:
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    shown = [value for name, _, value in pairs if name == "v1"]
    if len(times) != 1 or not times[0].isascii() or not times[0].isdecimal() or len(times[0]) > 12 or not shown:
        raise NotGenuine("The signature cannot be read. It has the form t=1764150000,v1=<hexadecimal digits>.")
    if not all(one.isascii() for one in shown):
        raise NotGenuine("The signature holds signs that are no hexadecimal digits.")
    return int(times[0]), shown[:8]
