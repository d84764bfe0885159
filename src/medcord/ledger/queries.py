"""Readers of facts. Callers pass the streams a viewer may read; nothing here decides that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Max

from medcord.ledger import chain
from medcord.ledger.models import Delivery, FactRow, OutgoingLetter, StreamHead


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


# What reading a forged column can raise: SQLite keeps anything in any column.
UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, ValidationError)


def breaks() -> list[chain.Break]:
    """Every place where a chain of this node does not hold; one streaming pass, fact by fact only where it stumbles."""
    heads = {head.stream: head for head in StreamHead.objects.all()}
    try:
        return chain.verify(FactRow.objects.order_by("stream", "seq").iterator(chunk_size=2000), heads)
    except UNREADABLE:
        streams = {*heads, *FactRow.objects.order_by().values_list("stream", flat=True).distinct()}
        return [one for stream in sorted(streams) for one in _breaks_of(stream, heads)]


def _breaks_of(stream: str, heads: dict[str, StreamHead]) -> list[chain.Break]:
    rows, unreadable = [], []
    for seq in FactRow.objects.filter(stream=stream).order_by("seq").values_list("seq", flat=True):
        try:
            row = FactRow.objects.get(stream=stream, seq=seq)
            chain.link(row)
        except UNREADABLE:
            unreadable.append(chain.Break(stream, seq, None, "it holds a value that no fact can hold"))
        else:
            rows.append(row)
    return [*unreadable, *chain.verify(rows, {name: head for name, head in heads.items() if name == stream})]


def waiting_work() -> dict[str, int]:
    """Counts for the status page: deliveries and letters by state."""
    counts = {f"deliveries {s}": n for s, n in _by_state(Delivery)}
    return counts | {f"letters {s}": n for s, n in _by_state(OutgoingLetter)}


def _by_state(model: type[Delivery] | type[OutgoingLetter]) -> list[tuple[str, int]]:
    return list(model.objects.values_list("state").annotate(n=Count("pk")).order_by("state"))
