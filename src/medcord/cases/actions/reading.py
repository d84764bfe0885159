"""Reading: what a member had before their eyes is not new any more."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError

from medcord import ledger
from medcord.cases import queries
from medcord.cases.models import Case, Participant, ReadMark
from medcord.core.access import Viewer
from medcord.core.facts import MessagesRead
from medcord.core.ranges import joined
from medcord.core.refusals import EditedMeanwhile, NotAllowed
from medcord.gateways import clock
from medcord.ledger.rows import Row


def mark_read(reference: str, messages: Collection[UUID] | None = None, *, actor: Viewer) -> ReadMark:
    """These messages were shown to the member; None is every message that exists for the member now.

    A message that the member may not read is passed over. Two pages of one member may say it at the same instant.
    """
    try:
        return _mark_read(reference, messages, actor=actor)
    except (IntegrityError, EditedMeanwhile):
        return _mark_read(reference, messages, actor=actor)


@ledger.action
def _mark_read(reference: str, messages: Collection[UUID] | None, *, actor: Viewer) -> ReadMark:
    case = queries.case_for(actor, reference)
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("Only a member has messages to read here.")
    mark = queries.mark_of(actor, case, lock=True) or ReadMark(case=case, member=actor.member_id)
    shown = [row for row in queries.said(queries.sight(actor, case)) if messages is None or row.pk in messages]
    news = queries.new_to(actor, mark.ranges, shown)
    mark.ranges = joined(mark.ranges, [row.number for row in shown])
    first = _first_visit(case, actor)
    fact = MessagesRead(actor.party_id, actor.member_id, case.id, len(news), bool(first))
    ledger.commit(rows=[mark, *first], facts=[fact], actor=actor)
    return mark


def _first_visit(case: Case, actor: Viewer) -> list[Row]:
    """The actor's party, when nobody of it opened the case before."""
    mine: Participant | None = queries.own_part(actor, case)
    if mine is None or mine.opened_at is not None:
        return []
    mine.opened_at = clock.now()
    return [mine]
