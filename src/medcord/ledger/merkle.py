"""One root over all heads of a day, and a path to it for each chain: pure, salted, and of one size always.

The tree has 2^32 places whether there are three chains or three million. A chain's place and its leaf are picked by the
day's secret salt, and so is what stands in every empty place. So neither the root nor a path tells how many chains
there are, which of them moved since the day before, or whether the place beside one's own is taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DEPTH = 32


class Crowded(ValueError):
    """Two chains fell on one place: take another salt."""


def _hash(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def nonce_of(salt: bytes, stream: str) -> bytes:
    """What blinds the leaf of one chain on one day. Who is given it can open that leaf and no other."""
    return _hash(b"medcord nonce\0", salt, stream.encode())


def leaf_of(nonce: bytes, stream: str, seq: int, digest: str) -> bytes:
    """The sealed head of one chain: without the nonce it tells neither where the chain stands nor whether it moved."""
    return _hash(b"\0medcord head\0", nonce, f"{stream}\0{seq}\0{digest}".encode())


def place_of(salt: bytes, stream: str) -> int:
    """Where a chain stands in the tree of this day."""
    return int.from_bytes(_hash(b"medcord place\0", salt, stream.encode())[:4], "big")


def climb(leaf: bytes, place: int, path: Sequence[bytes]) -> bytes:
    """The root that this leaf leads to; ``path`` holds the hashes beside it, from the leaf upwards."""
    here = leaf
    for beside in path:
        here = _hash(b"\1", beside, here) if place & 1 else _hash(b"\1", here, beside)
        place >>= 1
    return here


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree of one day. ``leaves`` is keyed by place; what is empty is computed when it is asked for."""

    salt: bytes
    leaves: Mapping[int, bytes]

    @classmethod
    def of(cls, salt: bytes, heads: Mapping[str, tuple[int, str]]) -> Tree:
        """The tree over these heads. Raises Crowded."""
        leaves = {
            place_of(salt, stream): leaf_of(nonce_of(salt, stream), stream, seq, digest)
            for stream, (seq, digest) in heads.items()
        }
        if len(leaves) != len(heads):
            raise Crowded
        return cls(salt, leaves)

    def _empty(self, level: int, place: int) -> bytes:
        return _hash(b"medcord empty\0", self.salt, bytes([level]), place.to_bytes(8, "big"))

    def _up(self, nodes: Mapping[int, bytes], level: int) -> dict[int, bytes]:
        above: dict[int, bytes] = {}
        for place, node in nodes.items():
            parent = place >> 1
            if parent in above:
                continue
            beside = nodes.get(place ^ 1) or self._empty(level, place ^ 1)
            above[parent] = _hash(b"\1", beside, node) if place & 1 else _hash(b"\1", node, beside)
        return above

    def root(self) -> bytes:
        """The one hash that is published."""
        nodes = dict(self.leaves)
        for level in range(DEPTH):
            nodes = self._up(nodes, level)
        return nodes.get(0) or self._empty(DEPTH, 0)

    def path(self, place: int) -> list[bytes]:
        """The hashes beside the way from this place to the root."""
        nodes, path = dict(self.leaves), []
        for level in range(DEPTH):
            beside = (place >> level) ^ 1
            path.append(nodes.get(beside) or self._empty(level, beside))
            nodes = self._up(nodes, level)
        return path
