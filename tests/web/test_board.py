"""The board: by clock, each role its own cut, and as many queries for forty cases as for four."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.road import joined, opened, reported, stated
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db


def queries_of(cast: Cast) -> int:
    coordinator = browser_of(cast.coordinator)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert coordinator.get("/board").status_code == 200
    return len(seen)


def test_more_cases_ask_no_more_of_the_database(cast: Cast) -> None:
    stated(cast, joined(cast))
    few = queries_of(cast)
    for _ in range(5):
        joined(cast)
    assert queries_of(cast) == few
    assert few <= 30


def test_a_report_that_waits_stands_on_the_coordinators_board_only(cast: Cast) -> None:
    reference = reported()
    assert reference in browser_of(cast.coordinator).get("/board").content.decode()
    for member in (cast.regulator, cast.manufacturer, cast.eve):
        assert reference not in browser_of(member).get("/board").content.decode()


def test_the_regulator_sees_cases_it_is_in_and_eve_an_empty_inbox(cast: Cast) -> None:
    case = opened(cast)
    assert case in browser_of(cast.regulator).get("/board").content.decode()
    page = browser_of(cast.eve).get("/board").content.decode()
    assert case not in page
    assert "A coordinator that needs you sends an invitation" in page


def test_the_file_holds_the_same_cases_and_no_formula(cast: Cast) -> None:
    opened(cast)
    text = browser_of(cast.coordinator).get("/board.csv").content.decode()
    assert "Breva V2: alarms can be silenced" in text
    assert browser_of(cast.eve).get("/board.csv").content.decode().count("\n") == 1
