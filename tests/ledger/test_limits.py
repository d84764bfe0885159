"""A few attempts are free, then each must wait longer; nobody's address stays behind."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medcord import ledger
from medcord.core.refusals import TryLater
from medcord.gateways import clock
from medcord.ledger import limits
from medcord.ledger.limits import Limit
from medcord.ledger.models import AttemptCount, SaltOfDay
from tests.ledger.node import Node

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LIMIT = Limit("door", free=3, wait=timedelta(seconds=30), longest=timedelta(minutes=5), forget=timedelta(hours=1))
EVE, LENA = LIMIT.of("203.0.113.7", "eve@eveline.example"), LIMIT.of("203.0.113.8", "ostrava@karst.example")

pytestmark = pytest.mark.django_db


def refused_at(instant: datetime, *who: limits.Counted) -> int:
    """Seconds to wait, 0 when the attempt passes."""
    with clock.at(instant):
        try:
            limits.admit(*who)
        except TryLater as refusal:
            return refusal.seconds
    return 0


def test_three_are_free_and_each_one_after_waits_twice_as_long() -> None:
    instant, waits = NOON, []
    for _ in range(9):
        wait = refused_at(instant, EVE)
        waits.append(wait)
        if wait:
            instant += timedelta(seconds=wait)
            assert refused_at(instant, EVE) == 0
    assert waits == [0, 0, 0, 30, 60, 120, 240, 300, 300]


def test_trying_while_waiting_does_not_make_the_wait_longer() -> None:
    for _ in range(3):
        refused_at(NOON, EVE)
    seconds = [refused_at(NOON + timedelta(seconds=passed), EVE) for passed in range(0, 30, 10)]
    assert seconds == [30, 20, 10]
    assert refused_at(NOON + timedelta(seconds=30), EVE) == 0


def test_one_who_waits_does_not_hold_up_another() -> None:
    for _ in range(4):
        refused_at(NOON, EVE)
    assert (refused_at(NOON, EVE), refused_at(NOON, LENA)) == (30, 0)


def test_a_success_makes_the_next_attempts_free_again() -> None:
    for _ in range(3):
        refused_at(NOON, LENA)
    with clock.at(NOON):
        limits.forgive(LENA)
    assert [refused_at(NOON, LENA) for _ in range(3)] == [0, 0, 0]


def test_an_hour_without_an_attempt_clears_the_count() -> None:
    for _ in range(3):
        refused_at(NOON, EVE)
    later = NOON + timedelta(hours=1)
    assert [refused_at(later, EVE) for _ in range(4)] == [0, 0, 0, 30]


def test_of_several_limits_the_longest_wait_is_told_and_none_is_counted() -> None:
    by_account = Limit("account", free=1, wait=timedelta(minutes=2), longest=timedelta(minutes=2)).of("eve")
    assert refused_at(NOON, EVE, by_account) == 0
    assert [refused_at(NOON, EVE, by_account) for _ in range(5)] == [120] * 5
    assert [refused_at(NOON, EVE) for _ in range(3)] == [0, 0, 30]


def test_subjects_cannot_run_into_each_other() -> None:
    salt = "s"
    assert LIMIT.of("a", "bc").key(salt) != LIMIT.of("ab", "c").key(salt)
    assert LIMIT.of("a").key(salt) != Limit("other", 1, timedelta(1), timedelta(1)).of("a").key(salt)


def test_no_address_and_no_account_can_be_read_or_guessed_from_what_is_stored() -> None:
    refused_at(NOON, EVE)
    row, salt = AttemptCount.objects.get(), SaltOfDay.objects.get()
    stored = f"{row.__dict__} {salt.__dict__}"
    guesses = {hashlib.sha256(text.encode()).hexdigest() for text in (*EVE.subject, "".join(EVE.subject))}
    assert not any(word in stored for word in (*EVE.subject, *guesses))
    assert EVE.key(salt.salt) not in stored  # whoever has the database only still lacks the node's secret


def test_counts_and_salt_are_destroyed_when_the_day_is_over() -> None:
    refused_at(NOON, EVE)
    with clock.at(NOON):
        before = limits.digest_of_today("203.0.113.7")
        assert before == limits.digest_of_today("203.0.113.7")
    salt = SaltOfDay.objects.get().salt
    with clock.at(NOON + timedelta(days=1)):
        limits.forget_yesterday()
        assert (AttemptCount.objects.count(), SaltOfDay.objects.count()) == (0, 0)
        assert limits.digest_of_today("203.0.113.7") != before
    assert SaltOfDay.objects.get().salt != salt


def test_the_first_attempt_of_a_day_destroys_the_day_before_even_without_a_worker() -> None:
    refused_at(NOON, EVE)
    refused_at(NOON + timedelta(days=1), LENA)
    assert SaltOfDay.objects.count() == AttemptCount.objects.count() == 1


def test_midnight_gives_nobody_a_fresh_budget() -> None:
    late = datetime(2026, 11, 23, 23, 59, 50, tzinfo=UTC)
    assert [refused_at(late, EVE) for _ in range(4)] == [0, 0, 0, 30]
    with clock.at(late + timedelta(seconds=20)):  # ten past midnight; twenty seconds of the wait are over
        with pytest.raises(TryLater) as refused:
            limits.check(EVE)
        assert refused.value.seconds == 10
    instant, waits = late + timedelta(seconds=30), []
    for _ in range(3):  # and each wait is twice the one before, as on the day before
        assert refused_at(instant, EVE) == 0
        waits.append(refused_at(instant, EVE))
        instant += timedelta(seconds=waits[-1])
    assert waits == [60, 120, 240]
    assert AttemptCount.objects.count() == 1  # carried over, not counted beside


def test_a_success_after_midnight_clears_what_was_counted_before_it() -> None:
    late = datetime(2026, 11, 23, 23, 59, 50, tzinfo=UTC)
    for _ in range(2):
        refused_at(late, LENA)
    with clock.at(late + timedelta(minutes=1)):
        limits.forgive(LENA)
    assert [refused_at(late + timedelta(minutes=1), LENA) for _ in range(4)] == [0, 0, 0, 30]


def test_a_limit_that_remembers_a_day_remembers_it_over_midnight() -> None:
    slow = Limit("slow", free=2, wait=timedelta(hours=1), longest=timedelta(hours=1)).of("eve")
    morning = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    assert [refused_at(morning + timedelta(hours=hours), slow) for hours in (0, 23)] == [0, 0]
    next_day = morning + timedelta(hours=23, minutes=45)  # 00:15: the first attempt was 23¾ hours ago
    assert refused_at(next_day, slow) == 900
    assert refused_at(next_day + timedelta(hours=25), slow) == 0


def test_yesterday_s_salt_finds_counts_and_computes_no_digest() -> None:
    refused_at(NOON, EVE)
    with clock.at(NOON):
        before = limits.digest_of_today("203.0.113.7")
        salt = SaltOfDay.objects.get().salt
    refused_at(NOON + timedelta(hours=20), LENA)
    kept = {row.counts_only: row.salt for row in SaltOfDay.objects.all()}
    assert salt not in kept.values()
    with clock.at(NOON + timedelta(hours=20)):
        assert limits.digest_of_today("203.0.113.7") != before
    SaltOfDay.objects.filter(counts_only=False).update(salt=kept[True])  # what a thief of the database would try
    with clock.at(NOON + timedelta(hours=20)):
        assert limits.digest_of_today("203.0.113.7") != before


def test_a_known_and_an_unknown_subject_cost_the_same_questions() -> None:
    refused_at(NOON, LENA)
    counts = []
    for who in (LENA, EVE):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            refused_at(NOON, who)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_attempt_cannot_be_counted_where_a_refusal_would_take_it_back() -> None:
    @ledger.action
    def verb() -> None:
        limits.admit(EVE)

    with pytest.raises(RuntimeError):
        verb()


def test_threads_of_several_processes_share_one_count(tmp_path: Path) -> None:
    node = Node(tmp_path / "node")
    node.migrate()
    crowd = [node.start("tests.ledger.knockers", "3", "4") for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in crowd]
    assert [process.returncode for process in crowd] == [0, 0]
    assert sum(map(int, said)) == 7
