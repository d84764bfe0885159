"""The hash chain: canonical bytes of a fact, its link, and the check of a whole stream."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from medcord.core.access import Viewer
from medcord.core.facts import Fact
from medcord.ledger.models import FactRow, StreamHead


def canonical(value: dict[str, Any]) -> bytes:
    """Sorted, compact UTF-8 JSON. Without floats and with ASCII keys this equals RFC 8785 (a test compares)."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def link(row: FactRow) -> str:
    """SHA-256 over everything the row says, the previous link included."""
    return hashlib.sha256(
        canonical(
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
    ).hexdigest()


def append(fact: Fact, *, actor: Viewer, at: datetime) -> FactRow:
    """Add one fact to the end of its chain. The head row is locked, so that two writers cannot fork it."""
    StreamHead.objects.get_or_create(stream=fact.stream)
    head = StreamHead.objects.select_for_update().get(stream=fact.stream)
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


def verify(rows: Iterable[FactRow], heads: dict[str, StreamHead]) -> list[Break]:
    """Check facts (ordered by stream, seq) against themselves and against the heads; an empty list means all hold."""
    breaks: list[Break] = []
    last: dict[str, tuple[int, str]] = {}
    for row in rows:
        seq, digest = last.get(row.stream, (0, ""))
        if row.seq != seq + 1:
            breaks.append(Break(row.stream, row.seq, row.id, f"fact {seq + 1} is missing before this one"))
        elif row.previous != digest:
            breaks.append(Break(row.stream, row.seq, row.id, "it does not continue the fact before it"))
        if link(row) != row.digest:
            breaks.append(Break(row.stream, row.seq, row.id, "its content was changed after it was written"))
        last[row.stream] = (row.seq, row.digest)
    for stream, head in heads.items():
        if last.get(stream, (0, "")) != (head.seq, head.digest):
            breaks.append(Break(stream, head.seq, None, "the end of the chain is not where its head says"))
    breaks.extend(Break(stream, 0, None, "a chain without a head") for stream in last.keys() - heads.keys())
    return breaks
