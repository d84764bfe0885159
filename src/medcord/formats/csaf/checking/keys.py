"""The public keys of a provider (requirement 20), and how long they and the signatures under them still hold (19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from medcord.formats.csaf.checking.metadata import key_addresses
from medcord.formats.csaf.checking.walk import Walk

SOON = timedelta(days=60)
"""A key that ends so soon is renewed now: readers learn of another one from the metadata, each at its own pace."""


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """A public key as published: since when, until when, and whether its owner took it back."""

    fingerprint: str
    created: datetime | None = None
    expires: datetime | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class SignatureTimes:
    """When a signature was made, and when it ends by its own word."""

    made: datetime | None = None
    ends: datetime | None = None


class Keys(Protocol):
    """What is needed of OpenPGP, which is a gateway's matter, and the time of the check."""

    def standing(self, key: bytes) -> KeyStanding | None:
        """Of a public key as published, its fingerprint in lower case; None when these bytes are none."""
        ...

    def times(self, signature: bytes) -> SignatureTimes | None:
        """Of a detached signature; None when these bytes are none."""
        ...

    def signed(self, message: bytes, signature: bytes, keys: Sequence[bytes]) -> bool:
        """Whether one of these keys, in force when it was made, made this detached signature over this message."""
        ...

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """The published keys that signatures are checked with, and what is known of them."""

    bodies: tuple[bytes, ...] = ()
    standings: tuple[KeyStanding, ...] = ()


def read_keys(walk: Walk, keys: Keys) -> KnownKeys:
    """The published keys that can be read and were not taken back."""
    known: list[tuple[bytes, KeyStanding, str]] = []
    for address, stated in key_addresses(walk):
        got = walk.get(address)
        if not got.ok:
            walk.missing(20, address, got)
            continue
        standing = keys.standing(got.body)
        if standing is None:
            walk.findings.fails(20, "It is no OpenPGP key.", address)
        elif standing.revoked:
            said = f"The key {standing.fingerprint} is revoked: nothing that it signed counts. Publish another one."
            walk.findings.fails(20, said, address)
        else:
            known.append((got.body, standing, address))
            _fingerprint(walk, stated, standing.fingerprint, address)
    if walk.metadata and not key_addresses(walk):
        walk.findings.fails(20, "The metadata name no public OpenPGP key.", walk.start)
    _validity(walk, [(standing, address) for _, standing, address in known], keys.now())
    return KnownKeys(tuple(body for body, _, _ in known), tuple(standing for _, standing, _ in known))


def _fingerprint(walk: Walk, stated: str, real: str, address: str) -> None:
    if stated and stated.lower().replace(" ", "") != real:
        walk.findings.fails(20, f"Its fingerprint is {real}, not {stated[:60]} as the metadata say.", address)
    elif not stated and walk.version == "2.1":
        walk.findings.fails(20, "The metadata do not say its fingerprint.", walk.start)


def _validity(walk: Walk, known: Sequence[tuple[KeyStanding, str]], now: datetime) -> None:
    """One key has to be in force. An old one beside it shows that older signatures are its own."""
    lasting = [one for one, _ in known if one.expires is None or one.expires > now]
    longest = max((one.expires or now + 2 * SOON for one in lasting), default=now)
    for standing, address in known:
        ends = standing.expires
        if ends is None or ends > now + SOON:
            walk.findings.holds(20, f"The key {standing.fingerprint} is published.", address)
        elif ends > now:
            left = (ends - now).days
            told = f"The key {standing.fingerprint} expires on {ends:%F}, in {left} {'day' if left == 1 else 'days'}."
            (walk.findings.holds if longest > now + SOON else walk.findings.warns)(20, _renew(told), address)
        elif lasting:
            walk.findings.holds(20, f"The key {standing.fingerprint} expired on {ends:%F}; another one holds.", address)
        else:
            told = f"The key {standing.fingerprint} expired on {ends:%F}, and no other one is published."
            walk.findings.fails(20, _renew(told), address)


def _renew(told: str) -> str:
    return f"{told} Renew it, or publish the next one beside it."


def why_unsigned(signature: bytes, known: KnownKeys, keys: Keys) -> str:
    """A sentence why a signature does not count, as near as its times tell."""
    times = keys.times(signature)
    if times is None:
        return "It is no OpenPGP signature."
    if times.ends is not None and times.ends <= keys.now():
        return f"The signature itself ended on {times.ends:%F}. Sign the document again."
    made = times.made
    if made is not None and known.standings:
        if all(one.expires is not None and made >= one.expires for one in known.standings):
            return f"The signature was made on {made:%F}, when every published key had expired. Sign with one in force."
        if all(one.created is not None and made < one.created for one in known.standings):
            return f"The signature was made on {made:%F}, before any published key was. Publish the key that made it."
    return "The signature is not by a published key, or not over this document."


def note_end(walk: Walk, signature: bytes, keys: Keys, address: str) -> None:
    """Warn of a signature that counts today and ends soon by its own word."""
    times = keys.times(signature)
    if times is not None and times.ends is not None and times.ends <= keys.now() + SOON:
        walk.findings.warns(19, f"The signature ends on {times.ends:%F}. Sign the document again before.", address)
