"""What happens to texts with the clock alone."""

from __future__ import annotations

from datetime import timedelta

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.drafting import queries
from medcord.drafting.actions import note_overdue


@ledger.every(timedelta(minutes=1), name="drafting.comments-overdue")
def comments_overdue() -> None:
    """Record each time to comment that has passed. Of two workers one is told by the row's version that it is late."""
    for row, text in queries.overdue_now():
        note_overdue(row, text, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=text.case.owner_id))
