"""The hash chain: the link of a fact, its end where facts are added, and the check of every chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from medcord.core.access import Viewer
from medcord.core.facts import Fact
from medcord.ledger import stored
from medcord.ledger.canon import canonical, link_of
from medcord.ledger.models import FactRow, StreamHead

__all__ = ["Anchored", "Break", "append", "canonical", "hold", "link", "verify"]


def link(row: FactRow) -> str:
    """SHA-256 over everything the row says, the previous link included."""
    return link_of(
        {
            "id": str(row.id),
            "stream": row.stream,
            "seq": row.seq,
            "kind": row.kind,
            "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor_kind": row.actor_kind,
            "actor": str(row.actor or ""),
            "party": str(row.party or ""),
            "data": row.data,
            "previous": row.previous,
        }
    )


def hold(streams: Iterable[str]) -> None:
    """Lock the heads of several chains, in one order for everybody: two writers that need the same two chains wait for
    each other once, not for ever."""
    for stream in sorted(streams):
        _held(stream)


def _held(stream: str) -> StreamHead:
    """The head of a chain, locked; made when this is the first fact of it, by whichever of two writers is first."""
    heads = StreamHead.objects.select_for_update().filter(stream=stream)
    head = heads.first()
    if head is None:
        StreamHead.objects.get_or_create(stream=stream)
        head = heads.get()
    return head


def append(fact: Fact, *, actor: Viewer, at: datetime) -> FactRow:
    """Add one fact to the end of its chain. The head row is locked, so that two writers cannot fork it."""
    head = _held(fact.stream)
    row = FactRow(
        stream=fact.stream,
        seq=head.seq + 1,
        kind=fact.kind,
        at=at,
        actor_kind=actor.kind.value,
        actor=actor.member_id,
        party=actor.party_id,
        data=fact.data(),
        previous=head.digest,
    )
    row.digest = link(row)
    row.save(force_insert=True)
    head.seq, head.digest = row.seq, row.digest
    head.save(update_fields=["seq", "digest"])
    return row


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold. ``fact`` is the first fact that cannot be trusted."""

    stream: str
    seq: int
    fact: UUID | None
    why: str


Heads = Mapping[str, tuple[int, str]]
Anchored = Mapping[str, Mapping[int, list[tuple[str, str]]]]
"""What anchors say: for a stream and a place in it, the digest, and the day that says so."""


def verify(rows: Iterable[stored.Raw], heads: Heads, anchored: Anchored) -> list[Break]:
    """Check facts (ordered by stream, seq) against themselves, their heads and the anchors; an empty list means all
    hold. One pass; nothing is kept but the present chain's last link and where each chain ended."""
    breaks: list[Break] = []
    ends: dict[str, tuple[int, str]] = {}
    sealed, present = stored.sealing(), None
    said: Mapping[int, list[tuple[str, str]]] = {}
    seq, digest = 0, ""
    for row in rows:
        if row[1] != present:
            if present is not None:
                ends[present] = (seq, digest)
            present, seq, digest = row[1], 0, ""
            said = anchored.get(present, {})
        if row[2] != seq + 1 or row[9] != digest or sealed(row) != row[10]:
            breaks.extend(_wrong(row, seq, digest, sealed(row)))
        seq, digest = row[2], row[10]
        if seq in said:
            breaks.extend(_not_as_anchored(row, said[seq]))
    if present is not None:
        ends[present] = (seq, digest)
    return [*breaks, *_ends(ends, heads, anchored)]


def _wrong(row: stored.Raw, seq: int, digest: str, sealed: str | None) -> Iterator[Break]:
    stream, here, fact = row[1], row[2], stored.fact_id(row)
    if not isinstance(here, int) or sealed is None:
        yield Break(stream, here, fact, "it holds a value that no fact can hold")
    elif not isinstance(seq, int) or here != seq + 1:
        yield Break(stream, here, fact, f"fact {seq + 1 if isinstance(seq, int) else seq} is missing before this one")
    elif row[9] != digest:
        yield Break(stream, here, fact, "it does not continue the fact before it")
    if sealed is not None and sealed != row[10]:
        yield Break(stream, here, fact, "its content was changed after it was written")


def _not_as_anchored(row: stored.Raw, said: list[tuple[str, str]]) -> Iterator[Break]:
    for digest, day in said:
        if digest != row[10]:
            yield Break(row[1], row[2], stored.fact_id(row), f"it is not what the anchor of {day} says")


def _ends(ends: Heads, heads: Heads, anchored: Anchored) -> Iterator[Break]:
    for stream, head in heads.items():
        if ends.get(stream, (0, "")) != head:
            yield Break(stream, head[0], None, "the end of the chain is not where its head says")
    for stream in sorted(ends.keys() - heads.keys(), key=str):
        yield Break(stream, 0, None, "a chain without a head")
    for stream, places in anchored.items():
        end = ends.get(stream, (0, ""))[0]
        for seq, said in places.items():
            if isinstance(end, int) and seq > end:
                yield Break(stream, seq, None, f"this fact is gone; the anchor of {said[0][1]} knows it")
