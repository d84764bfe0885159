"""A look-up leaves no trace of its reader (P2): no cookie, no row, no line in a log, no address that tells of it."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from medcord.advisories import actions, queries
from medcord.project import node
from tests.advisories.stories import COORDINATOR, PUMP_ADVISORY

pytestmark = pytest.mark.django_db

WORD = "zqpatient"
SERIAL = "SN7788ZQ"
CARRIER = f"(01)00000000031004(21){SERIAL}"
PAGES = (
    "/", "/advisories", "/look-up", "/search", "/feeds", "/policy", "/advisories/feed.atom", "/advisories/feed.json",
    "/advisories/list.csv", "/api/v1/advisories", "/advisories/nothing-here",
)  # fmt: skip
ASKED = (
    "/advisories?q={0}", "/search?q={0}", "/advisories/feed.atom?q={0}", "/advisories/{0}", "/advisories?maker={0}",
    "/api/v1/advisories?q={0}", "/.well-known/csaf/{0}", "/advisories?product={0}&model={0}&cve={0}",
)  # fmt: skip


def rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        counts = {}
        for model in apps.get_models():
            cursor.execute(f'SELECT COUNT(*) FROM "{model._meta.db_table}"')
            counts[model._meta.db_table] = int(cursor.fetchone()[0])
    return counts


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """Every record of every logger, at every level, whatever the settings do with it."""
    heard = io.StringIO()
    handle = logging.Logger.handle

    def listen(self: logging.Logger, record: logging.LogRecord) -> None:
        if not record.name.startswith("django.db"):  # what is asked of the database; kept nowhere, see the next test
            heard.write(f"{record.name} {record.getMessage()} {record.exc_info}\n")
        handle(self, record)

    with mock.patch.object(logging.Logger, "handle", listen):
        yield heard


def ask_everything(browser: Client) -> list[str]:
    """The answers to all questions a stranger can ask with these two words."""
    said = []
    for word in (WORD, CARRIER):
        for path in ASKED:
            said.append(browser.get(path.format(word)).content.decode())
        said.append(browser.post("/look-up", {"what": word}).content.decode())
        answer = browser.post("/api/v1/advisories/look-up", {"udi": word}, content_type="application/json")
        said.append(answer.content.decode())
    return said


def test_a_stranger_gets_no_cookie_and_no_session_anywhere_on_the_public_side() -> None:
    tracking_id = actions.publish(PUMP_ADVISORY, actor=COORDINATOR).advisory.tracking_id
    browser = Client(enforce_csrf_checks=True)
    for path in (*PAGES, f"/advisories/{tracking_id}", f"/advisories/{tracking_id}/csaf.json"):
        answer = browser.get(path)
        assert (path, dict(answer.cookies), answer.headers.get("Set-Cookie")) == (path, {}, None)
    ask_everything(browser)
    assert dict(browser.cookies) == {}


def test_a_look_up_writes_no_row_and_no_query_of_it_changes_anything() -> None:
    actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    before = rows()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        ask_everything(Client())
    assert rows() == before
    verbs = {query["sql"].split(None, 1)[0].upper() for query in asked.captured_queries}
    assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"}


def test_no_log_holds_what_was_looked_for_not_even_when_a_page_breaks() -> None:
    actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    with everything_logged() as heard:
        ask_everything(Client())
        broken = Client(raise_request_exception=False)
        with mock.patch.object(queries, "published", side_effect=RuntimeError(CARRIER)):
            pages = [broken.post("/look-up", {"what": CARRIER}), broken.get("/advisories", {"q": "x"})]
    assert [page.status_code for page in pages] == [500, 500]
    ours = "\n".join(line for line in heard.getvalue().splitlines() if not line.startswith("django.request"))
    for part in (WORD, SERIAL, "31004"):
        assert part not in ours
        assert not any(part in page.content.decode() for page in pages)


def test_the_node_keeps_no_list_of_requests_and_gives_djangos_own_loggers_no_ear() -> None:
    """django.request names the path of a request that failed; the settings send it nowhere."""
    assert "--no-access-log" in Path(node.__file__).read_text()
    loggers = settings.LOGGING["loggers"]
    for name in ("django.request", "django.server", "django.security"):
        assert loggers[name] == {"handlers": ["nowhere"], "propagate": False}
    assert settings.LOGGING["handlers"]["nowhere"] == {"class": "logging.NullHandler"}


def test_the_serial_number_of_a_carrier_reaches_no_answer_and_no_query_of_the_database() -> None:
    actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    with CaptureQueriesContext(connection) as asked:
        said = ask_everything(Client())
    assert not any("7788" in one["sql"] for one in asked.captured_queries if "search_" in one["sql"])
    assert not any(SERIAL in page for page in said)


@pytest.mark.parametrize("path", ["/advisories?q={0}", "/search?q={0}", "/advisories?product=a&model={0}"])
@pytest.mark.parametrize(
    "typed", [CARRIER, "00000000031004", "+A99912345/$10X3/16D20111212/S77DEFG45", f"pump {CARRIER}", "(01)12"]
)
def test_a_udi_in_an_address_is_looked_for_nowhere_and_asked_for_once_more(path: str, typed: str) -> None:
    actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    with mock.patch.object(queries, "published", side_effect=RuntimeError("looked for")):
        answer = Client().get(path.format(quote(typed)))
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Cache-Control"], answer.headers.get("Location")) == (
        422,
        "no-store",
        None,
    )
    assert 'action="/look-up" method="post"' in page
    assert not any(part in page for part in (SERIAL, "77DEFG45"))


def test_feeds_and_programs_are_told_to_send_a_udi_in_the_body() -> None:
    for path in ("/advisories/feed.atom", "/advisories/feed.json", "/advisories/list.csv", "/api/v1/advisories"):
        answer = Client().get(path, {"q": CARRIER})
        assert answer.status_code == 422, path
        assert "does not belong in an address" in answer.content.decode()
        assert "31004" not in answer.content.decode()


def test_what_was_asked_is_kept_by_no_cache_and_no_other_site_hears_of_it() -> None:
    tracking_id = actions.publish(PUMP_ADVISORY, actor=COORDINATOR).advisory.tracking_id
    browser = Client()
    for answer in (browser.get("/advisories?q=x"), browser.get("/search?q=x"), browser.post("/look-up", {"what": "x"})):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    for path in ("/", "/advisories", f"/advisories/{tracking_id}", "/look-up"):
        answer = browser.get(path)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_public_pages_fetch_nothing_from_elsewhere() -> None:
    tracking_id = actions.publish(PUMP_ADVISORY, actor=COORDINATOR).advisory.tracking_id
    for path in ("/", "/advisories", "/look-up", "/feeds", f"/advisories/{tracking_id}"):
        answer = Client().get(path)
        page = answer.content.decode()
        fetched = re.findall(r'<(?:link|script|img|iframe|source)[^>]*?(?:href|src)="([^"]+)"', page)
        assert fetched
        assert [each for each in fetched if not each.startswith("/") or each.startswith("//")] == []
        policy = answer.headers["Content-Security-Policy"]
        assert "http:" not in policy
        assert "https:" not in policy


def test_a_question_from_another_site_is_answered_and_changes_nothing() -> None:
    """No token is asked for, because it would need a cookie; so nothing may hang on it."""
    before = rows()
    answer = Client(enforce_csrf_checks=True).post(
        "/look-up", {"what": "x"}, headers={"Origin": "https://evil.example"}
    )
    assert (answer.status_code, rows()) == (200, before)
