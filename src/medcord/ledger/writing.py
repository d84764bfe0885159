"""``commit``: rows, facts and outbox entries in one transaction; ``action``: the wrapper every verb wears."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import DatabaseError, models, transaction

from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import Code, Fact, ReleaseHeld
from medcord.core.refusals import EditedMeanwhile
from medcord.gateways import clock
from medcord.ledger import chain, channels, crossing, outbox
from medcord.ledger.models import FactRow
from medcord.ledger.rows import Row, writing

P = ParamSpec("P")
T = TypeVar("T")

_AT_ONCE = 500
"""Rows a statement: below the number of values that every database takes at once."""

log = logging.getLogger(__name__)
_NODE = Viewer(kind=ViewerKind.SYSTEM)

_facts_left: ContextVar[int | None] = ContextVar("medcord_facts_left", default=None)


class NoFactLeft(RuntimeError):
    """A programmer's error: an action ended without a fact (law 6)."""


def action(verb: Callable[P, T]) -> Callable[P, T]:
    """One transaction around one verb; it must leave at least one fact behind, or nothing is written.

    An action called from another joins its transaction. What was released in it goes out to all channels with its end.
    """

    @functools.wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        outermost = not inside_action()
        token = _facts_left.set(0)
        try:
            with transaction.atomic(), channels.act(outermost=outermost):
                result = verb(*args, **kwargs)
                if not _facts_left.get():
                    raise NoFactLeft(verb.__qualname__)
            return result
        except channels.HeldUp as held:
            if outermost:
                _note_held(held)
            raise
        finally:
            left = _facts_left.get() or 0
            _facts_left.reset(token)
            outer = _facts_left.get()
            if outer is not None:
                _facts_left.set(outer + left)

    return run


def _note_held(held: channels.HeldUp) -> None:
    """Keep that a release was held up, for the status page; on a disk that is full even that may fail."""

    @action
    def note() -> None:
        commit(facts=[ReleaseHeld(Code(held.fields["channel"]), Code(held.fields["reason"]))], actor=_NODE)

    try:
        note()
    except DatabaseError as failure:
        log.error("held release not noted: %s", type(failure).__name__)


def inside_action() -> bool:
    """Whether a verb is running here: what is written now is taken back if it refuses."""
    return _facts_left.get() is not None


def commit(
    *,
    actor: Viewer,
    facts: Sequence[Fact],
    rows: Sequence[models.Model] = (),
    new: Sequence[Sequence[Row]] = (),
    changed: Sequence[Sequence[Row]] = (),
    gone: Sequence[models.QuerySet[Any]] = (),
    expected_version: int | None = None,
) -> list[FactRow]:
    """Write ``rows`` one by one, each batch of ``new`` and of ``changed`` in bulk, delete ``gone``, then append
    ``facts`` and fill the outbox.

    ``expected_version`` is the version of ``rows[0]`` that the member saw when the form was opened: another one now
    raises EditedMeanwhile and nothing is written. Needs a surrounding ``@ledger.action``.
    """
    if not facts:
        raise NoFactLeft("commit without a fact")
    crossing.require_own_words((row for batch in (rows, *new, *changed) for row in batch), actor=actor)
    at = clock.now()
    with transaction.atomic(), writing():
        for number, row in enumerate(rows):
            _save(row, expected_version if number == 0 else None)
        for query in gone:
            query.delete()
        for batch in new:
            if batch:
                type(batch[0]).objects.bulk_create(batch, batch_size=500)
        for batch in changed:
            for start in range(0, len(batch), _AT_ONCE):
                _save_many(batch[start : start + _AT_ONCE])
        if len(streams := {fact.stream for fact in facts}) > 1:
            chain.hold(streams)
        written = [chain.append(fact, actor=actor, at=at) for fact in facts]
        outbox.enqueue(written, at)
    _facts_left.set((_facts_left.get() or 0) + len(written))
    return written


def _save_many(batch: Sequence[Row]) -> None:
    """The same for rows of one kind that are there already: all of them at the version they were read at, or none."""
    model = type(batch[0])
    there = model.objects.select_for_update().filter(pk__in=[row.pk for row in batch])
    if dict(there.values_list("pk", "version")) != {row.pk: row.version for row in batch}:
        raise EditedMeanwhile(str(model._meta.verbose_name or "record"))
    for row in batch:
        row.version += 1
    written = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model.objects.bulk_create(batch, update_conflicts=True, unique_fields=["id"], update_fields=written)


def _save(row: models.Model, expected: int | None) -> None:
    if not isinstance(row, Row) or row._state.adding:
        if isinstance(row, Row):
            row.version = 1
        row.save(force_insert=row._state.adding)
        return
    seen = row.version if expected is None else expected
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.attname != "version"
    }
    changed = type(row).objects.filter(pk=row.pk, version=seen).update(**values, version=seen + 1)
    if not changed:
        raise EditedMeanwhile(str(row._meta.verbose_name or "record"))
    row.version = seen + 1
