"""Limits on attempts: a few are free, then each must wait twice as long as the one before.

    SIGN_IN = Limit("sign-in", free=5, wait=timedelta(seconds=30), longest=timedelta(hours=1))
    limits.admit(SIGN_IN.of(address, account))    # before the work; counts it, or raises TryLater
    limits.forgive(SIGN_IN.of(address, account))  # after it went well: the next one is free again

Whoever asks is never stored: the key of a count is an HMAC over today's salt, and count and salt are destroyed when the
day (UTC) is over, which also starts every count anew. The counts stand in the database, so all processes share them.
An account that does not exist is counted like one that does.
"""

from __future__ import annotations

import hashlib
import hmac
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


@dataclass(frozen=True)
class Limit:
    """``free`` attempts pass at once, the next ones after ``wait``, doubled each time up to ``longest``; ``forget``
    without an attempt clears the count. Two limits of one name share their counts."""

    name: str
    free: int
    wait: timedelta
    longest: timedelta
    forget: timedelta = timedelta(hours=24)

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
        now = clock.now()
        salt = _salt(now)
        limits = {one.key(salt): one.limit for one in counted}
        rows = _locked(sorted(limits), now)
        waits = [row.not_before - now for row in rows if row.not_before > now]
        if not waits:
            for row in rows:
                _count(row, limits[row.key], now)
    if waits:
        raise TryLater(max(waits))


def check(*counted: Counted) -> None:
    """Raise TryLater while one of these must wait, and count nothing. For readers that come again and again with what
    is right: they count an attempt only when it was wrong."""
    now, salt = clock.now(), _salt(clock.now())
    waiting = AttemptCount.objects.filter(key__in=[one.key(salt) for one in counted], not_before__gt=now)
    waits = [row.not_before - now for row in waiting]
    if waits:
        raise TryLater(max(waits))


def forgive(*counted: Counted) -> None:
    """Forget the attempts: this one was the right person's.

    Never forgive an address alone: whoever has one account of their own would clear the way to all others; see
    ``take_back``.
    """
    with transaction.atomic():
        salt = _salt(clock.now())
        AttemptCount.objects.filter(key__in=[one.key(salt) for one in counted]).delete()


def take_back(*counted: Counted) -> None:
    """Count this one attempt less: it went well, and many people share the address it came from. Unlike ``forgive`` it
    clears no way for guesses that were made in between."""
    with transaction.atomic():
        now = clock.now()
        salt = _salt(now)
        for row in AttemptCount.objects.select_for_update().filter(key__in=sorted(one.key(salt) for one in counted)):
            row.count, row.not_before = max(0, row.count - 1), now
            row.save(update_fields=["count", "not_before"])


def digest_of_today(*subject: str) -> Digest:
    """The same subject gives the same digest until the day (UTC) is over; then nobody can compute it any more."""
    with transaction.atomic():
        return seal(_salt(clock.now()), "digest", *subject)


def _salt(now: datetime) -> str:
    """Today's salt, mixed with the node's secret: neither a copy of the database nor the secret alone is enough."""
    found = SaltOfDay.objects.filter(day=now.date()).first()
    if found is None:
        SaltOfDay.objects.bulk_create([SaltOfDay(day=now.date(), salt=new_salt())], ignore_conflicts=True)
        found = SaltOfDay.objects.get(day=now.date())
        forget_yesterday()
    return hmac.new(settings.SECRET_KEY.encode(), found.salt.encode(), hashlib.sha256).hexdigest()


def _locked(keys: list[str], now: datetime) -> list[AttemptCount]:
    fresh = [AttemptCount(key=key, day=now.date(), last=now, not_before=now) for key in keys]
    AttemptCount.objects.bulk_create(fresh, ignore_conflicts=True)
    # why sorted: two attempts that share keys take them in one order, so neither waits for the other for ever
    return list(AttemptCount.objects.select_for_update().filter(key__in=keys).order_by("key"))


def _count(row: AttemptCount, limit: Limit, now: datetime) -> None:
    row.count = 1 if now - row.last >= limit.forget else row.count + 1
    row.last, row.not_before = now, now + limit.pause_after(row.count)
    row.save(update_fields=["count", "last", "not_before"])


@every(timedelta(hours=1), name="ledger.forget_attempts")
def forget_yesterday() -> None:
    """Destroy counts and salts of days that are over."""
    today = clock.now().date()
    AttemptCount.objects.filter(day__lt=today).delete()
    SaltOfDay.objects.filter(day__lt=today).delete()
