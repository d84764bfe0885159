"""Every route stands in the table, and every class of viewer gets there what the table says (law 5)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.access.api_table import CELLS, WHOLE_TABLE
from tests.access.table import DONE, HIDDEN, MOST_ROWS, MOVED, PAGE, SIGN_IN, TOLD, Outcome, Row
from tests.access.world import CLASSES, COLLEAGUES, World

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]

SENTENCE = re.compile(r'role="alert"|"sentence":\s?"|Still missing')
THING = re.compile(r"\{(\w+)\}")
OPEN_TO_ALL_METHODS = ("api/", "api/docs", "api/openapi.json")  # they read nothing and answer all alike
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def routes(patterns: Any = None, before: str = "") -> Iterator[str]:
    """Every route that the url configuration knows."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route


@dataclass(frozen=True)
class Heard:
    """An answer as it is kept."""

    status_code: int
    headers: dict[str, str]
    cookies: SimpleCookie
    said: str


def asked(world: World, row: Row, who: str, *, absent: bool = False) -> tuple[Heard, int, int]:
    """The answer to one class, with the facts it left and the queries it took. Asked once in a world: whoever wants to
    look at the answer looks at the same one. A test that changed the world uses ``ask``."""
    key = f"{row.method} {row.path} {row.data} {row.form} {who} {absent}"
    if key not in world.heard:
        answer, facts, queries = ask(world, row, who, absent=absent)
        said = world.heard.setdefault(f"said {answer.said}", answer.said)  # the same page for many is kept once
        kept = Heard(answer.status_code, dict(answer.headers), answer.cookies, said)
        world.heard[key] = kept, facts, queries
    found: tuple[Heard, int, int] = world.heard[key]
    return found


def ask(world: World, row: Row, who: str, *, absent: bool = False) -> tuple[Any, int, int]:
    """Ask now; what the request did is undone."""
    path, given = world.path(row.path, absent=absent), filled(world, row.data)
    browser = world.browser(who)
    headers = {"X-Finder-Code": world.codes[who]} if who in world.codes and path.startswith("/api/") else {}
    with transaction.atomic():
        before = facts_there()
        taken = Queries()
        with connection.execute_wrapper(taken):
            if path.startswith("/api/") and not row.form and row.method != "GET":
                sent = json.dumps(given)
                answer: Any = browser.generic(row.method, path, sent, "application/json", headers=headers)
            else:
                answer = getattr(browser, row.method.lower())(path, given, headers=headers)
            body = answer.getvalue() if answer.streaming else answer.content
        facts = facts_there() - before
        transaction.set_rollback(True)
    answer.said = body.decode("utf-8", "replace")
    return answer, facts, taken.count


class Queries:
    """Counts what is asked of the database. Django's own keeps their words as well, which costs a query for each."""

    count = 0

    def __call__(self, execute: Any, *given: Any) -> Any:
        self.count += 1
        return execute(*given)


def facts_there() -> int:
    """How many facts there are. Counted around every ask, so by hand: it is a tenth of the time through the models."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM ledger_factrow")
        return int(cursor.fetchone()[0])


def filled(world: World, given: Any) -> Any:
    """What is sent, with the names in it replaced by things of the world."""
    if isinstance(given, str):
        return given.format_map(world.names)
    if isinstance(given, list):
        return [filled(world, one) for one in given]
    return {key: filled(world, one) for key, one in given.items()} if hasattr(given, "items") else given


def outcome_of(answer: Any, facts: int) -> Outcome | str:
    """Which outcome an answer is, or what it is otherwise, in words."""
    where = answer.headers.get("Location", "")
    if answer.status_code in (200, 201, 302) and facts:
        return DONE
    if facts:
        return f"{answer.status_code} with {facts} facts"
    if answer.status_code == 302:
        return SIGN_IN if where.startswith("/sign-in?next=") else MOVED
    if answer.status_code in (403, 409, 422):
        return TOLD if SENTENCE.search(answer.said) else f"{answer.status_code} without a sentence"
    return {200: PAGE, 401: SIGN_IN, 404: HIDDEN}.get(answer.status_code, f"{answer.status_code}")


def test_every_route_is_in_the_table(world: World) -> None:
    inside = {resolve(world.path(row.path)).route for row in CELLS}
    assert sorted(set(routes()) - inside) == []


def test_the_table_names_every_class_in_each_row_and_stays_small() -> None:
    assert [str(row) for row in WHOLE_TABLE if set(row.outcomes) != set(CLASSES)] == []
    # A row of a method and its outcomes is one equivalence class, however many asks are written under it.
    assert len(WHOLE_TABLE) <= MOST_ROWS


def name_of(outcome: Outcome | str) -> str:
    return outcome.name if isinstance(outcome, Outcome) else outcome


def named(row: Row) -> str:
    return f"{row}?{'&'.join(f'{key}={value}' for key, value in row.data.items())}"


@pytest.mark.parametrize("row", CELLS, ids=named)
def test_everybody_gets_what_the_table_says(world: World, row: Row) -> None:
    found = {who: outcome_of(*asked(world, row, who)[:2]) for who in CLASSES}
    expected = {who: row.outcomes[who] for who in CLASSES}
    assert {who: name_of(what) for who, what in found.items()} == {who: what.name for who, what in expected.items()}


HIDING = [row for row in CELLS if "{" in row.path and HIDDEN in row.outcomes.values()]
SEEN = {
    (name, who) for row in CELLS for name in THING.findall(row.path)[:1] for who in CLASSES if row.outcomes[who] is PAGE
}


@pytest.mark.parametrize("row", HIDING, ids=named)
def test_a_hidden_thing_looks_like_an_absent_one(world: World, row: Row) -> None:
    """Status, headers and body; and, for whoever does not see the case or report at all, the number of queries."""
    thing = THING.findall(row.path)[0]
    for who in [who for who in CLASSES if row.outcomes[who] is HIDDEN]:
        hidden, _, queries = asked(world, row, who)
        absent, _, queries_of_absent = asked(world, row, who, absent=True)
        assert shape(hidden) == shape(absent), who
        assert (thing, who) in SEEN or queries == queries_of_absent, who


@pytest.mark.parametrize("row", [row for row in CELLS if "{invitation}" in row.path], ids=named)
def test_who_runs_no_party_learns_of_no_invitation(world: World, row: Row) -> None:
    """It is told that it runs none (36), whether the invitation that it names is there or not."""
    for who in COLLEAGUES:
        (there, _, queries), (absent, _, queries_of_absent) = (
            asked(world, row, who),
            asked(world, row, who, absent=True),
        )
        assert (shape(there), queries) == (shape(absent), queries_of_absent)


def shape(answer: Any) -> tuple[int, dict[str, str], list[str], str]:
    """All of an answer that a stranger could compare, random tokens made alike."""
    said = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.said)
    said = re.sub(r'datetime="[^"]*"|\d\d:\d\d(:\d\d)?', "", said)
    cookies = sorted(f"{name} {morsel['path']} {morsel['max-age']}" for name, morsel in answer.cookies.items())
    return answer.status_code, dict(answer.headers), cookies, said


def test_a_method_that_is_not_in_the_table_is_refused(world: World) -> None:
    meant: dict[str, set[str]] = {}
    paths: dict[str, str] = {}
    for row in CELLS:
        route = resolve(world.path(row.path)).route
        meant.setdefault(route, {"HEAD"}).add(row.method)
        paths[route] = world.path(row.path)
    odd = [
        f"{method} {route} as {who}: {answer.status_code}"
        for route, methods in meant.items()
        if route not in OPEN_TO_ALL_METHODS
        for method in METHODS
        if method not in methods
        for who in ("stranger", "owner")
        if (answer := world.browser(who).generic(method, paths[route])).status_code != 405
    ]
    assert odd == []
