"""The web by HTTP/1.1: the address is checked, then connected to as it was checked, within one span of time.

A name is resolved once for each request; the connection goes to the address that was looked at, so that a name that
resolves to something else a moment later (DNS rebinding) gains nothing. Each redirect is looked at anew. Proxies of the
environment are not used: they would connect to what we have not checked.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin

from medcord.gateways.web.addresses import Address, Network, is_listed, is_open, parts_of
from medcord.gateways.web.protocol import Answer, Ask, WebFailure

Resolver = Callable[[str, int], Sequence[str]]
REDIRECTS = frozenset({301, 302, 303, 307, 308})
LONGEST_TARGET = 2000


def resolve(host: str, port: int) -> list[str]:
    """Addresses of a name, as the system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


class RealWeb:
    """``private`` lists the networks inside that may be asked; ``ca`` is a file of certificates to trust instead of the
    system's."""

    def __init__(
        self,
        *,
        private: Sequence[Network] = (),
        seconds: float = 10.0,
        ca: str | None = None,
        resolver: Resolver = resolve,
    ) -> None:
        self._private, self._seconds, self._resolver = tuple(private), seconds, resolver
        self._tls = ssl.create_default_context(cafile=ca)

    def send(self, ask: Ask) -> Answer:
        end = time.monotonic() + self._seconds
        for left in range(ask.redirects, -1, -1):
            answer = self._once(ask, end)
            where = answer.headers.get("location", "")
            if answer.status not in REDIRECTS or not where or not ask.redirects or ask.method != "GET":
                return answer
            if left:
                next_url = urljoin(ask.url, where)
                same = parts_of(next_url)[:2] == parts_of(ask.url)[:2]
                if ask.same_host and not same:
                    raise WebFailure("other-host")
                # What was meant for one host, such as a token, is not shown to another.
                ask = replace(ask, url=next_url, headers=ask.headers if same else {})
        raise WebFailure("too-many-redirects")

    def _once(self, ask: Ask, end: float) -> Answer:
        parts = parts_of(ask.url)
        connection = self._connect(parts, end)
        with contextlib.closing(connection), _until(connection, end) as late:
            try:
                with contextlib.closing(self._secured(connection, parts)) as line:
                    answer = self._talk(line, parts, ask)
                if late.is_set():
                    raise WebFailure("timeout")
                return answer
            except ssl.SSLCertVerificationError:
                raise WebFailure("certificate") from None
            except (OSError, http.client.HTTPException, ValueError) as error:
                if isinstance(error, WebFailure):
                    raise
                slow = late.is_set() or isinstance(error, TimeoutError)
                reason = "timeout" if slow else "tls" if isinstance(error, ssl.SSLError) else "no-answer"
                raise WebFailure(reason) from None

    def _connect(self, parts: SplitResult, end: float) -> socket.socket:
        """A connection to an address that was looked at."""
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        addresses = self._addresses(host, port)
        if not all(is_open(one, self._private) for one in addresses):
            raise WebFailure("private-address")
        if parts.scheme == "http" and not all(is_listed(one, self._private) for one in addresses):
            raise WebFailure("not-https")
        for address in addresses[:4]:
            seconds = end - time.monotonic()
            if seconds <= 0:
                raise WebFailure("timeout")
            with contextlib.suppress(OSError):  # the next address is tried; after the last one the failure is told
                return socket.create_connection((str(address), port), timeout=seconds)
        raise WebFailure("no-connection")

    def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            found = [ip_address(one) for one in self._resolver(host, port)]
        except (OSError, UnicodeError, ValueError):
            raise WebFailure("unknown-host") from None
        if not found:
            raise WebFailure("unknown-host")
        return found

    def _secured(self, connection: socket.socket, parts: SplitResult) -> socket.socket:
        if parts.scheme == "http":
            return connection
        return self._tls.wrap_socket(connection, server_hostname=parts.hostname)

    def _talk(self, connection: socket.socket, parts: SplitResult, ask: Ask) -> Answer:
        speaker = http.client.HTTPConnection(parts.hostname or "")
        speaker.sock = connection
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if len(target) > LONGEST_TARGET:
            raise WebFailure("bad-address")
        speaker.putrequest(ask.method, target, skip_host=True, skip_accept_encoding=True)
        sent = {"Host": parts.netloc, "User-Agent": "medcord", "Accept-Encoding": "identity", **ask.headers}
        if ask.method != "GET":
            sent["Content-Length"] = str(len(ask.body))
        for name, value in (sent | {"Connection": "close"}).items():
            speaker.putheader(name, value)
        speaker.endheaders(ask.body or None)
        with contextlib.closing(speaker.getresponse()) as response:
            body = response.read(ask.most + 1)
            if len(body) > ask.most:
                raise WebFailure("too-large")
            if response.length:
                raise WebFailure("no-answer")  # it ended before it was whole, which http.client does not say
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, body, ask.url)


@contextlib.contextmanager
def _until(connection: socket.socket, end: float) -> Iterator[threading.Event]:
    """Cut the connection at an instant. A time-out of a socket starts anew with each byte; a server that drips bytes
    would hold us for ever."""
    late, cutter = threading.Event(), connection.dup()

    def cut() -> None:
        late.set()
        with contextlib.suppress(OSError):  # it was closed a moment before
            cutter.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, end - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        timer.join()
        cutter.close()
