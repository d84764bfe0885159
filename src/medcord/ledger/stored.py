"""Facts as the database itself holds them: plain columns, read in one stream, without a model in between.

A model would forgive: an id in capital letters or another blank in the JSON gives the same object. Here every byte of
every column counts, and a million facts take seconds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import OperationalError, connection

Raw = tuple[Any, ...]
"""id, stream, seq, kind, at, actor_kind, actor, party, data, previous, digest: as the columns hold them."""


class ShortFact(NamedTuple):
    """A fact without its links, for lists that look at many and show few."""

    pk: UUID
    seq: int
    kind: str
    at: datetime
    party: UUID | None
    data: dict[str, Any]


_COLUMNS = {
    "sqlite": "id, stream, seq, kind, CAST(at AS TEXT), actor_kind, actor, party, data, previous, digest",
    "postgresql": "id::text, stream, seq, kind, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), "
    "actor_kind, actor::text, party::text, data::text, previous, digest",
}
_SHORT_COLUMNS = {
    "sqlite": "id, stream, seq, kind, CAST(at AS TEXT), party, data",
    "postgresql": "id::text, stream, seq, kind, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), "
    "party::text, data::text",
}
_AT_ONCE = 2000
NOT_OF_A_FACT = (AttributeError, IndexError, TypeError, ValueError)


def every() -> Iterator[Raw]:
    """All facts, chain by chain. On SQLite a text that is not UTF-8 starts the pass again, more leniently."""
    given = 0
    try:
        for row in _rows("ORDER BY stream, seq", ()):
            given += 1
            yield row
    except OperationalError:
        with _lenient():
            for number, row in enumerate(_rows("ORDER BY stream, seq", ())):
                if number >= given:
                    yield row


def of_stream(stream: str, upto: int) -> Iterator[Raw]:
    """The facts of one chain to this place, read piece by piece: a slow reader holds no transaction open."""
    last = 0
    while last < upto:
        rows = list(_rows("WHERE stream = %s AND seq > %s AND seq <= %s ORDER BY seq LIMIT 2000", (stream, last, upto)))
        if not rows:
            return
        yield from rows
        last = rows[-1][2]


def short_by_case(kinds: Collection[str]) -> Iterator[tuple[UUID, list[ShortFact]]]:
    """The facts of these kinds in the chains of all cases, chain by chain: one query, and no model for any of them."""
    marks = ", ".join(["%s"] * len(kinds))
    # Not by "from case: to case;": a database may sort as people do, and then such signs do not count.
    order = f"WHERE kind IN ({marks}) AND stream LIKE 'case:%%' ORDER BY stream, seq"
    named = ""
    facts: list[ShortFact] = []
    loads, instant = orjson.loads, datetime.fromisoformat
    for pk, stream, seq, kind, at, party, data in _rows(order, tuple(kinds), _SHORT_COLUMNS):
        if stream != named:
            if facts:
                yield UUID(named[5:]), facts
            named, facts = stream, []
        who = None if party is None else _party(party)
        facts.append(ShortFact(UUID(pk), seq, kind, instant(f"{at}+00:00"), who, loads(data)))
    if facts:
        yield UUID(named[5:]), facts


_party = lru_cache(maxsize=4096)(UUID)
"""A few parties are in very many facts."""


def _rows(rest: str, parameters: tuple[str | int, ...], columns: Mapping[str, str] = _COLUMNS) -> Iterator[Raw]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {columns[connection.vendor]} FROM ledger_factrow {rest}", parameters)  # noqa: S608 - constants
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows


@contextmanager
def _lenient() -> Iterator[None]:
    """Bytes that are no text come as characters that no seal accepts, instead of stopping the whole pass."""
    if connection.vendor != "sqlite":
        yield
        return
    line: Any = connection.connection
    before = line.text_factory
    line.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        line.text_factory = before


def values(row: Raw) -> dict[str, Any]:
    """What the seal of a row covers. Raises one of NOT_OF_A_FACT for a row that holds what no fact can hold."""
    return (_of_sqlite if connection.vendor == "sqlite" else _of_postgresql)(row)


def sealing() -> Callable[[Raw], str | None]:
    """The function that computes the digest a row should have; None for what no fact can hold."""
    read, dumps, sort = (
        _of_sqlite if connection.vendor == "sqlite" else _of_postgresql,
        orjson.dumps,
        orjson.OPT_SORT_KEYS,
    )

    def sealed(row: Raw) -> str | None:
        try:
            return sha256(dumps(read(row), option=sort)).hexdigest()
        except NOT_OF_A_FACT:
            return None

    return sealed


def fact_id(row: Raw) -> UUID | None:
    """The id of a row, if it is one."""
    try:
        return UUID(row[0])
    except NOT_OF_A_FACT:
        return None


def _of_sqlite(row: Raw) -> dict[str, Any]:
    ident, stream, seq, kind, at, actor_kind, actor, party, text, previous, _digest = row
    data = orjson.loads(text)
    # As it was written, blanks and all. The quick way of saying it fails only for a text that ends in a comma.
    if at[10] != " " or (
        orjson.dumps(data).replace(b',"', b', "').replace(b'":', b'": ') != text.encode() and json.dumps(data) != text
    ):
        raise ValueError
    return {
        "actor": "" if actor is None else f"{actor[:8]}-{actor[8:12]}-{actor[12:16]}-{actor[16:20]}-{actor[20:]}",
        "actor_kind": actor_kind,
        "at": f"{at[:10]}T{at[11:]}+00:00" if len(at) == 26 else f"{at[:10]}T{at[11:]}.000000+00:00",
        "data": data,
        "id": f"{ident[:8]}-{ident[8:12]}-{ident[12:16]}-{ident[16:20]}-{ident[20:]}",
        "kind": kind,
        "party": "" if party is None else f"{party[:8]}-{party[8:12]}-{party[12:16]}-{party[16:20]}-{party[20:]}",
        "previous": previous,
        "seq": seq,
        "stream": stream,
    }


def _of_postgresql(row: Raw) -> dict[str, Any]:
    ident, stream, seq, kind, at, actor_kind, actor, party, text, previous, _digest = row
    return {
        "actor": actor or "",
        "actor_kind": actor_kind,
        "at": f"{at[:10]}T{at[11:]}+00:00",
        "data": orjson.loads(text),
        "id": ident,
        "kind": kind,
        "party": party or "",
        "previous": previous,
        "seq": seq,
        "stream": stream,
    }
