"""Public lists come in: entries are compared with the registered products, and what touches one is kept as a signal.

Reading the same list again adds nothing twice: a signal is known by its source and its id there, and one that says the
same and touches the same stays as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import Code, Digest, SignalsRead
from medcord.core.refusals import InputRefusal, UnreadableFile
from medcord.core.signals import Entry, Hit, Registered, Source, Touch, rule_for, touched
from medcord.data import load_aliases
from medcord.formats.signals.entries import SignalFile, read_lists
from medcord.formats.unpacking import Given
from medcord.gateways import clock
from medcord.products import queries as products
from medcord.signals import policy
from medcord.signals.models import Signal, SignalHit, SignalList

_NODE = Viewer(kind=ViewerKind.SYSTEM)
Hits = Mapping[str, tuple[Hit, ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of some lists. ``refused`` could not be read; the others were. ``kev`` are the KEV catalogues among
    them by name, for the published side, which orders worklists by what is exploited."""

    lists: tuple[SignalList, ...]
    refused: tuple[UnreadableFile, ...] = ()
    kev: tuple[tuple[str, bytes], ...] = ()


def read(documents: Iterable[Given], *, watched: Collection[str] = (), actor: Viewer) -> Reading:
    """Read lists of any kind that is known. ``watched`` are the CVEs of cases: an entry about one of them is a signal
    although it names no registered product. Raises NotAllowed; InputRefusal when nothing was given, and the one
    UnreadableFile when nothing else was."""
    coordinator = policy.coordinator_of(actor)
    found, refused = read_lists(documents)
    if not found and not refused:
        raise InputRefusal("No list was given. Choose a file.", code="empty", fields={"field": "attached"})
    if not found and len(refused) == 1:
        raise refused[0]
    registry = _registry()
    # Compared before anything is written: it may take seconds, and one writer at a time is SQLite's law.
    hits = [touched(one.entries, registry, load_aliases()) for one in found]
    kept = [
        _keep(one, coordinator, said, frozenset(watched), actor=actor) for one, said in zip(found, hits, strict=True)
    ]
    return Reading(tuple(kept), tuple(refused), tuple((one.name, one.raw) for one in found if one.raw))


def _registry() -> list[Registered]:
    return [
        Registered(
            row.pk,
            row.maker.name,
            row.name,
            row.model_number,
            tuple(row.aliases),
            tuple(row.catalogue_numbers),
            tuple(row.versions),
            row.description,
        )
        for row in products.visible(_NODE)
    ]


@ledger.action
def _keep(file: SignalFile, coordinator: UUID, compared: Hits, watched: frozenset[str], *, actor: Viewer) -> SignalList:
    known = {(row.source, row.key): row for row in Signal.objects.filter(coordinator=coordinator)}
    hits = compared if file.source is not Source.EPSS else _tied(file, known.values())
    wanted = [one for one in file.entries if one.key in hits or one.cve in watched or (one.source, one.key) in known]
    batch = SignalList(
        id=uuid4(),
        coordinator_id=coordinator,
        source=file.source.value,
        name=file.name[-200:],
        digest=file.digest,
        listed_version=file.version,
        entries=file.listed,
        skipped=len(file.skipped),
        touching=sum(1 for one in wanted if one.key in hits or one.cve in watched),
        at=clock.now(),
    )
    news, changes = [], []
    for entry in wanted:
        row, found = known.get((entry.source.value, entry.key)), hits.get(entry.key, ())
        if row is None:
            news.append((_put(Signal(coordinator_id=coordinator, salt=ledger.new_salt()), entry, found, batch), found))
        elif row.digest != _digest(entry, found):
            changes.append((_put(row, entry, found, batch), found))
    batch.new, batch.changed = len(news), len(changes)
    lines = [_hit(row, hit) for row, found in (*news, *changes) for hit in found]
    old = SignalHit.objects.filter(signal__in=[row.pk for row, _ in changes])
    fact = SignalsRead(
        batch.id, Code(file.source.value), file.listed, batch.new, batch.changed, batch.touching, Digest(file.digest)
    )
    ledger.commit(
        rows=[batch],
        new=[[row for row, _ in news], lines],
        changed=[[row for row, _ in changes]],
        gone=[old],
        facts=[fact],
        actor=actor,
    )
    return batch


def _tied(file: SignalFile, known: Iterable[Signal]) -> Hits:
    """EPSS names no product: its score is news where another list ties its CVE to one."""
    scored = {entry.key for entry in file.entries}
    others = [row.pk for row in known if row.cve in scored and row.source != Source.EPSS.value]
    found: dict[str, dict[UUID, Hit]] = {}
    for one in SignalHit.objects.filter(signal__in=others).select_related("signal"):
        because = (f"{Source(one.signal.source).words} ties {one.signal.cve} to it", *one.because)
        hit = Hit(one.product_id, Touch(one.touch), because, tuple(one.versions))
        found.setdefault(one.signal.cve, {}).setdefault(one.product_id, hit)
    return {cve: tuple(hits.values()) for cve, hits in found.items()}


def _put(row: Signal, entry: Entry, found: tuple[Hit, ...], batch: SignalList) -> Signal:
    """What the entry says now. What a person set aside comes up again when it says something else."""
    rule = rule_for(entry, [hit.touch for hit in found])
    for name in ("key", "cve", "title", "text", "day", "exploited", "exploit_public", "score", "number"):
        setattr(row, name, getattr(entry, name))
    for name in ("recall_class", "initiated", "classified", "terminated"):
        setattr(row, name, getattr(entry, name))
    row.source, row.url, row.read_in = entry.source.value, entry.url[:200], batch
    row.digest, row.file_digest = _digest(entry, found), entry.file
    row.opens, row.rule = rule.opens, rule.because
    row.first_at, row.at = row.first_at or batch.at, batch.at
    row.aside_at, row.aside_by, row.aside_name, row.aside_because = None, None, "", ""
    return row


def _digest(entry: Entry, found: tuple[Hit, ...]) -> str:
    """SHA-256 of what is said and touched; where it was read, and EPSS's daily wobble below a tenth, are left out."""
    score = None if entry.score is None else int(entry.score * 10)
    same = replace(entry, file="", score=None, title="" if score is not None else entry.title, day=None)
    said = [str(same), score, str(entry.day) if score is None else "", sorted(str((h.product, h.touch)) for h in found)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _hit(row: Signal, hit: Hit) -> SignalHit:
    return SignalHit(
        signal=row,
        product_id=hit.product,
        touch=hit.touch.value,
        because=list(hit.because),
        versions=list(hit.versions),
    )
