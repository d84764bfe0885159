"""OIDC providers that who runs the node named, and the way to ask them: no other host, no redirect, bounded in size
and time. Private addresses are fine, because nobody but who runs the node can name one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt

SECONDS = 5.0
MOST_BYTES = 256 * 1024
MOST_PROVIDERS = 9
# Signatures by keys of the provider; never "none", and never HS256, whose key the client shares.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
LEEWAY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider as the node knows it. ``key`` stands in addresses of pages; ``hosts`` are further origins that the
    provider spreads its endpoints over."""

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    hosts: tuple[str, ...] = ()

    @property
    def origins(self) -> frozenset[str]:
        """Where requests to this provider may go."""
        return frozenset({origin_of(self.issuer), *map(origin_of, self.hosts)})


@dataclass(frozen=True, slots=True)
class Errand:
    """One trip to the provider and back: what comes back must fit it. Kept in the session, used once."""

    key: str
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))


class ProviderFailure(OSError):
    """The provider did not answer as it must. ``reason`` is a short code, never what it said."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def providers(environment: Mapping[str, str]) -> tuple[Provider, ...]:
    """Providers from ``MEDCORD_OIDC_ISSUER``, ``…_CLIENT_ID``, ``…_CLIENT_SECRET``, ``…_NAME``, ``…_HOSTS``; further
    ones from ``MEDCORD_OIDC_2_ISSUER`` and so on. Raises ValueError for one that cannot be used safely."""
    found = []
    for number in range(1, MOST_PROVIDERS + 1):
        stem = "MEDCORD_OIDC_" if number == 1 else f"MEDCORD_OIDC_{number}_"
        issuer = environment.get(f"{stem}ISSUER", "").strip()
        if not issuer:
            continue
        client = environment.get(f"{stem}CLIENT_ID", "")
        if not client:
            raise ValueError(f"{stem}CLIENT_ID is empty; the provider gave it when this node was registered there")
        secret = environment.get(f"{stem}CLIENT_SECRET", "")
        name = environment.get(f"{stem}NAME", "") or urlsplit(issuer).hostname or issuer
        hosts = tuple(environment.get(f"{stem}HOSTS", "").split())
        for address in (issuer, *hosts):
            if not is_safe(address):
                raise ValueError(f"{stem}ISSUER and {stem}HOSTS must be https addresses")
        found.append(Provider(str(number), name, issuer, client, secret, hosts))
    return tuple(found)


def origin_of(address: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(address)
    default = {"https": 443, "http": 80}.get(parts.scheme)
    port = f":{parts.port}" if parts.port and parts.port != default else ""
    return f"{parts.scheme}://{(parts.hostname or '').lower()}{port}"


def is_safe(address: str) -> bool:
    """https; http only to this machine itself."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    try:
        return parts.scheme == "http" and ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def way_there(provider: Provider, errand: Errand, back: str, *, again: bool = False) -> str:
    """Where to send the person. ``again``: the provider asks who it is even if it knows. Raises ProviderFailure."""
    address = str(_about(provider).get("authorization_endpoint", ""))
    if origin_of(address) not in provider.origins or not is_safe(address):
        raise ProviderFailure("foreign-host")
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": "openid",  # who it is, and nothing more
        "state": errand.state,
        "nonce": errand.nonce,
        "code_challenge": _challenge(errand.verifier),
        "code_challenge_method": "S256",
        **({"prompt": "login"} if again else {}),
    }
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def redeem(provider: Provider, errand: Errand, code: str, back: str) -> str:
    """The subject that the provider vouches for, for the code that came back. Raises ProviderFailure."""
    about = _about(provider)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": errand.verifier}
    headers = {}
    if "client_secret_post" in about.get("token_endpoint_auth_methods_supported", ()):
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    else:
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    token = ask(provider, str(about.get("token_endpoint", "")), form, headers).get("id_token")
    keys = ask(provider, str(about.get("jwks_uri", "")))
    return _vouched(provider, errand, str(token), keys)


def _vouched(provider: Provider, errand: Errand, token: str, keys: dict[str, Any]) -> str:
    try:
        head = jwt.get_unverified_header(token)
        known = [key for key in jwt.PyJWKSet.from_dict(keys).keys if head.get("kid") in (None, key.key_id)]
        if len(known) != 1 or head.get("alg") not in ALGORITHMS:
            raise ProviderFailure("unknown-key")
        claims = jwt.decode(
            token,
            known[0].key,
            algorithms=[head["alg"]],
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
    except (jwt.PyJWTError, ValueError, KeyError, TypeError) as wrong:
        raise ProviderFailure(type(wrong).__name__) from wrong
    if not hmac.compare_digest(str(claims["nonce"]).encode(), errand.nonce.encode()):
        raise ProviderFailure("nonce")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise ProviderFailure("azp")
    return str(claims["sub"])


def _about(provider: Provider) -> dict[str, Any]:
    about = ask(provider, provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    if about.get("issuer") != provider.issuer:
        raise ProviderFailure("issuer")
    return about


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def ask(
    provider: Provider, address: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """GET an address of the provider, or POST a form to it; the JSON object it answers with. Raises ProviderFailure."""
    if origin_of(address) not in provider.origins or not is_safe(address):
        raise ProviderFailure("foreign-host")
    try:
        body = _exchange(address, form, headers or {})
        answer = json.loads(body)
    except (OSError, HTTPException, ValueError) as failure:
        if isinstance(failure, ProviderFailure):
            raise
        raise ProviderFailure(type(failure).__name__) from failure
    if not isinstance(answer, dict):
        raise ProviderFailure("not-an-object")
    return answer


def _exchange(address: str, form: Mapping[str, str] | None, more: Mapping[str, str]) -> bytes:
    parts = urlsplit(address)
    host = parts.hostname or ""
    line: HTTPConnection
    if parts.scheme == "https":
        line = HTTPSConnection(host, parts.port, timeout=SECONDS, context=ssl.create_default_context())
    else:
        line = HTTPConnection(host, parts.port, timeout=SECONDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Accept": "application/json", **more}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        line.request("GET" if form is None else "POST", path, urlencode(form) if form is not None else None, headers)
        answer = line.getresponse()
        body = answer.read(MOST_BYTES + 1)
    finally:
        line.close()
    if answer.status != 200:
        raise ProviderFailure(f"status-{answer.status}")
    if len(body) > MOST_BYTES:
        raise ProviderFailure("too-large")
    return body
