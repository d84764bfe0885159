"""What a node says in public about its chains, and how anybody checks it: pure, no database, no Django.

- A **statement** (format ``medcord-heads``): the one root of a day, signed. It is on the public page.
- A **proof** (``medcord-proof``): the sealed head of one chain on that day, and the way from it to the root. It is
  what a participant keeps; it tells neither how long the chain is nor whether it moved.
- An **anchor** (``medcord-anchor``): the node's own file of a day, with all heads and the salt. It is not public.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from medcord.gateways.signing import PublicKey
from medcord.ledger import merkle
from medcord.ledger.canon import canonical

_SAID = ("format", "version", "day", "at", "root", "depth")


class Unusable(ValueError):
    """Something that should be a statement, proof or anchor and is not; the text says why."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The root of one day, signed."""

    day: str
    at: str
    root: str
    key: PublicKey
    signature: str = ""

    def said(self) -> bytes:
        """The bytes under the signature."""
        return canonical({name: value for name, value in self.as_dict().items() if name in _SAID})

    def as_dict(self) -> dict[str, Any]:
        """The statement as it is published."""
        return {
            "format": "medcord-heads", "version": 1, "day": self.day, "at": self.at, "root": self.root,
            "depth": merkle.DEPTH, "key": self.key.id, "public": self.key.key, "signature": self.signature,
        }  # fmt: skip

    @property
    def is_signed(self) -> bool:
        """Whether the signature is that of the key it names."""
        return self.key.verifies(self.said(), self.signature)

    @classmethod
    def of(cls, given: object) -> Statement:
        """Raises Unusable for anything but a whole statement whose signature fits."""
        if not isinstance(given, Mapping) or given.get("format") != "medcord-heads":
            raise Unusable("it is no statement of heads")
        try:
            key = PublicKey.of({"key": given.get("public", "")})
        except ValueError:
            raise Unusable("its public key cannot be read") from None
        names = ("day", "at", "root", "signature")
        words = {name: word for name in names if isinstance(word := given.get(name), str)}
        if len(words) != len(names):
            raise Unusable("it lacks its day, time, root or signature")
        found = cls(key=key, **words)
        if found.as_dict() != dict(given):
            raise Unusable("it says something that no statement says")
        if not found.is_signed:
            raise Unusable("its signature does not fit: it was changed, or another key signed it")
        return found


@dataclass(frozen=True, slots=True)
class Proof:
    """The way from the head of one chain to the root of a day. A sealed one holds ``leaf``, nothing that opens it."""

    place: int
    path: tuple[str, ...]
    heads: Statement
    leaf: str = ""
    seq: int = 0
    nonce: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Sealed, as a participant keeps it; or opened, as it stands in an export."""
        shared = {"place": self.place, "path": list(self.path), "heads": self.heads.as_dict()}
        if self.leaf:
            return {"format": "medcord-proof", "version": 1, "leaf": self.leaf, **shared}
        return {"seq": self.seq, "nonce": self.nonce, **shared}

    def leads_from(self, leaf: bytes) -> bool:
        """Whether this leaf is under the root."""
        return merkle.climb(leaf, self.place, [bytes.fromhex(one) for one in self.path]).hex() == self.heads.root

    def leaf_for(self, stream: str, digest: str) -> bytes:
        """The leaf this opened proof speaks of, if the chain has this digest there."""
        return merkle.leaf_of(bytes.fromhex(self.nonce), stream, self.seq, digest)

    @classmethod
    def of(cls, given: object) -> Proof:
        """Raises Unusable unless it is whole, its statement is signed and, sealed, it leads to the root."""
        if not isinstance(given, Mapping):
            raise Unusable("it is no proof")
        try:
            found = cls(
                place=int(given["place"]),
                path=tuple(str(one) for one in given["path"]),
                heads=Statement.of(given["heads"]),
                leaf=str(given.get("leaf", "")),
                seq=int(given.get("seq", 0)),
                nonce=str(given.get("nonce", "")),
            )
            whole = found.as_dict() == dict(given) and len(found.path) == merkle.DEPTH
            sound = not found.leaf or found.leads_from(bytes.fromhex(found.leaf))
            bytes.fromhex("".join((found.nonce, *found.path)))
        except Unusable:
            raise
        except (KeyError, TypeError, ValueError):
            raise Unusable("it is no proof") from None
        if not whole or not sound:
            raise Unusable("it does not lead to the root it names")
        return found


@dataclass(frozen=True, slots=True)
class Anchor:
    """All heads of a day, as the node keeps them. ``statement`` and ``salt`` are absent in unsigned anchors of old."""

    day: str
    at: str
    heads: Mapping[str, tuple[int, str]]
    salt: str = ""
    statement: Statement | None = None
    signature: str = ""

    def said(self) -> bytes:
        """The bytes under the signature: everything else."""
        return canonical({name: value for name, value in self.as_dict().items() if name != "signature"})

    def as_dict(self) -> dict[str, Any]:
        """The anchor as the node writes it."""
        statement = self.statement.as_dict() if self.statement else None
        heads = {stream: list(head) for stream, head in self.heads.items()}
        return {
            "format": "medcord-anchor", "version": 2, "at": self.at, "heads": heads, "salt": self.salt,
            "statement": statement, "signature": self.signature,
        }  # fmt: skip

    def tree(self) -> merkle.Tree:
        """The tree whose root was published."""
        return merkle.Tree.of(bytes.fromhex(self.salt), self.heads)

    def proof(self, stream: str, *, sealed: bool) -> Proof | None:
        """The proof for one chain; None when the chain was not there on that day, or the anchor is an unsigned one."""
        if self.statement is None or stream not in self.heads:
            return None
        salt = bytes.fromhex(self.salt)
        place, nonce = merkle.place_of(salt, stream), merkle.nonce_of(salt, stream)
        path = tuple(one.hex() for one in self.tree().path(place))
        seq, digest = self.heads[stream]
        if sealed:
            return Proof(place, path, self.statement, leaf=merkle.leaf_of(nonce, stream, seq, digest).hex())
        return Proof(place, path, self.statement, seq=seq, nonce=nonce.hex())

    @classmethod
    def of(cls, given: object, *, day: str = "", own: bool = False) -> Anchor:
        """Raises Unusable unless it can be read and, where it is signed, the signature fits and the heads lead to the
        published root (which the node does not compute again for its ``own``)."""
        try:
            assert isinstance(given, Mapping)
            heads = {str(stream): (int(seq), str(digest)) for stream, (seq, digest) in given["heads"].items()}
            at = str(given["at"])
            if given.get("format") is None:
                return cls(day or at[:10], at, heads)
            statement = Statement.of(given["statement"])
            found = cls(statement.day, at, heads, str(given["salt"]), statement, str(given["signature"]))
            signed = found.as_dict() == dict(given) and statement.key.verifies(found.said(), found.signature)
            leads = own or found.tree().root().hex() == statement.root
        except Unusable:
            raise
        except (AssertionError, AttributeError, KeyError, TypeError, ValueError):
            raise Unusable("it is no anchor") from None
        if not signed:
            raise Unusable("its signature does not fit: it was changed, or another key signed it")
        if not leads:
            raise Unusable("its heads do not lead to the root that it published")
        return found


@dataclass
class Given:
    """What an auditor holds against a chain, out of one or more files."""

    anchors: list[Anchor] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    keys: list[PublicKey] = field(default_factory=list)

    def add(self, data: bytes, *, day: str = "") -> None:
        """Take in a file: an anchor, a proof, a day's statement, or the page's list of days. Raises Unusable."""
        try:
            given = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise Unusable(f"it is not JSON: it breaks at line {error.lineno}, column {error.colno}") from None
        form = given.get("format") if isinstance(given, dict) else None
        if form == "medcord-heads-list":
            self.statements += [Statement.of(one) for one in given.get("days", [])]
            self.keys += keys_of(given)
        elif form == "medcord-heads":
            self.statements.append(Statement.of(given))
        elif form == "medcord-proof":
            self.proofs.append(Proof.of(given))
        elif isinstance(given, dict) and "heads" in given:
            self.anchors.append(Anchor.of(given, day=day))
        else:
            raise Unusable("it is neither an anchor of a node, nor its published heads, nor a proof")


def keys_of(given: Mapping[str, Any]) -> list[PublicKey]:
    """The keys of a published list. Raises Unusable when one is no key or is not announced by one before it."""
    from medcord.gateways.signing import unbroken

    try:
        keys = [PublicKey.of(one) for one in given["keys"]]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unusable("its list of keys cannot be read") from None
    if not unbroken(keys):
        raise Unusable("a key in its list is not announced by the key before it")
    return keys
