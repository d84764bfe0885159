"""Readers of facts. Callers pass the streams a viewer may read; nothing here decides that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max

from medcord.ledger import chain, stored
from medcord.ledger.models import Delivery, FactRow, OutgoingLetter, StreamHead

Advance = Callable[[int, int], None]


def facts_of(streams: Iterable[str], *, kinds: Iterable[str] | None = None) -> list[FactRow]:
    """Facts of these chains, oldest first."""
    found = FactRow.objects.filter(stream__in=list(streams))
    if kinds is not None:
        found = found.filter(kind__in=list(kinds))
    return list(found.order_by("at", "stream", "seq"))


def facts_of_kinds(kinds: Iterable[str], *, since: datetime | None = None) -> list[FactRow]:
    """Facts of these kinds over all chains: for measures, which show counts and durations only."""
    found = FactRow.objects.filter(kind__in=list(kinds))
    if since is not None:
        found = found.filter(at__gte=since)
    return list(found.order_by("at", "stream", "seq"))


def last_words(stream: str) -> dict[UUID, datetime]:
    """When each party last did something in a chain that leaves a fact."""
    found = FactRow.objects.filter(stream=stream, party__isnull=False, actor_kind="member")
    return dict(found.order_by().values_list("party").annotate(last=Max("at")))


def breaks(anchored: chain.Anchored | None = None, advance: Advance = lambda _done, _all: None) -> list[chain.Break]:
    """Every place where a chain of this node does not hold, against ``anchored`` too; one streaming pass."""
    heads = {stream: (seq, digest) for stream, seq, digest in StreamHead.objects.values_list("stream", "seq", "digest")}
    return chain.verify(_counted(stored.every(), advance), heads, anchored or {})


def _counted(rows: Iterable[stored.Raw], advance: Advance) -> Iterator[stored.Raw]:
    whole = FactRow.objects.count()
    for number, row in enumerate(rows, start=1):
        if not number & 4095:
            advance(number, whole)
        yield row


def counts() -> tuple[int, int]:
    """How many facts in how many chains."""
    return FactRow.objects.count(), StreamHead.objects.count()


def waiting_work() -> dict[str, int]:
    """Counts for the status page: deliveries and letters by state."""
    counts = {f"deliveries {s}": n for s, n in _by_state(Delivery)}
    return counts | {f"letters {s}": n for s, n in _by_state(OutgoingLetter)}


def _by_state(model: type[Delivery] | type[OutgoingLetter]) -> list[tuple[str, int]]:
    return list(model.objects.values_list("state").annotate(n=Count("pk")).order_by("state"))
