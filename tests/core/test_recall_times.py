"""The days of a recall by its own dates, by hand (FDA7)."""

from __future__ import annotations

from datetime import date

import pytest

from medcord.core.signals import RecallTimes, together

BEGUN, CLASSED, POSTED, OVER = date(2025, 4, 10), date(2025, 11, 26), date(2025, 12, 1), date(2026, 3, 1)


@pytest.mark.parametrize(
    ("times", "seen", "end"),
    [
        (RecallTimes(BEGUN, CLASSED, POSTED, OVER, "Terminated"), "230 days to its class", "325 days to its end"),
        (RecallTimes(BEGUN, None, POSTED, None, "Open"), "235 days until it was posted", "not yet terminated"),
        (RecallTimes(BEGUN, CLASSED, None, None, "Ongoing"), "230 days to its class", "not yet terminated"),
        (RecallTimes(BEGUN, CLASSED, None, None, "Completed"), "230 days to its class", "not yet terminated"),
        (RecallTimes(BEGUN, None, None, None, "Terminated"), "not known", "terminated on a day not known"),
        (RecallTimes(BEGUN), "not known", "not known"),
        (RecallTimes(None, CLASSED, None, OVER, "Terminated"), "not known", "not known"),
        (RecallTimes(CLASSED, CLASSED, None, BEGUN), "0 days to its class", "its dates contradict each other"),
        (RecallTimes(date(2025, 11, 25), CLASSED, None, None, "Ongoing"), "1 day to its class", "not yet terminated"),
    ],
)  # fmt: skip
def test_each_lag_is_said_as_far_as_the_record_tells_it(times: RecallTimes, seen: str, end: str) -> None:
    assert (times.seen_words, times.end_words) == (seen, end)


def test_two_records_of_one_recall_say_together_what_each_says_alone() -> None:
    report = RecallTimes(BEGUN, CLASSED, None, None, "Ongoing")
    record = RecallTimes(BEGUN, None, POSTED, OVER, "Terminated")
    both = RecallTimes(BEGUN, CLASSED, POSTED, OVER, "Terminated")
    assert together([RecallTimes(posted=OVER), record]).posted == POSTED
    assert together([report, record]) == together([record, report]) == both
    assert (both.days_to_seen, both.days_to_end, both.days_seen_to_end) == (230, 325, 95)
    assert together([]) == RecallTimes()
