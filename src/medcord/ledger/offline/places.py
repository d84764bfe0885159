"""Where exactly a line was changed: from the hash that it should have, the one byte that spoils it can be found."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from medcord.ledger.canon import canonical, sha256

LONGEST = 4096
"""Longer lines are not searched: it would take seconds."""

_LIKELY = range(0x20, 0x7F)
"""What a line of a fact is nearly always made of is tried first, at every place."""
_UNLIKELY = [byte for byte in range(256) if byte not in _LIKELY]

_DIGEST = re.compile(rb'"digest":"([0-9a-f]{64})","id":')


@dataclass(frozen=True, slots=True)
class Byte:
    """One changed byte: its place in the line (the first is 1), the field, and the line as it was."""

    place: int
    field: str
    was: bytes
    now: bytes
    line: bytes

    def __str__(self) -> str:
        return f"byte {self.place}, in “{self.field}”, is {_shown(self.now)} and was {_shown(self.was)}"


def _shown(byte: bytes) -> str:
    return f"“{byte.decode()}”" if byte.isascii() and byte.decode().isprintable() else f"0x{byte.hex()}"


def digests_in(line: bytes) -> list[str]:
    """The digest that a damaged line of a fact still shows, if it does."""
    return [found.decode() for found in _DIGEST.findall(line)[-1:]]


def of_fact(line: bytes, digest: str) -> Byte | None:
    """The one byte whose change turned the line of a fact with this digest into ``line``."""
    if len(line) > LONGEST or len(digest) != 64:
        return None
    needle = b'"digest":"%b",' % digest.encode()
    at = line.find(needle + b'"id":')
    if at >= 0:
        found = _substituted(line[:at] + line[at + len(needle) :], digest)
        if found is None:
            return None
        place, was = found
        place += len(needle) if place >= at else 0
        return _byte(line, place, was)
    for start in range(len(line) - len(needle) + 1):
        window = line[start : start + len(needle)]
        odd = [n for n in range(len(needle)) if window[n] != needle[n]] if _alike(window, needle) else []
        if len(odd) == 1 and sha256(line[:start] + line[start + len(needle) :]) == digest:
            return _byte(line, start + odd[0], needle[odd[0]])
    return _in_the_name_after(line, needle, digest)


def of_whole(line: bytes, digest: str) -> Byte | None:
    """The same for a line that is hashed as it stands."""
    found = _substituted(line, digest) if len(line) <= LONGEST and len(digest) == 64 else None
    return _byte(line, *found) if found else None


def _alike(window: bytes, needle: bytes) -> bool:
    # One changed byte leaves one half as it was; this skips nearly every window without counting.
    half = len(needle) // 2
    return window[:half] == needle[:half] or window[half:] == needle[half:]


def _in_the_name_after(line: bytes, needle: bytes, digest: str) -> Byte | None:
    """The digest is whole but the name of the next field is not."""
    at = line.find(needle)
    found = _substituted(line[:at] + line[at + len(needle) :], digest) if at >= 0 else None
    if found is None:
        return None
    place, was = found
    return _byte(line, place + (len(needle) if place >= at else 0), was)


def _substituted(body: bytes, digest: str) -> tuple[int, int] | None:
    try:
        target = bytes.fromhex(digest)
    except ValueError:  # the digest itself is not whole
        return None
    return _substituted_by(body, target, _LIKELY) or _substituted_by(body, target, _UNLIKELY)


def _substituted_by(body: bytes, target: bytes, bytes_tried: Iterable[int]) -> tuple[int, int] | None:
    before = hashlib.sha256()
    tried = [(other, bytes((other,))) for other in bytes_tried]
    for place, present in enumerate(body):
        rest = body[place + 1 :]
        for other, byte in tried:
            trial = before.copy()
            trial.update(byte + rest)
            if trial.digest() == target and other != present:
                return place, other
        before.update(bytes((present,)))
    return None


def _byte(line: bytes, place: int, was: int) -> Byte:
    restored = line[:place] + bytes((was,)) + line[place + 1 :]
    return Byte(place + 1, _field_at(restored, place), bytes((was,)), line[place : place + 1], restored)


def _field_at(line: bytes, place: int) -> str:
    """The field of a canonical line in which this place lies."""
    fact: dict[str, Any] = orjson.loads(line)
    end = 1
    for name in sorted(fact):
        end += len(canonical({name: fact[name]})) - 1
        if place < end:
            inner = fact[name]
            nested = isinstance(inner, dict) and name in ("data", "proof")
            return f"{name}.{_inside(line, place, inner, name)}" if nested else name
    return "end of the line"


def _inside(line: bytes, place: int, inner: dict[str, Any], name: str) -> str:
    """The field of the object that stands under this name."""
    begun = line.index(b'"%b":{' % name.encode()) + len(name) + 3
    return _field_at(canonical(inner), place - begun) if place >= begun else "…"
