"""The way out to the web, and which addresses people may set for it: webhooks, lists that are fetched. What a name
resolves to is looked at with each call, by the gateway."""

from __future__ import annotations

import re

from django.conf import settings

from medcord.core.refusals import InputRefusal
from medcord.gateways.web import NoWeb, RealWeb, Web, WebFailure, is_listed, is_open, literal, networks, parts_of

LONGEST = 500


def gateway(*, seconds: float = 10.0) -> Web:
    """The way out, with the private networks that the node's settings list. An exercise has none."""
    if settings.MEDCORD_DRILL:
        return NoWeb()
    return RealWeb(private=networks(settings.MEDCORD_HTTP_PRIVATE), seconds=seconds)


_NUMBER = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$")
"""A host that ends in a number and is no plain address: some resolvers read 2130706433 and 0x7f.1 as 127.0.0.1. Calling
it is refused anyway; here the person who types it is told."""


def check(url: str, *, code: str) -> str:
    """The address as it is kept. Raises InputRefusal, with ``code``, and what is wrong with it."""
    url = url.strip()
    if wrong := _wrong_with(url):
        raise InputRefusal(wrong, code=code, fields={"field": "url"})
    return url


def _wrong_with(url: str) -> str:
    if len(url) > LONGEST:
        return f"The address has {len(url)} characters; {LONGEST} fit. Take a shorter one."
    try:
        parts = parts_of(url)
    except WebFailure:
        return (
            "This is no address that can be called. Write https://, a host name and a path, without a user name, "
            "spaces or a fragment, and with port 443 or one above 1023."
        )
    if parts.fragment:
        return "An address for programs has no part after “#”. Leave it out."
    private = networks(settings.MEDCORD_HTTP_PRIVATE)
    host = literal(parts.hostname or "")
    odd = host is None and _NUMBER.search(parts.hostname or "")
    if odd or (host is not None and not is_open(host, private)):
        return "This address is inside a private network. Who runs the node can list it in MEDCORD_HTTP_PRIVATE."
    inside = host is not None and is_listed(host, private)
    if parts.scheme != "https" and not inside:
        return "Calls go by https, so that nobody on the way reads or changes them. Use an address with https://."
    return ""
