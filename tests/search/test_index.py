"""The index finds words on whichever database runs, and forgets what is taken out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medcord import search
from medcord.search import index, sources
from medcord.search.models import Entry
from medcord.search.words import Asked

pytestmark = pytest.mark.django_db

CASE, OTHER = UUID(int=1), UUID(int=2)
PUMP, LAMP = UUID(int=11), UUID(int=12)


@pytest.fixture
def _filled(db: None) -> None:
    search.put(
        "message",
        [
            search.Text(PUMP, CASE, "Its alarm (V2.3.1) is silenced; see CVE-2026-1234, VU#123456 and Überdruck."),
            search.Text(LAMP, OTHER, "A lamp of firmware V2.3.10, CVE-2026-12345, DI 04012345678901."),
        ],
    )


def found(line: str, *, within: Collection[UUID] = (CASE, OTHER)) -> set[UUID]:
    keys = search.find(search.question_of(line), "message", within=within)
    return set(keys.values_list("key", flat=True))


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("alarm", {PUMP}),
        ("ala", {PUMP}),
        ("its silenced", {PUMP}),
        ("its lamp", set()),
        ("V2.3.1", {PUMP}),
        ("v2.3.10", {LAMP}),
        ("cve-2026-1234", {PUMP}),
        ("CVE-2026-12345", {LAMP}),
        ("CVE-2026", {PUMP, LAMP}),
        ("vu#123456", {PUMP}),
        ("123456", {PUMP}),
        ("04012345678901", {LAMP}),
        ("uberdruck", {PUMP}),
        ('"alarm"', {PUMP}),
        ('"ala"', set()),
        ("", set()),
        ("'; DROP TABLE x --", set()),
        ('" * OR NEAR(', set()),
        ("a:* | b & !c", set()),
        ("\x00 alarm", {PUMP}),
    ],
)
def test_words_prefixes_quotes_and_whole_numbers(line: str, expected: set[UUID]) -> None:
    assert found(line) == expected


@pytest.mark.usefixtures("_filled")
def test_what_lies_elsewhere_is_not_looked_at() -> None:
    assert found("CVE-2026", within=[CASE]) == {PUMP}
    assert found("CVE-2026", within=[]) == set()
    keys = search.find(search.question_of("alarm"), "report", within=[CASE])
    assert list(keys) == []


@pytest.mark.usefixtures("_filled")
def test_any_of_several_words() -> None:
    keys = search.like(["silenced", "firmware", "zyzzyva"], "message", within=[CASE, OTHER])
    assert set(keys.values_list("key", flat=True)) == {PUMP, LAMP}


@pytest.mark.usefixtures("_filled")
def test_what_anybody_may_look_for_stands_apart_from_what_is_said_in_cases() -> None:
    """The database itself is asked for the mark, so the time it takes does not tell that a case holds the word."""
    search.put("advisory", [search.Text(UUID(int=21), UUID(int=21), "A lamp.")])
    for line in ("alarm", "ala", "CVE-2026-1234", "@advisory:alarm"):
        open_keys = search.find(search.question_of(line), "advisory", within=None)
        assert list(open_keys) == []
        question = index._all_of(search.question_of(line).words, "advisory")
        with connection.cursor() as cursor:
            cursor.execute(index._SQLITE if connection.vendor == "sqlite" else index._POSTGRESQL, [question])
            assert cursor.fetchall() == []
    assert list(search.find(search.question_of("lamp"), "advisory", within=None)) == [{"key": UUID(int=21)}]
    assert found("lamp") == {LAMP}


@pytest.mark.usefixtures("_filled")
def test_a_second_put_replaces_the_first() -> None:
    search.put("message", [search.Text(PUMP, CASE, "Nothing of the kind.")])
    assert found("alarm") == set()
    assert found("kind") == {PUMP}


@pytest.mark.usefixtures("_filled")
def test_what_is_dropped_for_good_leaves_no_word_in_any_table() -> None:
    search.drop("message", [PUMP], for_good=True)
    assert found("alarm") == set()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM search_words_data")
            kept = b"".join(bytes(block) for (block,) in cursor.fetchall())
            cursor.execute("SELECT c0 FROM search_words_content")
            kept += " ".join(words for (words,) in cursor.fetchall()).encode()
        assert b"silenced" not in kept
        assert b"firmware" in kept


@pytest.mark.usefixtures("_filled")
def test_a_hit_and_no_hit_cost_the_same_queries() -> None:
    taken = []
    for line in ("alarm", "zyzzyva"):
        with CaptureQueriesContext(connection) as queries:
            list(Entry.objects.filter(key__in=search.find(search.question_of(line), "message", within=[CASE])))
        taken.append(len(queries))
    assert taken == [1, 1]


def test_the_index_follows_the_rows_and_can_be_built_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {uuid4(): f"row number{n}" for n in range(1203)}

    def read(keys: Collection[UUID] | None) -> Iterable[search.Text]:
        return (search.Text(key, CASE, text) for key, text in list(rows.items()) if keys is None or key in keys)

    source = search.Source("message", read)
    monkeypatch.setattr(sources, "_SOURCES", {"message": source})
    said: list[tuple[str, int]] = []
    assert search.rebuild(lambda kind, done, _total: said.append((kind, done))) == 1203
    assert said == [("message", 500), ("message", 1000), ("message", 1203)]
    assert len(found("number77")) == len([one for one in rows.values() if "number77" in one])
    first = next(iter(rows))
    rows[first] = "changed"
    source.refresh([first])
    assert found("changed") == {first}
    del rows[first]
    source.refresh([first])
    assert found("changed") == set()
    rows.clear()
    search.put("of-old", [search.Text(PUMP, CASE, "a kind that is no more")])
    assert search.rebuild() == 0
    assert Entry.objects.count() == 0


def test_rows_come_newest_first_in_stretches_and_only_as_far_as_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index, "STRETCH", 10)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    keys = [uuid4() for _ in range(35)]
    texts = [search.Text(key, CASE, "alarm", start + timedelta(hours=n)) for n, key in enumerate(keys)]
    search.put("message", list(reversed(texts)))
    asked: list[int] = []

    def load(some: list[UUID]) -> list[UUID]:
        asked.append(len(some))
        return some

    def newest(line: str) -> list[UUID]:
        return list(search.newest(search.question_of(line), "message", within=[CASE], load=load))

    assert newest("alarm") == list(reversed(keys))
    assert asked == [10, 10, 10, 5]
    asked.clear()
    assert newest("zyzzyva") == [index.NOTHING]
    assert asked == [1]
    asked.clear()
    rows = search.newest(search.question_of("alarm"), "message", within=[CASE], load=load)
    assert next(rows) == keys[-1]
    assert asked == [10]


def test_texts_of_one_instant_stand_beside_each_other() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(2):
        search.put("message", [search.Text(uuid4(), CASE, "alarm", at) for _ in range(700)])
    assert len(found("alarm")) == 1400


def test_a_snippet_shows_what_was_found_and_no_more() -> None:
    text = "x " * 200 + "The Alarm is silenced by CVE-2026-1234. " + "y " * 200
    snippet = search.snippet_of(text, search.question_of("alarm cve-2026-1234"))
    assert snippet is not None
    assert [words for words, found in snippet.parts if found] == ["Alarm", "CVE-2026-1234"]
    assert len("".join(words for words, _ in snippet.parts)) < 300
    assert search.snippet_of(text, search.question_of("elsewhere")) is None


def test_a_question_is_cut_to_what_a_person_asks() -> None:
    question = search.question_of("word " * 3 + " ".join(f"w{n}" for n in range(50)))
    assert len(question.words) == 12
    assert question.words[0] == Asked("word", False)
    phrase = search.question_of("“silenced  alarm” now")
    assert phrase.phrases == ("silenced alarm",)
    assert (phrase.holds("A SILENCED\nalarm"), phrase.holds("alarm silenced")) == (True, False)
