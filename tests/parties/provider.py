"""A small OIDC provider on this machine: real HTTP, real signatures, and every way to answer wrongly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from fido2.utils import websafe_encode
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "medcord-node", "shared with the provider"


@dataclass
class IdProvider:
    """``claims`` overrides what a token says, ``about`` what the provider says of itself."""

    address: str
    subject: str = "sub-of-brindle"
    claims: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    signing_key: Any = None
    algorithm: str = "RS256"
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def approve(self, there: str) -> dict[str, str]:
        """What the person's browser brings back from the provider's page at ``there``."""
        asked = dict(parse_qsl(urlsplit(there).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.address}

    def document(self) -> dict[str, Any]:
        names = ("authorization", "token", "jwks")
        own = {f"{name}_endpoint".replace("jwks_endpoint", "jwks_uri"): f"{self.address}/{name}" for name in names}
        return {"issuer": self.address, **own, **self.about}

    def keys(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or websafe_encode(sha256(form["code_verifier"].encode()).digest()) != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 60}
        claims |= {"nonce": asked["nonce"], "email": "tarrow@ncc.example", "email_verified": True, **self.claims}
        signed = jwt.encode(claims, self.signing_key or self.key, self.algorithm, headers={"kid": "one"})
        return {"id_token": signed, "access_token": "unused", "token_type": "Bearer"}


@contextmanager
def id_provider() -> Iterator[IdProvider]:
    """One that listens until the end of the story."""

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append((self.path, dict(self.headers)))
            known = {"/.well-known/openid-configuration": provider.document, "/jwks": provider.keys}
            self._say(known[self.path]() if self.path in known else None)

        def do_POST(self) -> None:
            provider.asked.append((self.path, dict(self.headers)))
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(provider.token({name: values[0] for name, values in parse_qs(body).items()}))

        def _say(self, answer: dict[str, Any] | None) -> None:
            body = json.dumps(answer or {"error": "invalid_grant"}).encode()
            self.send_response(400 if answer is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    provider = IdProvider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
