"""Where the texts of each kind come from: a stage registers a reader, its reactions name keys."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from uuid import UUID

from medcord.search import index
from medcord.search.index import Text
from medcord.search.models import Entry

Reader = Callable[[Collection[UUID] | None], Iterable[Text]]
Say = Callable[[str, int], object]

_SOURCES: dict[str, Reader] = {}


def source(kind: str) -> Callable[[Reader], Reader]:
    """Register the reader of a kind: it yields the texts of these keys as they are now, or all of them for None.
    What it does not yield (gone, destroyed) has no words in the index."""

    def register(reader: Reader) -> Reader:
        _SOURCES[kind] = reader
        return reader

    return register


def has_source(kind: str) -> bool:
    """Whether anything of this kind can be read anew."""
    return kind in _SOURCES


def refresh(kind: str, keys: Collection[UUID], *, for_good: bool = False) -> None:
    """Make the index say of these keys what their rows say now. Doing it twice does no harm."""
    texts = list(_SOURCES[kind](keys))
    gone = set(keys) - {one.key for one in texts}
    if gone or for_good:
        index.drop(kind, gone, for_good=for_good)
    index.put(kind, texts)


def rebuild(say: Say = lambda _kind, _done: None) -> int:
    """Build the whole index anew, part by part, so that nobody waits; searching goes on meanwhile."""
    total = 0
    for kind, reader in sorted(_SOURCES.items()):
        seen: set[UUID] = set()
        for texts in _parts(reader(None)):
            index.put(kind, texts)
            seen.update(one.key for one in texts)
            say(kind, len(seen))
        # Not simply dropped: a row written since the reader passed has been indexed by its reaction.
        stale = set(Entry.objects.filter(kind=kind).values_list("key", flat=True)) - seen
        for keys in _batches(stale):
            refresh(kind, keys)
        total += len(seen)
    Entry.objects.exclude(kind__in=_SOURCES).delete()
    return total


def rebuild_if_never_built() -> int:
    """After an upgrade: rows are there from before the index was. Nothing to do when the index holds anything."""
    return 0 if Entry.objects.exists() else rebuild()


def _parts(texts: Iterable[Text]) -> Iterator[list[Text]]:
    part: list[Text] = []
    for one in texts:
        part.append(one)
        if len(part) == index.AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _batches(keys: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = list(keys)
    for start in range(0, len(rest), index.AT_ONCE):
        yield rest[start : start + index.AT_ONCE]
