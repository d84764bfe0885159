"""Putting into the index, taking out, and looking up: the same three on both databases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from medcord.search.models import Entry
from medcord.search.words import Asked, Question, words_of

AT_ONCE = 500
_SQLITE = "SELECT rowid FROM search_words WHERE search_words MATCH %s"
_POSTGRESQL = "SELECT id FROM search_entry WHERE words @@ %s::tsquery"


@dataclass(frozen=True, slots=True)
class Text:
    """A text on its way into the index. ``within`` is the case, party or maker it lies in."""

    key: UUID
    within: UUID
    text: str


def put(kind: str, texts: Sequence[Text]) -> None:
    """Index these texts; what stood under the same keys before is gone."""
    with transaction.atomic():
        drop(kind, [one.key for one in texts])
        rows = Entry.objects.bulk_create([Entry(kind=kind, key=one.key, within=one.within) for one in texts])
        words = [(row.pk, words_of(one.text)) for row, one in zip(rows, texts, strict=True)]
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


def find(question: Question, kind: str, *, within: Collection[UUID] | None) -> QuerySet[Entry, dict[str, Any]]:
    """Keys that hold every word of the question, as a part of the caller's own query: however many hits there are,
    and whoever may read them, it is one query. ``within`` is None where the kind is open to all who ask."""
    return _keys(_all_of(question.words) if question else None, kind, within)


def like(words: Sequence[str], kind: str, *, within: Collection[UUID] | None) -> QuerySet[Entry, dict[str, Any]]:
    """Keys that hold at least one of these words."""
    return _keys(_any_of(words) if words else None, kind, within)


def _keys(match: str | None, kind: str, within: Collection[UUID] | None) -> QuerySet[Entry, dict[str, Any]]:
    entries = Entry.objects.filter(kind=kind)
    if within is not None:
        entries = entries.filter(within__in=list(within))
    if match is None:
        return entries.none().values("key")
    ids = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    return entries.filter(pk__in=RawSQL(ids, [match])).values("key")  # noqa: S611 - our own words, bound values


# Words hold letters, digits and joints only (words.py), so neither quoting can be broken out of.
def _one(asked: Asked) -> str:
    if connection.vendor == "sqlite":
        return f'"{asked.word}"' + ("" if asked.whole else "*")
    return f"'{asked.word}'" + ("" if asked.whole else ":*")


def _all_of(asked: Sequence[Asked]) -> str:
    return (" AND " if connection.vendor == "sqlite" else " & ").join(_one(one) for one in asked)


def _any_of(words: Sequence[str]) -> str:
    return (" OR " if connection.vendor == "sqlite" else " | ").join(_one(Asked(word, True)) for word in words)
