"""Real servers on this machine: HTTP that misbehaves on request, with or without TLS, and a mail server."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def certificate(folder: Path, name: str) -> Path:
    """A certificate for this host name or address that only who trusts this very file believes; key and all."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made for one test")])
    try:
        alternative: x509.GeneralName = x509.IPAddress(ip_address(name))
    except ValueError:
        alternative = x509.DNSName(name)
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def context_of(pem: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


class Seen:
    """What came to a server: path, headers and body of each request. ``pages`` are what it has by path."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 204
        self.pages: dict[str, bytes] = {}
        self.after: Callable[[], None] = lambda: None


class Handler(BaseHTTPRequestHandler):
    """Answers by path: /to/URL redirects, /drip sends a byte now and then, /huge does not end."""

    protocol_version = "HTTP/1.1"
    seen: Seen

    def log_message(self, *_args: object) -> None:
        """A test's output is its own."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.requests.append((self.path, dict(self.headers), body))
        self.seen.after()
        if self.path.startswith("/to/"):
            return self._headers(302, Location=self.path.removeprefix("/to/"))
        if self.path == "/drip":
            return self._drip()
        if self.path == "/huge":
            return self._huge()
        if self.path == "/short":
            self._headers(200, **{"Content-Length": "1000"})
            self.wfile.write(b"only this")
            self.close_connection = True
            return None
        if (page := self.seen.pages.get(self.path)) is not None:
            return self._page(page)
        return self._headers(self.seen.status)

    def _page(self, page: bytes) -> None:
        """Its ETag is its digest; who has it already is told so."""
        etag = f'"{sha256(page).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            return self._headers(304)
        self._headers(200, ETag=etag, **{"Content-Length": str(len(page))})
        self.wfile.write(page)
        return None

    def _headers(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self) -> None:
        self.send_response(200)
        try:
            for _ in range(200):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def _huge(self) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for _ in range(1000):
                self.wfile.write(b"y" * 65536)
        except OSError:
            self.close_connection = True


@contextmanager
def http_server(pem: Path | None = None) -> Iterator[tuple[int, Seen]]:
    """A server on 127.0.0.1: its port, and what came."""
    seen = Seen()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Told", (Handler,), {"seen": seen}))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign,assignment]  # a client that hangs up is the test
    if pem is not None:
        server.socket = context_of(pem).wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield int(server.server_address[1]), seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
