"""A chain as a file that stands by itself: signed JSON lines (docs/reference/ledger-export.md tells the form)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from medcord.core.refusals import RuleRefusal
from medcord.gateways import clock
from medcord.ledger import anchors, keys, stored
from medcord.ledger.canon import canonical, link_of, sha256
from medcord.ledger.models import FactRow, StreamHead
from medcord.ledger.offline.ends import FORMAT, VERSION, signed_bytes
from medcord.ledger.statements import Unusable

DAYS = 31
"""So many days back an export holds proofs, unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the facts: first line, proofs of days, last line. ``seq`` is the last fact inside."""

    stream: str
    seq: int
    header: bytes
    proofs: tuple[bytes, ...]
    ending: bytes


def head_of(stream: str) -> tuple[int, str] | None:
    """Where a chain stands now."""
    return StreamHead.objects.filter(stream=stream).values_list("seq", "digest").first()


def frame(stream: str, seq: int, digest: str, *, days: int = DAYS) -> Frame:
    """Sign a chain up to this place. Reads the private key: for the worker and the command line only."""
    proofs = tuple(_proofs(stream, seq, days))
    head = {"digest": digest, "seq": seq}
    keeper = keys.keeper()
    while True:
        key = keeper.ready()
        header = {
            "format": FORMAT, "version": VERSION, "stream": stream,
            "at": clock.now().isoformat(timespec="microseconds"),
            "first": 1, "last": seq, "count": seq, "proofs": [sha256(line) for line in proofs],
            "key": key.id, "public": key.key,
        }  # fmt: skip
        signature = keeper.sign(signed_bytes(header, head))
        if signature.key == key.id:  # else the key was changed between the two
            break
    first = _line(header)
    last = _line({"head": head, "header": sha256(first), "key": key.id, "signature": signature.value})
    return Frame(stream, seq, first, proofs, last)


def lines(framed: Frame, broken: Callable[[int], None] = lambda _seq: None) -> Iterator[bytes]:
    """The file, line by line, in constant memory. Facts come out as the database holds them, broken or not: the file
    then shows the break, and ``broken`` is told its place."""
    yield framed.header
    yield from framed.proofs
    seq, digest = 0, ""
    for row in stored.of_stream(framed.stream, framed.seq):
        try:
            fact = stored.values(row)
            if (row[2], row[9], row[10]) != (seq + 1, digest, link_of(fact)):
                broken(row[2])
            seq, digest = row[2], row[10]
            yield _line({**fact, "digest": digest})
        except stored.NOT_OF_A_FACT:
            raise RuleRefusal(
                f"Fact {row[2]} of this chain holds a value that no fact can hold, so it cannot be written out. "
                "“medcord ledger verify” names every break; compare with a backup.",
                code="broken-chain",
                fields={"stream": framed.stream, "seq": str(row[2])},
            ) from None
    if seq != framed.seq:
        broken(framed.seq)
    yield framed.ending


def _proofs(stream: str, upto: int, days: int) -> Iterator[bytes]:
    first = FactRow.objects.filter(stream=stream, seq=1).values_list("at", flat=True).first()
    for day in reversed(anchors.days()[:days]):
        if first is not None and day < f"{first:%Y-%m-%d}":
            continue
        try:
            proof = anchors.proof_for(stream, day, sealed=False)
        except Unusable:
            continue
        if proof is not None and 0 < proof.seq <= upto:
            yield _line({"proof": proof.as_dict()})


def _line(value: dict[str, Any]) -> bytes:
    return canonical(value) + b"\n"
