"""Which addresses a request may go to: none inside, unless the node's settings list it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from medcord.gateways.web.protocol import WebFailure

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Public by number, yet inside: where clouds answer their own machines.
_INSIDE = (ip_network("168.63.129.16/32"),)
_NAT64 = ip_network("64:ff9b::/96")


def networks(listed: Iterable[str]) -> tuple[Network, ...]:
    """The networks of a setting such as "127.0.0.0/8,10.1.2.3". Raises ValueError for what is none."""
    return tuple(ip_network(one.strip(), strict=False) for one in listed if one.strip())


def is_listed(address: Address, private: Iterable[Network]) -> bool:
    """Whether the settings open this address although it is private."""
    return any(address.version == one.version and address in one for one in private)


def is_open(address: Address, private: Iterable[Network]) -> bool:
    """Whether a request may go there. An IPv4 address inside an IPv6 one counts as what it is."""
    if is_listed(address, private):
        return True
    return all(
        one.is_global
        and not (one.is_multicast or one.is_reserved or one.is_unspecified)
        and not is_listed(one, _INSIDE)
        for one in (address, *_carried(address))
    )


def _carried(address: Address) -> Iterator[Address]:
    """IPv4 addresses that an IPv6 address leads to: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, IPv4Address):
        return
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    yield from (one for one in found if one is not None)


def parts_of(url: str) -> SplitResult:
    """The parts of an address that may be asked. Raises WebFailure for another scheme, a name in it, or an odd port."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise WebFailure("bad-address") from None
    odd = port is not None and port < 1024 and port not in (80, 443)  # no talk to mail servers and the like
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password or odd:
        raise WebFailure("bad-address")
    if not url.isascii() or any(sign <= " " for sign in url):
        raise WebFailure("bad-address")
    return parts


def literal(host: str) -> Address | None:
    """The address a host is written as, or None for a name."""
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None
