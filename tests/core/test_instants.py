"""A time of day is one instant, or it is asked which."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.instants import instant_of
from medcord.core.refusals import InputRefusal

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


def test_an_ordinary_time_is_one_instant() -> None:
    assert instant_of(datetime(2026, 12, 3, 10, 0), BERLIN) == datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
    assert instant_of(datetime(2026, 7, 3, 10, 0), BERLIN) == datetime(2026, 7, 3, 8, 0, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_refused_with_one_that_exists() -> None:
    with pytest.raises(InputRefusal) as refused:
        instant_of(datetime(2027, 3, 28, 2, 30), BERLIN)
    assert refused.value.code == "time-skipped"
    assert "02:30 does not exist on 2027-03-28 in Europe/Berlin" in refused.value.sentence
    assert "03:30" in refused.value.sentence


def test_a_time_that_comes_twice_is_asked_for() -> None:
    twice = datetime(2027, 10, 31, 2, 30)
    with pytest.raises(InputRefusal) as refused:
        instant_of(twice, BERLIN)
    assert refused.value.code == "time-twice"
    assert "00:30 UTC and at 01:30 UTC" in refused.value.sentence
    assert instant_of(twice, BERLIN, later=False) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert instant_of(twice, BERLIN, later=True) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@given(
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2037, 1, 1)),
    st.sampled_from([BERLIN, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu"), UTC]),
    st.sampled_from([None, True, False]),
)
def test_what_is_understood_reads_the_same_there(local: datetime, zone: ZoneInfo, later: bool | None) -> None:
    try:
        at = instant_of(local, zone, later=later)
    except InputRefusal:
        return
    assert at.astimezone(zone).replace(tzinfo=None, fold=0) == local
