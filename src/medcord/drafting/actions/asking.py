"""Asking a party for its comments by a time, and the answer that a party is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.facts import Code, CommentsGiven, CommentsOverdue
from medcord.core.refusals import RuleRefusal
from medcord.drafting import queries
from medcord.drafting.models import Asking, Text
from medcord.drafting.policy import require_comment
from medcord.drafting.texts import What, what_of
from medcord.gateways import clock

if TYPE_CHECKING:
    pass


@ledger.action
def give_comments(reference: str, what: What, *, actor: Viewer) -> int:
    """Say that one's party is done with its comments; how many there are. None at all is an answer too."""
    case = cases.case_for(actor, reference, lock=True)
    text = queries.text_for(actor, case, what)
    require_comment(actor, text)
    rows = queries.waiting_on(text, actor.party_id)
    if not rows or actor.party_id is None:
        raise RuleRefusal("Nobody waits for comments of your party on this text.", code="not-asked")
    first = min(row.asked_at for row in rows)
    mine = [row for row in queries.comments_of(actor, text) if row.party_id == actor.party_id and row.at >= first]
    count = len(mine)
    for row in rows:
        row.answered_at, row.comments = clock.now(), count
    # The clock and the duty of each version that was asked about stop, however often the text was saved meanwhile.
    numbers = sorted({row.number for row in rows})
    facts = [CommentsGiven(case.id, text.id, Code(what.value), actor.party_id, one, count) for one in numbers]
    ledger.commit(rows=rows, facts=facts, actor=actor)
    return count


@ledger.action
def note_overdue(row: Asking, text: Text, *, actor: Viewer) -> Asking:
    """Record that comments did not come in time. Nothing waits for them (C8)."""
    row.overdue_at = clock.now()
    what = Code(what_of(text).value)
    fact = CommentsOverdue(text.case_id, text.id, what, row.party_id, row.number)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row
