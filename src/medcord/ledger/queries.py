"""Readers of facts. Callers pass the streams a viewer may read; nothing here decides that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max

from medcord.ledger import chain, stored
from medcord.ledger.channels import HeldRelease
from medcord.ledger.models import Delivery, FactRow, OutgoingLetter, StreamHead, WorkerBeat
from medcord.ledger.stored import ShortFact as ShortFact

Advance = Callable[[int, int], None]


def facts_of(streams: Iterable[str], *, kinds: Iterable[str] | None = None) -> list[FactRow]:
    """Facts of these chains, oldest first."""
    found = FactRow.objects.filter(stream__in=list(streams))
    if kinds is not None:
        found = found.filter(kind__in=list(kinds))
    return list(found.order_by("at", "stream", "seq"))


def short_facts_of(stream: str, *, without: Iterable[str] = (), kinds: Iterable[str] | None = None) -> list[ShortFact]:
    """Facts of one chain, oldest first, leaving out these kinds; of ``kinds`` alone, if they are named."""
    found = FactRow.objects.filter(stream=stream).exclude(kind__in=list(without))
    if kinds is not None:
        found = found.filter(kind__in=list(kinds))
    return [ShortFact(*row) for row in found.order_by("seq").values_list("pk", "seq", "kind", "at", "party", "data")]


def short_facts_in(streams: Iterable[str], kinds: Iterable[str]) -> list[tuple[str, ShortFact]]:
    """Facts of these kinds in these chains, each with its chain, oldest first, in one query."""
    found = FactRow.objects.filter(stream__in=list(streams), kind__in=list(kinds)).order_by("at", "stream", "seq")
    rows = found.values_list("stream", "pk", "seq", "kind", "at", "party", "data")
    return [(stream, ShortFact(*row)) for stream, *row in rows]


def short_facts_by_case(kinds: Collection[str]) -> Iterator[tuple[UUID, list[ShortFact]]]:
    """Facts of these kinds in all chains of cases by case, oldest first in each: for the whole node."""
    return stored.short_by_case(kinds)


def facts_by_id(ids: Iterable[UUID]) -> list[FactRow]:
    """These facts, in this order."""
    order = {pk: place for place, pk in enumerate(ids)}
    return sorted(FactRow.objects.filter(pk__in=list(order)), key=lambda row: order[row.pk])


def facts_of_kinds(kinds: Iterable[str], *, since: datetime | None = None) -> list[FactRow]:
    """Facts of these kinds over all chains: for measures, which show counts and durations only."""
    found = FactRow.objects.filter(kind__in=list(kinds))
    if since is not None:
        found = found.filter(at__gte=since)
    return list(found.order_by("at", "stream", "seq"))


def held_release() -> HeldRelease | None:
    """The release that was held up last, when none has gone out since."""
    kinds = ("ReleaseHeld", "AdvisoryPublished")
    row = FactRow.objects.filter(stream="node", kind__in=kinds).order_by("-seq").first()
    if row is None or row.kind != "ReleaseHeld":
        return None
    return HeldRelease(row.at, str(row.data["channel"]), str(row.data["reason"]))


def carried_for(kind: str, reaction: str) -> set[tuple[str, int]]:
    """Of facts on an advisory and its revision, those a reaction was or is to be told of."""
    found = Delivery.objects.filter(reaction=reaction, fact__kind=kind).values_list("fact__data", flat=True)
    return {(str(data["advisory"]), int(data["revision"])) for data in found}


def newest() -> datetime | None:
    """When the newest fact of the node happened; None before the first."""
    row = FactRow.objects.order_by("-at").first()
    return row.at if row else None


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


def heads_of(streams: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Where each of these chains ends now: number and hash of its last fact."""
    found = StreamHead.objects.filter(stream__in=list(streams), seq__gt=0)
    return {stream: (seq, digest) for stream, seq, digest in found.values_list("stream", "seq", "digest")}


def fact(pk: UUID) -> FactRow | None:
    """One fact by its id, for reactions and what follows from them."""
    return FactRow.objects.filter(pk=pk).first()


def waiting_work() -> dict[str, int]:
    """Counts for the status page: deliveries and letters by state."""
    counts = {f"deliveries {s}": n for s, n in _by_state(Delivery)}
    return counts | {f"letters {s}": n for s, n in _by_state(OutgoingLetter)}


def _by_state(model: type[Delivery] | type[OutgoingLetter]) -> list[tuple[str, int]]:
    return list(model.objects.values_list("state").annotate(n=Count("pk")).order_by("state"))


def last_beat() -> datetime | None:
    """When any worker last looked for work."""
    return WorkerBeat.objects.order_by("-at").values_list("at", flat=True).first()


def letter_by_message_id(message_id: str) -> OutgoingLetter | None:
    """The letter of a Message-ID, with or without its angle brackets."""
    bare = message_id.strip().strip("<>")
    return OutgoingLetter.objects.filter(message_id=f"<{bare}>").first()
