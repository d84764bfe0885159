"""Where a request comes from, for counting attempts only. An address is never stored, logged or shown."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address; of IPv6 its network of 64 bits, for one connection has all of that to choose from.

    Behind proxies of our own (``MEDCORD_PROXIES``) the outermost of them wrote it down; what stands left of that in the
    header is what anybody could have typed.
    """
    hops = [*request.META.get("HTTP_X_FORWARDED_FOR", "").split(","), request.META.get("REMOTE_ADDR", "")]
    said = hops[max(-1 - settings.MEDCORD_PROXIES, -len(hops))].strip()
    try:
        address = ip_address(said)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, 64), strict=False))
    return str(address)
