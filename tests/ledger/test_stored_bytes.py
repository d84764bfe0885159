"""Any byte of any column of a stored fact, changed behind the product's back, is found where it is."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medcord.ledger.models import FactRow
from tests.ledger.stories import CASE, OTHER, forge, two_chains, where_it_breaks

pytestmark = pytest.mark.django_db

STREAM = f"case:{CASE}"
COLUMNS = ("id", "stream", "seq", "kind", "at", "actor_kind", "actor", "party", "data", "previous", "digest")


@pytest.fixture
def rows() -> list[FactRow]:
    return two_chains()


def stored(row: FactRow, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT CAST({column} AS TEXT) FROM ledger_factrow WHERE seq = 2 AND stream = %s", [STREAM])
        return str(cursor.fetchone()[0]).encode()


def put(row: FactRow, column: str, data: bytes) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            value = f"CAST(x'{data.hex()}' AS {'INTEGER' if column == 'seq' else 'TEXT'})"
            cursor.execute(f"UPDATE ledger_factrow SET {column} = {value} WHERE seq = 2 AND stream = %s", [STREAM])
        else:
            kind = {"id": "uuid", "actor": "uuid", "party": "uuid", "at": "timestamptz", "seq": "bigint",
                    "data": "jsonb"}.get(column, "text")  # fmt: skip
            change = f"UPDATE ledger_factrow SET {column} = CAST(%s AS {kind}) WHERE seq = 2 AND stream = %s"
            cursor.execute(change, [data.decode("latin-1"), STREAM])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    column=st.sampled_from(COLUMNS),
    where=st.floats(min_value=0, max_value=1, exclude_max=True),
    other=st.integers(0, 255),
)
def test_a_changed_byte_in_any_column_is_found(rows: list[FactRow], column: str, where: float, other: int) -> None:
    row = rows[1]
    was = stored(row, column)
    place = int(where * len(was))
    now = was[:place] + bytes((other,)) + was[place + 1 :]
    try:
        with transaction.atomic():
            put(row, column, now)
            if stored_as_it_was(row, column, was):
                return  # the column itself took it for the same value, as PostgreSQL does with capital letters
            found = where_it_breaks()
            transaction.set_rollback(True)
    except (IntegrityError, DataError, ValueError):
        return  # the database itself refused the value
    touched = {(stream, seq) for stream, seq, _why in found}
    assert touched & {(STREAM, 2), (STREAM, 3)} or column in ("stream", "seq"), (column, was, now)
    assert touched
    assert where_it_breaks() == []


def stored_as_it_was(row: FactRow, column: str, was: bytes) -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            question = f"SELECT CAST({column} AS BLOB) FROM ledger_factrow WHERE id = %s AND seq = 2"
            cursor.execute(question, [row.pk.hex])
        else:
            question = (
                f"SELECT convert_to(CAST({column} AS text), 'UTF8') FROM ledger_factrow WHERE id = %s AND seq = 2"
            )
            cursor.execute(question, [row.pk])
        found = cursor.fetchone()
    return found is not None and bytes(found[0]) == was


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps a value and not its spelling")
def test_even_another_spelling_of_the_same_value_is_found(rows: list[FactRow]) -> None:
    row = rows[1]
    spellings = {
        "id": row.pk.hex.upper(),
        "actor": str(row.actor),
        "data": '{"case":"11111111-1111-4111-8111-111111111111"}',
    }
    for column, value in spellings.items():
        with transaction.atomic():
            forge(row, **{column: value})
            assert (STREAM, 2) in {one[:2] for one in where_it_breaks()}, column
            transaction.set_rollback(True)
    with transaction.atomic():
        put(row, "data", stored(row, "data").replace(b", ", b",\n"))
        assert where_it_breaks() == [(STREAM, 2, "it holds a value that no fact can hold")]
        transaction.set_rollback(True)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps no text that is not UTF-8")
def test_bytes_that_are_no_text_stop_nobody(rows: list[FactRow]) -> None:
    put(rows[1], "kind", b"Case\xffMarked")
    assert [one[:2] for one in where_it_breaks()] == [(STREAM, 2)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(4)))
def test_facts_in_any_other_order_are_found(rows: list[FactRow], order: list[int]) -> None:
    with transaction.atomic():
        for place, row in enumerate(rows):
            forge(row, seq=100 + place)
        for place, number in enumerate(order, start=1):
            forge(rows[number], seq=place)
        found = where_it_breaks()
        transaction.set_rollback(True)
    assert bool(found) == (list(order) != [0, 1, 2, 3])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(0, 3), seq=st.integers(1, 9))
def test_a_fact_moved_to_another_chain_is_found(rows: list[FactRow], number: int, seq: int) -> None:
    try:
        with transaction.atomic():
            forge(rows[number], stream=f"case:{OTHER}", seq=seq)
            found = where_it_breaks()
            transaction.set_rollback(True)
    except IntegrityError:
        return  # that place is taken, and the database says so
    assert {stream for stream, _seq, _why in found} == {STREAM, f"case:{OTHER}"}


def test_a_fact_nobody_wrote_at_the_end_of_a_chain_is_found(rows: list[FactRow]) -> None:
    last = rows[-1]
    FactRow(
        id=UUID(int=9), stream=STREAM, seq=5, kind="CaseClosed", at=last.at, actor_kind="system", data={},
        previous=last.digest, digest="ab" * 32,
    ).save(force_insert=True)  # fmt: skip
    assert {(STREAM, 5)} == {one[:2] for one in where_it_breaks() if one[1] == 5}
