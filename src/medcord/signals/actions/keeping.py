"""What became of a list is written: its entries part by part, then in one act the signals among them and what those
touch.

A signal is known by its source and its id there; one that says the same and touches the same stays as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.facts import Code, Digest, EntriesKept, Fact, SignalsKept, SignalsRead
from medcord.core.signals import Entry, Hit, Source, Touch, as_kept, digest_of, id_of, rule_for
from medcord.formats.signals.entries import SignalFile
from medcord.gateways import clock
from medcord.signals.models import ListedEntry, Signal, SignalHit, SignalList

Hits = Mapping[str, tuple[Hit, ...]]


@dataclass(slots=True)
class News:
    """The entries of one list beside what is known: signals that are new and those that say or touch something else,
    each with what they touch; and how many touch a product or the CVE of a case."""

    new: list[tuple[Signal, Entry, tuple[Hit, ...]]] = field(default_factory=list)
    changed: list[tuple[Signal, Entry, tuple[Hit, ...]]] = field(default_factory=list)
    touching: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """What a list touches. The matcher weighs how rare a word is among all that is listed, so that a list is compared
    together with what was read of its source before; ``beside`` is that, whose hits may be others now."""

    hits: Hits
    beside: tuple[Entry, ...] = ()


def news_of(file: SignalFile, coordinator: UUID, compared: Compared, watched: Collection[str] = ()) -> News:
    """Sort a list into what is new, what says or touches something else, and what is as it was."""
    known = {(row.source, row.entry_id): row for row in Signal.objects.filter(coordinator=coordinator)}
    hits = compared.hits if file.source.names_products else {**compared.hits, **_tied(file, known.values(), compared)}
    news, watching = News(), frozenset(watched)
    for number, entry in enumerate((*file.entries, *compared.beside)):
        found, row = hits.get(entry.id, ()), known.get(_id_of(entry))
        touches = entry.id in hits or not watching.isdisjoint(entry.about)
        news.touching += touches and number < len(file.entries)
        if row is not None and row.digest != _digest(entry, found):
            news.changed.append((row, entry, found))
        elif row is None and touches:
            news.new.append((Signal(coordinator_id=coordinator, salt=ledger.new_salt()), entry, found))
    return news


AT_ONCE = 250
"""Entries or signals kept in one transaction: some 50 ms of writing."""


def keep_entries(file: SignalFile, coordinator: UUID, *, actor: Viewer) -> SignalFile:
    """Keep the newest words of each entry, part by part; the answer is the list without those whose words are older
    than what is known."""
    known = {
        (source, id_of(publisher, key)): (day, digest)
        for source, publisher, key, day, digest in ListedEntry.objects.filter(
            coordinator=coordinator, source__in={entry.source.value for entry in file.entries}
        ).values_list("source", "publisher", "key", "day", "digest")
    }
    newest = [entry for entry in file.entries if not _is_older(entry, *known.get(_id_of(entry), (None, "")))]
    digests = [(entry, digest_of(entry)) for entry in newest]
    other = [(entry, digest) for entry, digest in digests if known.get(_id_of(entry), (None, ""))[1] != digest]
    for start in range(0, len(other), AT_ONCE):
        _keep_part(file, coordinator, other[start : start + AT_ONCE], actor=actor)
    return replace(file, entries=tuple(newest))


def _id_of(entry: Entry) -> tuple[str, str]:
    return entry.source.value, entry.id


def _is_older(entry: Entry, day: date | None, _digest: str) -> bool:
    return entry.source.is_dated_by_change and bool(day and entry.day and entry.day < day)


@ledger.action
def _keep_part(file: SignalFile, coordinator: UUID, part: list[tuple[Entry, str]], *, actor: Viewer) -> None:
    keys = [entry.key for entry, _ in part]
    there = ListedEntry.objects.filter(coordinator=coordinator, key__in=keys).defer("said")
    known = {(row.source, row.entry_id): row for row in there}
    new: list[ListedEntry] = []
    changed: list[ListedEntry] = []
    for entry, digest in part:
        row = known.get(_id_of(entry))
        (changed if row else new).append(
            row := row
            or ListedEntry(
                coordinator_id=coordinator, source=entry.source.value, publisher=entry.publisher, key=entry.key
            )
        )
        row.said, row.digest, row.day = as_kept(entry), digest, entry.day
    fact = EntriesKept(Code(file.source.value), len(part), Digest(file.digest))
    ledger.commit(new=[new], changed=[changed], facts=[fact], actor=actor)


def keep(
    file: SignalFile,
    coordinator: UUID,
    compared: Compared,
    watched: Collection[str],
    *,
    again: bool = False,
    actor: Viewer,
) -> SignalList:
    """Keep what is new in a list, part by part, and then say in one fact that it was read. ``again``: its entries were
    read before, and the registry is another one now. What a kill left half-kept is taken up by whoever comes next, so
    that what follows from it follows once, and from all of it together."""
    news = news_of(file, coordinator, compared, watched)
    batch = _begun(file, coordinator, news, again=again)
    rows = [*((one, True) for one in news.new), *((one, False) for one in news.changed)]
    while len(rows) > AT_ONCE:
        _keep_signals(batch, rows[:AT_ONCE], last=False, actor=actor)
        del rows[:AT_ONCE]
    _keep_signals(batch, rows, last=True, actor=actor)
    return batch


def _begun(file: SignalFile, coordinator: UUID, news: News, *, again: bool) -> SignalList:
    """The row of this reading; one that was broken off is gone on with."""
    batch = SignalList.objects.filter(coordinator=coordinator, source=file.source.value, finished=False).first()
    batch = batch or SignalList(coordinator_id=coordinator, source=file.source.value, new=0, changed=0)
    batch.name, batch.digest, batch.listed_version = file.name[-200:], file.digest, file.version
    batch.entries, batch.skipped, batch.touching = file.listed, len(file.skipped), news.touching
    batch.again, batch.at, batch.finished = again, clock.now(), False
    return batch


def is_broken_off(coordinator: UUID, source: Source) -> bool:
    """Whether a reading of such a list was killed on the way."""
    return SignalList.objects.filter(coordinator=coordinator, source=source.value, finished=False).exists()


@ledger.action
def _keep_signals(
    batch: SignalList, part: list[tuple[tuple[Signal, Entry, tuple[Hit, ...]], bool]], *, last: bool, actor: Viewer
) -> None:
    changed = [one[0] for one, is_new in part if not is_new]
    old = _hits_of([row.pk for row in changed])
    for (row, entry, found), _ in part:
        _put(row, entry, found, old.get(row.pk, []), batch)
    lines = [_hit(row, hit) for (row, _, found), _ in part for hit in found]
    source, digest = Code(batch.source), Digest(batch.digest)
    batch.new, batch.changed = batch.new + len(part) - len(changed), batch.changed + len(changed)
    batch.finished = last
    fact: Fact = SignalsKept(batch.id, source, len(part))
    if last:
        fact = SignalsRead(
            batch.id, source, batch.entries, batch.new, batch.changed, batch.touching, digest, batch.again
        )
    ledger.commit(
        rows=[batch],
        new=[[one[0] for one, is_new in part if is_new], lines],
        changed=[changed],
        gone=[SignalHit.objects.filter(signal__in=list(old))],
        facts=[fact],
        actor=actor,
    )


def _hits_of(signals: list[UUID]) -> dict[UUID, list[SignalHit]]:
    found: dict[UUID, list[SignalHit]] = {pk: [] for pk in signals}
    for hit in SignalHit.objects.filter(signal__in=signals):
        found[hit.signal_id].append(hit)
    return found


def _tied(file: SignalFile, known: Iterable[Signal], compared: Compared) -> Hits:
    """EPSS and OSV name no product: they are news where another list ties their CVE to one. A product that the name of
    a package touches too is told once."""
    keys: dict[str, list[str]] = {}
    for entry in file.entries:
        for cve in entry.cves:
            keys.setdefault(cve, []).append(entry.id)
    others = [row.pk for row in known if not keys.keys().isdisjoint(row.cves) and Source(row.source).names_products]
    found: dict[str, dict[UUID, Hit]] = {}
    for one in SignalHit.objects.filter(signal__in=others).select_related("signal").order_by("signal__source", "touch"):
        for cve in keys.keys() & set(one.signal.cves):
            because = f"{Source(one.signal.source).words} ties {cve} to it"
            hit = Hit(one.product_id, Touch(one.touch), (because, *one.because), tuple(one.versions))
            if file.source is Source.OSV:  # its versions are a package's, and say nothing of the product's
                hit = Hit(one.product_id, Touch.POSSIBLE, (because,))
            for key in keys[cve]:
                found.setdefault(key, {}).setdefault(one.product_id, hit)
    for key, hits in found.items():
        for hit in compared.hits.get(key, ()):
            hits.setdefault(hit.product, hit)
    return {key: tuple(hits.values()) for key, hits in found.items()}


_SAID = ("publisher", "key", "cve", "title", "text", "day", "exploited", "exploit_public", "score", "number")
_RECALL = ("recall_class", "status", "initiated", "classified", "posted", "terminated")


def _put(row: Signal, entry: Entry, found: tuple[Hit, ...], old: list[SignalHit], batch: SignalList) -> None:
    """What the entry says now. What a person set aside comes up again when it says something else or touches more; that
    it touches less is no reason."""
    rule = rule_for(entry, [hit.touch for hit in found])
    before = [getattr(row, name) for name in (*_SAID, *_RECALL)]
    for name in (*_SAID, *_RECALL):
        setattr(row, name, getattr(entry, name))
    row.more_cves, row.aliases, row.upstream = list(entry.more_cves), list(entry.aliases), list(entry.upstream)
    row.source, row.url, row.read_in = entry.source.value, entry.url[:200], batch
    row.digest, row.file_digest = _digest(entry, found), entry.file
    row.opens, row.rule = rule.opens, rule.because
    row.first_at, row.at = row.first_at or batch.at, batch.at
    known = {(hit.product_id, hit.touch, version) for hit in old for version in ("", *hit.versions)}
    touches = {(hit.product, hit.touch.value, version) for hit in found for version in ("", *hit.versions)}
    if before != [getattr(row, name) for name in (*_SAID, *_RECALL)] or touches - known:
        row.aside_at, row.aside_by, row.aside_name, row.aside_because = None, None, "", ""


def _digest(entry: Entry, found: tuple[Hit, ...]) -> str:
    """SHA-256 of what is said and touched."""
    touches = sorted([str(hit.product), hit.touch.value, *sorted(hit.versions)] for hit in found)
    return hashlib.sha256(json.dumps([digest_of(entry), touches]).encode()).hexdigest()


def _hit(row: Signal, hit: Hit) -> SignalHit:
    return SignalHit(
        signal=row,
        product_id=hit.product,
        touch=hit.touch.value,
        because=list(hit.because),
        versions=list(hit.versions),
    )
