"""Where the chains stood on a day, kept outside the database that could be rewritten as a whole.

One file a day in the node's home (``anchors/2026-11-23.json``) with all heads and the day's secret salt; it stays.
What leaves the house is one salted root over all of them, signed (the page of heads), and for each participant of a
case the proof that the sealed head of its chain is under that root. Who rewrites a chain must change both, and all
copies that others hold.
"""

from __future__ import annotations

import os
import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from django.conf import settings

from medcord.gateways import clock
from medcord.gateways.private_file import written_apart
from medcord.gateways.signing import PublicKey
from medcord.ledger import keys, merkle
from medcord.ledger.canon import canonical
from medcord.ledger.chain import Anchored, Break
from medcord.ledger.models import FactRow, StreamHead
from medcord.ledger.statements import Anchor, Proof, Statement, Unusable
from medcord.ledger.ticks import every

SHOWN = 31
"""So many days stand on the page of heads; each older one has its own address."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class SealedHead(NamedTuple):
    """The head of one chain on one day, as a participant may hold it.

    ``digest`` is the sealed head, the leaf under the published root. ``seq`` is None for everybody: a number of facts
    would tell a participant how many there are that it may not see.
    """

    stream: str
    seq: int | None
    digest: str
    day: str


def folder() -> Path:
    """Where this node keeps its anchors."""
    return Path(settings.MEDCORD_HOME) / "anchors"


@every(timedelta(hours=1), name="ledger.anchor")
def anchor() -> None:
    """Write and sign today's anchor unless it is there; whole or not at all, and once: a day has one root."""
    now = clock.now()
    path = folder() / f"{now:%Y-%m-%d}.json"
    if path.exists():
        return
    heads = {head.stream: (head.seq, head.digest) for head in StreamHead.objects.all()}
    made = _sealed(f"{now:%Y-%m-%d}", now.isoformat(timespec="microseconds"), heads)
    beside = written_apart(path.parent, canonical(made.as_dict()))  # for its owner alone: the salt is in it
    try:
        os.link(beside, path)
    except FileExistsError:
        return  # another worker was quicker; two roots for one day would look like a lie
    finally:
        beside.unlink()


def _sealed(day: str, at: str, heads: dict[str, tuple[int, str]]) -> Anchor:
    while True:
        salt = secrets.token_bytes(32)
        try:
            root = merkle.Tree.of(salt, heads).root().hex()
        except merkle.Crowded:
            continue
        keeper = keys.keeper()
        key = PublicKey(keeper.ready().key)
        statement = Statement(day, at, root, key)
        first = keeper.sign(statement.said())
        made = Anchor(day, at, heads, salt.hex(), replace(statement, signature=first.value))
        second = keeper.sign(made.said())
        if first.key == second.key == key.id:  # else the key was changed in between
            return replace(made, signature=second.value)


def days() -> list[str]:
    """Days that have an anchor, newest first."""
    return sorted((path.stem for path in folder().glob("*.json") if _DAY.fullmatch(path.stem)), reverse=True)


def of_day(day: str) -> Anchor | None:
    """The anchor of a day; None when there is none. Raises Unusable for one that cannot be read."""
    if not _DAY.fullmatch(day):
        return None
    try:
        given = orjson.loads((folder() / f"{day}.json").read_bytes())
    except FileNotFoundError:
        return None
    except orjson.JSONDecodeError:
        raise Unusable("it is not JSON") from None
    return Anchor.of(given, day=day, own=True)


def statement_of(day: str) -> Statement | None:
    """What is published of a day. None for a day without an anchor, or with an unsigned one of old."""
    path = folder() / f"{day}.json"
    return _statement(path, path.stat().st_mtime_ns) if _DAY.fullmatch(day) and path.exists() else None


@lru_cache(maxsize=100)
def _statement(path: Path, _written: int) -> Statement | None:
    # Anybody may ask for the page of heads, and an anchor holds as many heads as there are chains.
    try:
        found = of_day(path.stem)
    except Unusable:
        return None
    return found.statement if found else None


def published(most: int) -> list[Statement]:
    """The newest statements, newest first."""
    return [found for day in days()[:most] if (found := statement_of(day)) is not None]


def heads_list() -> dict[str, Any]:
    """The page of heads for programs: every key there ever was, and the newest days."""
    known = [key.as_dict() for key in keys.keeper().public()]
    return {"format": "medcord-heads-list", "keys": known, "days": [one.as_dict() for one in published(SHOWN)]}


def proof_for(stream: str, day: str, *, sealed: bool = True) -> Proof | None:
    """The proof that the head of a chain is under the root of a day. Sealed it may go to any participant of the case;
    opened it also tells where the chain stood. None when the chain or the anchor was not there."""
    try:
        found = of_day(day)
    except Unusable:
        return None
    return found.proof(stream, sealed=sealed) if found else None


def newest_proof(stream: str) -> Proof | None:
    """The sealed proof of the last day on which the chain was there."""
    newest = days()[:1]
    return proof_for(stream, newest[0]) if newest else None


def heads_for_digest(streams: Iterable[str]) -> list[SealedHead]:
    """For the daily mail: the sealed head of each of these chains under the newest published root. A chain that began
    since is left out. Who asks has already checked that the reader takes part in these cases."""
    newest = days()[:1]
    found = of_day(newest[0]) if newest else None
    if found is None or found.statement is None:
        return []
    salt = bytes.fromhex(found.salt)
    return [
        SealedHead(stream, None, merkle.leaf_of(merkle.nonce_of(salt, stream), stream, *head).hex(), found.day)
        for stream in streams
        if (head := found.heads.get(stream)) is not None
    ]


def said() -> tuple[Anchored, list[Break]]:
    """What all anchors say, and those that cannot be used: unreadable, changed, or signed by a key not ours."""
    places: dict[str, dict[int, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    unusable: list[Break] = []
    ours = {key.key for key in keys.keeper().public()}
    signed_before = False
    for path in sorted(folder().glob("*.json")):
        try:
            found = Anchor.of(orjson.loads(path.read_bytes()), day=path.stem, own=True)
            if found.statement is None and signed_before:
                raise Unusable("it is not signed, although an older one is")
            signed_before = found.statement is not None
            if found.statement is not None and (found.statement.key.key not in ours or found.day != path.stem):
                raise Unusable("it is signed by a key that is not this node's, or for another day")
        except (orjson.JSONDecodeError, Unusable) as error:
            why = error if isinstance(error, Unusable) else "it is not JSON"
            said = f"this anchor cannot be used: {why}. Compare it with its copy elsewhere"
            unusable.append(Break(path.name, 0, None, said))
            continue
        for stream, (seq, digest) in found.heads.items():
            # A chain that rested for a year needs one comparison, not one for each day of it.
            if seq and all(digest != known for known, _day in places[stream][seq]):
                places[stream][seq].append((digest, found.day))
    return places, unusable


def breaks() -> Iterator[Break]:
    """Every fact that is no longer what an anchor says it was."""
    places, unusable = said()
    yield from unusable
    for stream, wanted in places.items():
        rows = FactRow.objects.filter(stream=stream, seq__in=list(wanted)).values_list("seq", "id", "digest")
        present = {seq: (fact, digest) for seq, fact, digest in rows}
        for seq, words in sorted(wanted.items()):
            fact, digest = present.get(seq, (None, ""))
            for expected, day in words:
                if digest != expected:
                    yield Break(stream, seq, fact, f"it is not what the anchor of {day} says")
