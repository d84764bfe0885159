"""Public lists come in: entries are compared with the registered products, and what touches one is kept as a signal.

Reading the same list again adds nothing twice. When the registry changes, the entries that were read before are
compared again, so that a product that is registered later meets them too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import InputRefusal, UnreadableFile
from medcord.core.signals import Registered, Source, from_kept, touched
from medcord.data import load_aliases
from medcord.formats.signals.entries import SignalFile, read_lists
from medcord.formats.unpacking import Given
from medcord.products import queries as products
from medcord.signals import policy
from medcord.signals.actions.keeping import Compared, is_broken_off, keep, keep_entries, news_of
from medcord.signals.models import ListedEntry, SignalList

_NODE = Viewer(kind=ViewerKind.SYSTEM)


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
    # Those that follow the CVEs of other lists come after them.
    found.sort(key=lambda one: not one.source.names_products)
    found = [keep_entries(one, coordinator, actor=actor) for one in found]
    compared = [_compared(one, coordinator, registry) for one in found]
    watching = frozenset(watched)
    kept = [keep(one, coordinator, said, watching, actor=actor) for one, said in zip(found, compared, strict=True)]
    return Reading(tuple(kept), tuple(refused), tuple((one.name, one.raw) for one in found if one.raw))


def _compared(file: SignalFile, coordinator: UUID, registry: list[Registered]) -> Compared:
    """A list compared together with what was read of its source before and is not in it."""
    if not file.source.names_products:
        return Compared(touched(file.entries, registry, load_aliases()))
    known = {entry.id for entry in file.entries}
    rows = ListedEntry.objects.filter(coordinator=coordinator, source=file.source.value).iterator(chunk_size=500)
    beside = tuple(from_kept(row.said) for row in rows if row.said and row.entry_id not in known)
    return Compared(touched((*file.entries, *beside), registry, load_aliases()), beside)


def compare_again(sources: Collection[Source] = tuple(Source)) -> list[SignalList]:
    """Compare what was read before with the registry as it is now, list by list; where nothing else is touched, nothing
    is written. The comparison is what another reading of the same lists would be."""
    kept: list[SignalList] = []
    if not ListedEntry.objects.exists():
        return kept
    registry = _registry()
    for coordinator, listed in _listed(sources):
        compared = Compared(touched(listed.entries, registry, load_aliases()))
        news = news_of(listed, coordinator, compared)
        if news.new or news.changed or is_broken_off(coordinator, listed.source):
            kept.append(keep(listed, coordinator, compared, (), again=True, actor=_NODE))
    return kept


def _listed(sources: Collection[Source]) -> Iterable[tuple[UUID, SignalFile]]:
    """What was read so far, by coordinator and source; those last that follow the CVEs of the others."""
    for one in sorted(sources, key=lambda each: not each.names_products):
        rows = ListedEntry.objects.filter(source=one.value).order_by("coordinator", "publisher", "key")
        by_coordinator: dict[UUID, list[ListedEntry]] = {}
        for row in rows.iterator(chunk_size=500):
            if row.said:  # what was destroyed says nothing
                by_coordinator.setdefault(row.coordinator_id, []).append(row)
        for coordinator, of in by_coordinator.items():
            digest = hashlib.sha256("".join(row.digest for row in of).encode()).hexdigest()
            entries = tuple(from_kept(row.said) for row in of)
            yield (
                coordinator,
                SignalFile(one, "the registry changed; compared again", entries=entries, listed=len(of), digest=digest),
            )


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
