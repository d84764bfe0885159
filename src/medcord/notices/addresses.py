"""Which addresses a webhook may have. What a name resolves to is looked at with each call, by the gateway."""

from __future__ import annotations

import re

from django.conf import settings

from medcord.core.refusals import InputRefusal
from medcord.gateways.web import NoWeb, RealWeb, Web, WebFailure, is_listed, is_open, literal, networks, parts_of

LONGEST = 500


def gateway() -> Web:
    """The way out, with the private networks that the node's settings list. An exercise has none."""
    return NoWeb() if settings.MEDCORD_DRILL else RealWeb(private=networks(settings.MEDCORD_HTTP_PRIVATE))


_NUMBER = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$")
"""A host that ends in a number and is no plain address: some resolvers read 2130706433 and 0x7f.1 as 127.0.0.1. Calling
it is refused anyway; here the person who types it is told."""


def check(url: str) -> str:
    """The address as it is kept. Raises InputRefusal with what is wrong with it."""
    url = url.strip()
    if len(url) > LONGEST:
        raise _no(f"The address has {len(url)} characters; {LONGEST} fit. Take a shorter one.")
    try:
        parts = parts_of(url)
    except WebFailure:
        raise _no(
            "This is no address that can be called. Write https://, a host name and a path, without a user name, "
            "spaces or a fragment, and with port 443 or one above 1023."
        ) from None
    if parts.fragment:
        raise _no("An address for programs has no part after “#”. Leave it out.")
    private = networks(settings.MEDCORD_HTTP_PRIVATE)
    host = literal(parts.hostname or "")
    odd = host is None and _NUMBER.search(parts.hostname or "")
    if odd or (host is not None and not is_open(host, private)):
        raise _no("This address is inside a private network. Who runs the node can list it in MEDCORD_HTTP_PRIVATE.")
    inside = host is not None and is_listed(host, private)
    if parts.scheme != "https" and not inside:
        raise _no("Calls go by https, so that nobody on the way reads or changes them. Use an address with https://.")
    return url


def _no(sentence: str) -> InputRefusal:
    return InputRefusal(sentence, code="webhook-address", fields={"field": "url"})
