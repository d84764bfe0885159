"""Durations come from facts, and each party sees its own road only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from medcord.core.measure import Happened, legs
from medcord.gateways import clock
from medcord.measures import queries
from tests.cases.road import joined, reported
from tests.cast import Cast, browser_of

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def at(hours: float, kind: str, **ids: str) -> Happened:
    return Happened(kind, START + timedelta(hours=hours), ids)


def test_a_leg_runs_from_the_first_begin_to_the_first_end_of_the_same_thing() -> None:
    found = {
        leg.name: leg
        for leg in legs(
            [
                at(0, "ReportReceived", report="a"),
                at(5, "ReportTriaged", report="a"),
                at(9, "ReportTriaged", report="a"),
                at(1, "ReportReceived", report="b"),
                at(4, "ReportReceived", report="c"),
                at(5, "ReportTriaged", report="c"),
            ]
        )
    }
    triage = found["Report to triage"]
    assert triage.durations == (timedelta(hours=5), timedelta(hours=1))
    assert (triage.median, triage.longest, triage.under_way) == (timedelta(hours=3), timedelta(hours=5), 1)
    assert found["Case to advisory"].count == 0
    assert found["Case to advisory"].median is None


@pytest.mark.django_db
def test_each_party_measures_its_own_road(cast: Cast) -> None:
    with clock.at(clock.now() - timedelta(days=3)):
        joined(cast)
        reported()
    coordinator = {leg.name: leg for leg in queries.road(cast.coordinator.viewer)}
    assert (coordinator["Report to triage"].count, coordinator["Report to triage"].under_way) == (1, 1)
    assert coordinator["Report to case"].count == 1
    assert {leg.name: leg.under_way for leg in queries.road(cast.manufacturer.viewer)}["Case to advisory"] == 1
    for member in (cast.eve, cast.hospital, cast.isao):
        assert [(leg.count, leg.under_way) for leg in queries.road(member.viewer)] == [(0, 0)] * (
            6 if member is cast.eve else 2
        )


@pytest.mark.django_db
def test_a_maker_that_has_not_signed_measures_nothing_of_the_case(cast: Cast) -> None:
    from medcord.cases import actions
    from tests.cases.road import opened

    actions.invite(opened(cast), cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    assert all(leg.under_way == 0 for leg in queries.road(cast.manufacturer.viewer))


@pytest.mark.django_db
def test_the_page_and_its_file_say_the_same(cast: Cast) -> None:
    joined(cast)
    page = browser_of(cast.coordinator).get("/measures").content.decode()
    rows = browser_of(cast.coordinator).get("/measures.csv").content.decode().splitlines()
    assert len(rows) == 9
    assert all(row.split(",")[0] in page for row in rows[1:])
    assert browser_of(None).get("/measures").status_code == 302
