"""Reactions: who waits for which fact, and the step of the worker that carries one over.

Inside our database an effect happens exactly once: the reaction's writes and the ``done`` mark share a transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction

from medcord.core.facts import Fact
from medcord.gateways import clock
from medcord.ledger.models import Delivery, FactRow

log = logging.getLogger(__name__)

Reaction = Callable[[FactRow], None]

_REACTIONS: dict[str, dict[str, Reaction]] = {}
MOST_ATTEMPTS = 12


def on(*kinds: type[Fact], name: str) -> Callable[[Reaction], Reaction]:
    """Register a reaction to these kinds of facts. ``name`` ("matching.advisory") is stored: do not rename it."""

    def register(reaction: Reaction) -> Reaction:
        for kind in kinds:
            _REACTIONS.setdefault(kind.__name__, {})[name] = reaction
        return reaction

    return register


def enqueue(facts: Iterable[FactRow], at: datetime) -> None:
    """Write one delivery for each (fact, reaction) in the caller's transaction."""
    Delivery.objects.bulk_create(
        Delivery(fact=fact, reaction=name, due=at) for fact in facts for name in _REACTIONS.get(fact.kind, {})
    )


def newer_waits(fact: FactRow, reaction: str) -> bool:
    """Whether a newer fact of the same chain waits for the same reaction. One that reads the whole chain each time may
    leave the work to the last of them."""
    waiting = Delivery.objects.filter(reaction=reaction, state=Delivery.State.WAITING)
    return waiting.filter(fact__stream=fact.stream, fact__seq__gt=fact.seq).exists()


def deliver_one() -> bool:
    """Carry the delivery that is due longest to its reaction; False when none is due.

    A failing reaction rolls back and is tried again later, with the class of the error (never its text) kept.
    """
    now = clock.now()
    due = Delivery.objects.filter(state=Delivery.State.WAITING, due__lte=now).order_by("due", "id")
    found = due.select_related("fact").first()
    if found is None:
        return False
    try:
        with transaction.atomic():
            reaction = _REACTIONS.get(found.fact.kind, {}).get(found.reaction)
            if _claim(found.pk) and reaction is not None:
                reaction(found.fact)
    except Exception as error:  # noqa: BLE001 - the worker must outlive any reaction; the failure is recorded below
        log.error("reaction %s failed: %s at %s", found.reaction, type(error).__name__, place_of(error))
        _put_off(found.pk, type(error).__name__, now)
    return True


def place_of(error: BaseException) -> str:
    """File and line where an error arose. Never its text: a text may quote content."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "?"


def _claim(pk: int) -> bool:
    """Mark it done in the transaction of its reaction; False when another worker has it, or had it meanwhile."""
    waiting = Delivery.objects.filter(pk=pk, state=Delivery.State.WAITING)
    if connection.features.has_select_for_update_skip_locked:
        free = waiting.select_for_update(skip_locked=True).values_list("pk", flat=True)
        if not free:
            return False
    return waiting.update(state=Delivery.State.DONE) == 1


def _put_off(pk: int, error: str, now: datetime) -> None:
    with transaction.atomic():
        delivery = Delivery.objects.filter(pk=pk, state=Delivery.State.WAITING).first()
        if delivery is None:
            return
        delivery.attempts += 1
        delivery.error = error[:80]
        delivery.due = now + timedelta(seconds=min(3600, 2**delivery.attempts))
        if delivery.attempts >= MOST_ATTEMPTS:
            delivery.state = Delivery.State.DEAD
        delivery.save()
