"""Limits on attempts: a few are free, then each must wait twice as long as the one before.

    SIGN_IN = Limit("sign-in", free=5, wait=timedelta(seconds=30), longest=timedelta(hours=1))
    limits.admit(SIGN_IN.of(address, account))    # before the work; counts it, or raises TryLater
    limits.forgive(SIGN_IN.of(address, account))  # after it went well: the next one is free again

Whoever asks is never stored: the key of a count is an HMAC over the day's salt. A count is destroyed a day after its
last attempt, a salt when the day after its own is over, or before if no count needs it. Counts of yesterday are carried
over, so that midnight (UTC) gives nobody a fresh budget. They stand in the database, so all processes share them. An
account that does not exist is counted like one that does.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from medcord.core.facts import Digest
from medcord.core.refusals import TryLater
from medcord.gateways import clock
from medcord.ledger.models import AttemptCount, SaltOfDay
from medcord.ledger.sealing import new_salt, seal
from medcord.ledger.ticks import every
from medcord.ledger.writing import inside_action

_MOST_DOUBLINGS = 30
LONGEST_MEMORY = timedelta(hours=24)
"""Of any limit. More could not be kept: a salt is destroyed when the day after its own is over."""


@dataclass(frozen=True)
class Limit:
    """``free`` attempts pass at once, the next ones after ``wait``, doubled each time up to ``longest``; ``forget``
    without an attempt clears the count. Two limits of one name share their counts."""

    name: str
    free: int
    wait: timedelta
    longest: timedelta
    forget: timedelta = LONGEST_MEMORY

    def of(self, *subject: str) -> Counted:
        """This limit for one subject, such as an address, an account, or both."""
        return Counted(self, subject)

    def pause_after(self, count: int) -> timedelta:
        """How long to wait after this many attempts."""
        if count < self.free:
            return timedelta(0)
        return min(self.wait * (1 << min(count - self.free, _MOST_DOUBLINGS)), self.longest)


@dataclass(frozen=True)
class Counted:
    """One limit and whom it counts."""

    limit: Limit
    subject: tuple[str, ...]

    def key(self, salt: str) -> str:
        """What stands in the database instead of the subject; without salt and secret it tells nothing."""
        return seal(salt, self.limit.name, *self.subject)


def admit(*counted: Counted) -> None:
    """Count one attempt against each limit, or against none and raise TryLater with the longest wait.

    Call it before the work and outside of actions: what a refusal rolls back would not be counted. Two attempts at the
    same instant are two.
    """
    if inside_action():
        raise RuntimeError("limits.admit inside an action: its refusal would take the count back")
    with transaction.atomic():
        now = clock.of_machine()
        salts = _salts(now)
        limits = {one.key(salts[0]): one.limit for one in counted}
        rows = _locked(sorted(limits), now)
        _carry_over(rows, {one.key(older): one.key(salts[0]) for older in salts[1:] for one in counted})
        waits = [row.not_before - now for row in rows if row.not_before > now]
        if not waits:
            for row in rows:
                _count(row, limits[row.key], now)
    if waits:
        raise TryLater(max(waits))


def check(*counted: Counted) -> None:
    """Raise TryLater while one of these must wait, and count nothing. For readers that come again and again with what
    is right: they count an attempt only when it was wrong."""
    now = clock.of_machine()
    waiting = AttemptCount.objects.filter(key__in=_keys(counted, now), not_before__gt=now)
    waits = [row.not_before - now for row in waiting]
    if waits:
        raise TryLater(max(waits))


def forgive(*counted: Counted) -> None:
    """Forget the attempts: this one was the right person's.

    Never forgive an address alone: whoever has one account of their own would clear the way to all others; see
    ``take_back``.
    """
    with transaction.atomic():
        AttemptCount.objects.filter(key__in=_keys(counted, clock.of_machine())).delete()


def take_back(*counted: Counted) -> None:
    """Count this one attempt less: it went well, and many people share the address it came from. Unlike ``forgive`` it
    clears no way for guesses that were made in between."""
    with transaction.atomic():
        now = clock.of_machine()
        for row in AttemptCount.objects.select_for_update().filter(key__in=_keys(counted, now)).order_by("key"):
            row.count, row.not_before = max(0, row.count - 1), now
            row.save(update_fields=["count", "not_before"])


def digest_of_today(*subject: str) -> Digest:
    """The same subject gives the same digest until the day (UTC) is over; then nobody can compute it any more."""
    with transaction.atomic():
        return seal(_mixed(_salt_rows(clock.of_machine())[0].salt), "digest", *subject)


def _keys(counted: Sequence[Counted], now: datetime) -> list[str]:
    """The keys of these counts, of today and yesterday."""
    return sorted(one.key(salt) for salt in _salts(now) for one in counted)


def _salts(now: datetime) -> list[str]:
    """The salts of keys: today's, then yesterday's while there is one."""
    return [_mixed(row.salt if row.counts_only else _one_way(row.salt)) for row in _salt_rows(now)]


def _salt_rows(now: datetime) -> list[SaltOfDay]:
    days = [now.date(), now.date() - timedelta(days=1)]
    found = {row.day: row for row in SaltOfDay.objects.filter(day__in=days)}
    if days[0] not in found:
        SaltOfDay.objects.bulk_create([SaltOfDay(day=days[0], salt=new_salt())], ignore_conflicts=True)
        forget_yesterday()
        found = {row.day: row for row in SaltOfDay.objects.filter(day__in=days)}
    return [found[day] for day in days if day in found]


def _mixed(salt: str) -> str:
    """A salt mixed with the node's secret: neither a copy of the database nor the secret alone is enough."""
    return hmac.new(settings.SECRET_KEY.encode(), salt.encode(), hashlib.sha256).hexdigest()


def _one_way(salt: str) -> str:
    """What finds the counts of a day, and from which its digests cannot be computed."""
    return hashlib.sha256(b"counts\0" + salt.encode()).hexdigest()


def _locked(keys: list[str], now: datetime) -> list[AttemptCount]:
    fresh = [AttemptCount(key=key, day=now.date(), last=now, not_before=now) for key in keys]
    AttemptCount.objects.bulk_create(fresh, ignore_conflicts=True)
    # why sorted: two attempts that share keys take them in one order, so neither waits for the other for ever
    return list(AttemptCount.objects.select_for_update().filter(key__in=keys).order_by("key"))


def _carry_over(rows: list[AttemptCount], older: dict[str, str]) -> None:
    """Add to today's counts what was counted yesterday, once. ``older``: yesterday's keys to today's."""
    today = {row.key: row for row in rows}
    found = AttemptCount.objects.select_for_update().filter(key__in=sorted(older)).order_by("key") if older else ()
    for before in found:
        row = today[older[before.key]]
        row.last = max(row.last, before.last) if row.count else before.last
        row.count, row.not_before = row.count + before.count, max(row.not_before, before.not_before)
        row.save(update_fields=["count", "last", "not_before"])
        before.delete()


def _count(row: AttemptCount, limit: Limit, now: datetime) -> None:
    row.count = 1 if now - row.last >= limit.forget else row.count + 1
    row.last, row.not_before = now, now + limit.pause_after(row.count)
    row.save(update_fields=["count", "last", "not_before"])


@every(timedelta(hours=1), name="ledger.forget_attempts")
def forget_yesterday() -> None:
    """Destroy counts a day after their last attempt, and salts that no count needs; make yesterday's one-way."""
    now = clock.of_machine()
    today, yesterday = now.date(), now.date() - timedelta(days=1)
    with transaction.atomic():
        AttemptCount.objects.filter(last__lte=now - LONGEST_MEMORY).delete()
        if not AttemptCount.objects.filter(day=yesterday).exists():
            SaltOfDay.objects.filter(day=yesterday).delete()
        SaltOfDay.objects.filter(day__lt=yesterday).delete()
        for row in SaltOfDay.objects.select_for_update().filter(day__lt=today, counts_only=False):
            row.salt, row.counts_only = _one_way(row.salt), True
            row.save(update_fields=["salt", "counts_only"])
