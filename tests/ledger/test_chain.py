"""Whoever changes a stored fact is found out, and told where."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from medcord.ledger.models import FactRow, StreamHead
from tests.ledger.stories import CASE, OTHER, cut_out, forge, heads, reseal, two_chains, where_it_breaks

STREAM = f"case:{CASE}"
CHANGED = "its content was changed after it was written"
UNLINKED = "it does not continue the fact before it"
SHORT = "the end of the chain is not where its head says"

pytestmark = pytest.mark.django_db


def other_text(text: str, at: int) -> str:
    """``text`` with one character changed to another of the same kind, so that the column still takes it."""
    letters = "0123456789abcdef" if text[at] in "0123456789abcdef" else "xyz"
    return text[:at] + letters[(letters.find(text[at]) + 1) % len(letters)] + text[at + 1 :]


def test_an_untouched_ledger_holds() -> None:
    rows = two_chains()
    assert [row.seq for row in rows] == [1, 2, 3, 4]
    assert where_it_breaks() == []


def test_every_character_of_every_column_is_under_the_seal() -> None:
    row = two_chains()[1]
    stored = {
        "kind": row.kind,
        "actor_kind": row.actor_kind,
        "actor": str(row.actor),
        "party": str(row.party),
        "data": json.dumps(row.data),
        "previous": row.previous,
        "digest": row.digest,
    }
    unseen = []
    for column, text in stored.items():
        for at, letter in enumerate(text):
            if not letter.isalnum():
                continue
            with transaction.atomic():
                changed = other_text(text, at)
                value = changed if column not in ("actor", "party") else uuid.UUID(changed).hex
                if column == "data" and not _is_json(changed):
                    transaction.set_rollback(True)
                    continue
                forge(row, **{column: value})
                if (STREAM, 2) not in {one[:2] for one in where_it_breaks()}:
                    unseen.append((column, at))
                transaction.set_rollback(True)
    assert unseen == []
    assert where_it_breaks() == []


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def test_a_moved_time_is_named() -> None:
    row = two_chains()[2]
    forge(row, at=connection.ops.adapt_datetimefield_value(row.at + timedelta(microseconds=1)))
    assert where_it_breaks() == [(STREAM, 3, CHANGED)]


def test_a_fact_that_gets_another_id_is_named() -> None:
    row = two_chains()[3]
    forge(row, id=uuid.uuid4().hex)
    assert where_it_breaks() == [(STREAM, 4, CHANGED)]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_dropped_fact_is_named_by_the_one_after_it(place: int) -> None:
    cut_out(two_chains()[place])
    assert where_it_breaks() == [(STREAM, place + 2, f"fact {place + 1} is missing before this one")]


def test_a_chain_cut_at_its_end_no_longer_fits_its_head() -> None:
    cut_out(two_chains()[3])
    assert where_it_breaks() == [(STREAM, 4, SHORT)]


def test_two_swapped_facts_are_both_named() -> None:
    _, second, third, _ = two_chains()
    forge(second, seq=99)
    forge(third, seq=2)
    forge(second, seq=3)
    assert [one[:2] for one in where_it_breaks() if one[2] == CHANGED] == [(STREAM, 2), (STREAM, 3)]


def test_a_fact_moved_to_another_chain_is_missed_here_and_found_there() -> None:
    last = two_chains()[3]
    forge(last, stream=f"case:{OTHER}", seq=3)
    assert set(where_it_breaks()) == {
        (STREAM, 4, SHORT),
        (f"case:{OTHER}", 3, CHANGED),
        (f"case:{OTHER}", 3, UNLINKED),
        (f"case:{OTHER}", 2, SHORT),
    }


def test_a_forger_who_seals_the_changed_fact_anew_is_found_at_the_next_one() -> None:
    second = two_chains()[1]
    forge(second, kind="CaseClosed")
    reseal(second)
    assert where_it_breaks() == [(STREAM, 3, UNLINKED)]


def test_a_forger_who_seals_the_last_fact_anew_is_found_at_the_head() -> None:
    last = two_chains()[3]
    forge(last, kind="CaseClosed")
    reseal(last)
    assert where_it_breaks() == [(STREAM, 4, SHORT)]


def test_a_chain_whose_head_was_taken_away_is_named() -> None:
    two_chains()
    StreamHead.objects.filter(stream=STREAM).delete()
    assert where_it_breaks() == [(STREAM, 0, "a chain without a head")]


def test_a_chain_that_was_taken_away_whole_is_named_by_the_head_it_left() -> None:
    for row in two_chains():
        cut_out(row)
    assert where_it_breaks() == [(STREAM, 4, SHORT)]


def test_the_database_itself_takes_no_second_fact_at_one_place() -> None:
    first, second, *_ = two_chains()
    with pytest.raises(IntegrityError), transaction.atomic():
        forge(second, seq=first.seq)


def test_each_case_has_a_chain_of_its_own() -> None:
    two_chains()
    found = FactRow.objects.order_by("stream", "seq").values_list("stream", "seq")
    assert list(found) == [*((STREAM, n) for n in (1, 2, 3, 4)), *((f"case:{OTHER}", n) for n in (1, 2))]
    assert {stream: head.seq for stream, head in heads().items()} == {STREAM: 4, f"case:{OTHER}": 2}


# Somebody with the file in hand can put anything into a column of SQLite; PostgreSQL's columns refuse most of it.
RUBBISH = [
    ("id", "not an id"),
    ("actor", "not an id"),
    ("at", "yesterday"),
    ("data", '{"case": 18446744073709551616}'),
    ("data", '{"mark": "\\ud800"}'),
]


@pytest.mark.parametrize(("column", "rubbish"), [("data", '{"mark": 1.5}'), ("data", "[]"), ("data", "null")])
def test_content_of_another_shape_is_named(column: str, rubbish: str) -> None:
    row = two_chains()[1]
    forge(row, **{column: rubbish})
    assert (STREAM, 2) in {one[:2] for one in where_it_breaks()}


@pytest.mark.parametrize(("column", "rubbish"), RUBBISH)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's columns refuse such values themselves")
def test_a_value_that_no_column_should_hold_is_named_and_stops_nobody(column: str, rubbish: str) -> None:
    row = two_chains()[1]
    forge(row, **{column: rubbish})
    assert STREAM in {one[0] for one in where_it_breaks()}
