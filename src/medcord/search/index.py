"""Putting into the index, taking out, and looking up: the same three on both databases."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from medcord.search.models import Entry
from medcord.search.words import Asked, Question, words_of

AT_ONCE = 500
STRETCH = 500
IN_A_MILLISECOND = 1_000_000  # numbers; 64 bits hold them until the year 2262
NOTHING = UUID(int=0)  # the key of no row: with it a query for nothing is a query like any other
_SQLITE = "SELECT rowid FROM search_words WHERE search_words MATCH %s"
_POSTGRESQL = "SELECT id FROM search_entry WHERE words @@ %s::tsquery"


APART = frozenset({"advisory"})
"""Kinds that anybody may ask for. Their words carry a mark of their own in the index: how long an answer takes then
tells nothing of the same words in other kinds, which the one who asks may not know of."""

R = TypeVar("R")
Keys = QuerySet[Entry, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """A text on its way into the index. ``within`` is the case, party or maker it lies in; ``at`` gives the order."""

    key: UUID
    within: UUID
    text: str
    at: datetime | None = None


def put(kind: str, texts: Sequence[Text]) -> None:
    """Index these texts; what stood under the same keys before is gone."""
    with transaction.atomic():
        drop(kind, [one.key for one in texts])
        ids = _ids(texts)
        Entry.objects.bulk_create(
            Entry(id=pk, kind=kind, key=one.key, within=one.within) for pk, one in zip(ids, texts, strict=True)
        )
        words = [(pk, [_mark(kind) + word for word in words_of(one.text)]) for pk, one in zip(ids, texts, strict=True)]
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.executemany(
                    "INSERT OR REPLACE INTO search_words (rowid, words) VALUES (%s, %s)",
                    [(pk, " ".join(some)) for pk, some in words],
                )
            else:
                cursor.executemany(
                    "UPDATE search_entry SET words = array_to_tsvector(%s::text[]) WHERE id = %s",
                    [(list(dict.fromkeys(some)), pk) for pk, some in words],
                )


def _ids(texts: Sequence[Text]) -> list[int]:
    """A free number for each, growing with its date: the index then hands keys out newest first without sorting."""
    ids = [_number(one.at) for one in texts]
    while clashes := _clashes(ids):
        for place in clashes:
            ids[place] = _number(texts[place].at)
    return ids


def _clashes(ids: Sequence[int]) -> list[int]:
    seen = set(Entry.objects.filter(pk__in=ids).values_list("pk", flat=True))
    places = []
    for place, pk in enumerate(ids):
        if pk in seen:
            places.append(place)
        seen.add(pk)
    return places


def _number(at: datetime | None) -> int:
    """Milliseconds, and a random rest: many texts may be of one instant."""
    return int(at.timestamp() * 1000 if at else 0) * IN_A_MILLISECOND + secrets.randbelow(IN_A_MILLISECOND)


def drop(kind: str, keys: Iterable[UUID], *, for_good: bool = False) -> None:
    """Take texts out. ``for_good``: leave no trace of their words in the file either, after a purge."""
    with transaction.atomic():
        found = Entry.objects.filter(kind=kind, key__in=list(keys))
        ids = list(found.values_list("pk", flat=True))
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [(pk,) for pk in ids])
                if for_good:
                    # A deleted word stays in an older segment until segments are merged.
                    cursor.execute("INSERT INTO search_words (search_words) VALUES ('optimize')")
        found.delete()


def find(question: Question, kind: str, *, within: Collection[UUID] | None) -> Keys:
    """Keys that hold every word of the question, as a part of the caller's own query: however many hits there are,
    and whoever may read them, it is one query. ``within`` is None where the kind is open to all who ask."""
    return _keys(_all_of(question.words, kind) if question else None, kind, within)


def newest(
    question: Question, kind: str, *, within: Collection[UUID], load: Callable[[list[UUID]], Iterable[R]]
) -> Iterator[R]:
    """Rows that hold every word, newest first, as the caller's ``load`` gives them for keys.

    Two queries for a stretch of keys, and as many for none at all as for a few: what is hidden among them makes no
    difference. Callers ask ``may`` of each row and stop when they have enough.
    """
    keys_of = _entries(_all_of(question.words, kind) if question else None, kind, within).order_by("-pk")
    before = None
    while True:
        stretch = keys_of if before is None else keys_of.filter(pk__lt=before)
        found = list(stretch.values_list("pk", "key")[:STRETCH])
        yield from load([key for _, key in found] or [NOTHING])
        if len(found) < STRETCH:
            return
        before = found[-1][0]


def like(words: Sequence[str], kind: str, *, within: Collection[UUID] | None) -> Keys:
    """Keys that hold at least one of these words."""
    return _keys(_any_of(words, kind) if words else None, kind, within)


def _keys(match: str | None, kind: str, within: Collection[UUID] | None) -> Keys:
    return _entries(match, kind, within).values("key")


def _entries(match: str | None, kind: str, within: Collection[UUID] | None) -> QuerySet[Entry, Entry]:
    entries = Entry.objects.filter(kind=kind)
    if within is not None:
        entries = entries.filter(within__in=list(within))
    if match is None:
        return entries.none()
    ids = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    return entries.filter(pk__in=RawSQL(ids, [match]))  # noqa: S611 - our own words, bound values


def _mark(kind: str) -> str:
    """What stands before each word of a kind that is kept apart. No word begins with a joint, so none is like it."""
    return f"@{kind}:" if kind in APART else ""


# Words hold letters, digits and joints only (words.py), so neither quoting can be broken out of.
def _one(asked: Asked, kind: str) -> str:
    word = _mark(kind) + asked.word
    if connection.vendor == "sqlite":
        return f'"{word}"' + ("" if asked.whole else "*")
    return f"'{word}'" + ("" if asked.whole else ":*")


def _all_of(asked: Sequence[Asked], kind: str) -> str:
    return (" AND " if connection.vendor == "sqlite" else " & ").join(_one(one, kind) for one in asked)


def _any_of(words: Sequence[str], kind: str) -> str:
    return (" OR " if connection.vendor == "sqlite" else " | ").join(_one(Asked(word, True), kind) for word in words)
