"""Where the texts of each kind come from: a stage names a reader, its reactions name keys."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from medcord.search import index
from medcord.search.index import Text
from medcord.search.models import Entry

Reader = Callable[[Collection[UUID] | None], Iterable[Text]]
Say = Callable[[str, int, int], object]


@dataclass(frozen=True, slots=True)
class Source:
    """The texts of one kind: of these keys as they are now, or all of them for None. What the reader does not yield
    (gone, destroyed) has no words in the index."""

    kind: str
    read: Reader

    def refresh(self, keys: Collection[UUID], *, for_good: bool = False) -> None:
        """Make the index say of these keys what their rows say now. Doing it twice does no harm."""
        texts = list(self.read(keys))
        gone = set(keys) - {one.key for one in texts}
        if gone:
            index.drop(self.kind, gone, for_good=for_good)
        index.put(self.kind, texts)


_SOURCES: dict[str, Source] = {}


def source(kind: str) -> Callable[[Reader], Source]:
    """Register the reader of a kind."""

    def register(reader: Reader) -> Source:
        _SOURCES[kind] = Source(kind, reader)
        return _SOURCES[kind]

    return register


def has_source(kind: str) -> bool:
    """Whether anything of this kind can be read anew."""
    return kind in _SOURCES


def refresh(kind: str, keys: Collection[UUID], *, for_good: bool = False) -> None:
    """The same for a kind by its name."""
    _SOURCES[kind].refresh(keys, for_good=for_good)


def rebuild(say: Say = lambda _kind, _done, _total: None) -> int:
    """Build the whole index anew, part by part, so that nobody waits; searching goes on meanwhile. ``say`` hears the
    kind, how many texts are done, and how many there were in all when it began."""
    total, done = Entry.objects.count(), 0
    for kind in sorted(_SOURCES):
        done = _build(kind, done, total, say)
    Entry.objects.exclude(kind__in=_SOURCES).delete()
    return done


def _build(kind: str, done: int = 0, total: int = 0, say: Say = lambda _kind, _done, _total: None) -> int:
    """One kind anew; ``done`` and what came to it."""
    seen: set[UUID] = set()
    for texts in _parts(_SOURCES[kind].read(None)):
        index.put(kind, texts)
        seen.update(one.key for one in texts)
        done += len(texts)
        say(kind, done, max(total, done))
    # Not simply dropped: a row written since the reader passed has been indexed by its reaction.
    stale = list(set(Entry.objects.filter(kind=kind).values_list("key", flat=True)) - seen)
    for start in range(0, len(stale), index.AT_ONCE):
        _SOURCES[kind].refresh(stale[start : start + index.AT_ONCE])
    return done


def rebuild_if_never_built() -> int:
    """After an upgrade: rows are there from before the index held their kind. Nothing to do for a kind of which it
    holds anything; how many texts were put in."""
    have = set(Entry.objects.order_by().values_list("kind", flat=True).distinct())
    return sum(_build(kind) for kind in sorted(_SOURCES.keys() - have))


def _parts(texts: Iterable[Text]) -> Iterator[list[Text]]:
    part: list[Text] = []
    for one in texts:
        part.append(one)
        if len(part) == index.AT_ONCE:
            yield part
            part = []
    if part:
        yield part
