"""A finder leaves nothing behind but the report: no address, no agent, no code in clear, no word in a log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from medcord.intake import actions as intake
from medcord.intake import codes
from medcord.intake import queries as intake_queries
from tests.access.table import FINDERS
from tests.access.world import World, words

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]

ADDRESS = "203.0.113.9"
AGENT = "Kestrel-Browser/7.7"
HEADERS = {
    "REMOTE_ADDR": ADDRESS,
    "HTTP_X_FORWARDED_FOR": ADDRESS,
    "HTTP_USER_AGENT": AGENT,
    "HTTP_FORWARDED": f"for={ADDRESS}",
}
FORM = {
    "device_maker": "Karst", "device_model": "Breva", "how_tested": "zq-log-tested", "patient_impact": "zq-log-impact",
    "description": "zq-log-problem", "identity": "anonymous", "read_policy": "on",
}  # fmt: skip


def finder() -> Client:
    return Client(**HEADERS)  # type: ignore[arg-type]


def everything_stored() -> Iterator[str]:
    """Every value of every row of every table, and every file below the node's home that is text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield f"{table}: {row!r}"
    for session in apps.get_model("parties", "WebSession").objects.all():
        yield f"session: {session.get_decoded()!r}"
    for file in Path(settings.MEDCORD_HOME).rglob("*"):
        if file.is_file():
            yield f"{file.name}: {file.read_bytes()!r}"


def filed(client: Client, **more: Any) -> str:
    """File a report as a finder does; returns the code that was shown."""
    answer = client.post("/report", {**FORM, **more}, follow=True)
    assert answer.status_code == 200
    return str(answer.context["code"])


def test_no_address_agent_or_code_of_a_finder_is_stored_or_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = finder()
    code = filed(client, attached=SimpleUploadedFile("a.txt", b"proof"))
    client.post("/my-report/write", {"body": "zq-log-more"})
    client.post("/my-report/leave")
    client.post("/my-report", {"code": "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AA"})
    client.post("/my-report", {"code": code})
    client.post(
        "/api/v1/my-report/messages", '{"body": "x"}', content_type="application/json", headers={"X-Finder-Code": code}
    )
    stored = list(everything_stored())
    assert any("zq-log-problem" in one for one in stored), "the search finds what is stored"
    plain = code.replace("-", "")
    for secret in (ADDRESS, AGENT, code, plain, plain.lower()):
        assert [one[:200] for one in stored if secret in one] == []
        assert secret not in _logged(caplog)


def _logged(caplog: pytest.LogCaptureFixture) -> str:
    shown = logging.Formatter("%(message)s")
    # Statements with their parameters go to django.db.backends at DEBUG in tests only; a node logs from WARNING on.
    return "\n".join(shown.format(one) for one in caplog.records if one.name != "django.db.backends")


def test_the_code_opens_the_report_again_however_it_is_written(world: World) -> None:
    code = filed(finder())
    for written in (code, code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} "):
        again = finder()
        assert again.post("/my-report", {"code": written}).status_code == 302
        assert "zq-log-problem" in again.get("/my-report").content.decode()


def test_the_code_is_shown_to_the_browser_that_filed_and_to_no_other(world: World) -> None:
    client = finder()
    code = filed(client)
    assert code in client.get("/report/received").content.decode()
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert stolen.get("/report/received").status_code == 302
    client.post("/my-report/leave")
    assert client.get("/report/received").status_code == 302


def test_a_forged_code_cookie_opens_nothing(world: World) -> None:
    client = Client()
    client.cookies["medcord_code"] = world.codes["finder"]
    assert client.get("/report/received").status_code == 302


def test_an_unknown_code_costs_the_same_work_as_a_known_one(world: World) -> None:
    def queries(code: str) -> int:
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as taken:
            intake_queries.open_report(code, "")
        return len(taken)

    assert queries(world.codes["finder"]) == queries(codes.new_code()) == 1


@pytest.mark.parametrize("path", ["/api/v1/my-report", "/api/v1/my-report/messages"])
def test_an_unknown_code_is_told_nothing_by_the_api(world: World, path: str) -> None:
    answer = Client().get(path, headers={"X-Finder-Code": codes.new_code()})
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_one_finder_never_opens_the_report_of_another(world: World) -> None:
    mine = world.browser("finder_out").get("/my-report").content.decode()
    assert ("zq-r2-problem" in mine, "zq-r1-problem" in mine) == (True, False)
    both = world.browser("finder_out")
    both.post("/my-report", {"code": world.codes["finder"]})
    assert "zq-r1-problem" not in both.get("/my-report").content.decode(), "a second code needs leaving first"


def test_a_session_planted_before_the_report_was_filed_opens_nothing(world: World) -> None:
    planted = Client()
    planted.post("/my-report", {"code": world.codes["finder_out"]})
    key = planted.cookies[settings.SESSION_COOKIE_NAME].value
    victim = finder()
    victim.cookies[settings.SESSION_COOKIE_NAME] = key
    filed(victim)
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = key
    assert "zq-log-problem" not in attacker.get("/my-report").content.decode()


def test_a_member_who_files_a_report_gets_the_code_and_is_not_tied_to_it(world: World) -> None:
    member = world.browser("hospital")
    code = filed(member)
    report = intake_queries.report_by_code(code)
    assert [one[:200] for one in everything_stored() if one.startswith("session") and str(report) in one] == []


def test_signing_in_forgets_the_report_whose_code_was_given_before(world: World) -> None:
    client = Client()
    client.post("/my-report", {"code": world.codes["finder"]})
    client.post("/sign-in", {"email": "tarrow@ncc.example", "password": "correct horse battery"})
    assert dict(client.session).keys() & {"finder_report"} == set()


INTAKE_S_OWN = ("/report", "/my-report", "/my-report/write", "/my-report/escalate")


@pytest.mark.parametrize(
    "row",
    [row for row in FINDERS if row.method == "POST" and row.path in INTAKE_S_OWN],
    ids=str,
)
def test_no_word_of_a_request_is_logged_even_when_we_fail(
    world: World, row: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError(f"zq-log-error {args!r} {kwargs!r}")

    for name in ("submit", "write_to", "set_passphrase", "escalate"):
        monkeypatch.setattr(intake, name, fail)
    monkeypatch.setattr(intake_queries, "open_report", fail)
    client = world.browser("stranger" if row.path == "/my-report" else "finder")
    client.raise_request_exception = False
    caplog.set_level(logging.DEBUG)
    answer = client.post(row.path, {**FORM, "code": "zq-log-code", "body": "zq-log-body"}, **HEADERS)
    assert (answer.status_code, "zq-log" in answer.content.decode()) == (500, False)
    ours = [one for one in caplog.records if one.name.startswith("medcord")]
    assert [one.levelname for one in ours] == ["ERROR"]
    assert "zq-log" not in "\n".join(logging.Formatter("%(message)s").format(one) for one in ours)


@pytest.mark.parametrize("name", ["django.request", "django.security.csrf", "django.security"])
def test_django_s_own_request_log_goes_nowhere(name: str) -> None:
    """It writes paths and, for a 500, a trace with the text of the error; without any handler Python prints both."""
    logger: logging.Logger | None = logging.getLogger(name)
    reached: list[logging.Handler] = []
    while logger is not None:
        reached += [one for one in logger.handlers if "pytest" not in type(one).__module__]
        logger = logger.parent if logger.propagate else None
    assert reached != [], "no handler at all: logging.lastResort prints it"
    assert [type(one).__name__ for one in reached if not isinstance(one, logging.NullHandler)] == []


def test_the_finder_s_own_words_do_not_reach_the_log_of_a_refused_report(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = finder().post("/report", {**FORM, "description": "zq-log-long" * 20_000})
    assert answer.status_code == 422
    assert "zq-log" not in _logged(caplog)


def test_a_report_of_the_world_holds_what_its_finder_typed(world: World) -> None:
    """The markers that the other tests look for are really there."""
    page = world.browser("finder").get("/my-report").content.decode()
    assert [
        mark for mark in ("zq-r1-problem", "zq-r1-tested", "zq-r1-impact", "zq-to-finder") if mark not in page
    ] == []
    assert words("zq-r1").finder_name == "zq-r1-finder"
