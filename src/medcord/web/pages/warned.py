"""The regulator's 30 days and a firm's 24 hours, as clocks and as what a viewer must do in a case."""

from __future__ import annotations

from medcord.cases.models import Case
from medcord.core.access import Viewer
from medcord.core.clocks import Clock
from medcord.core.vocabulary import Role
from medcord.emerging import queries
from medcord.emerging.models import EmergingSignal, PublicWarning


def of_emerging(row: EmergingSignal) -> Clock:
    """30 days to decide whether to tell the public (CLK-7)."""
    started_by = "information" if row.number == 1 else "substantive news"
    return Clock(
        name="Tell the public?",
        started=row.raised_at,
        due=row.due_at,
        force="guidance",
        held_by="the regulator",
        started_by=started_by,
        stops_on="decision with reasons",
        met=row.decided_at,
    )


def of_warning(row: PublicWarning) -> Clock:
    """24 hours to issue a public warning (CLK-8)."""
    return Clock(
        name="Public warning",
        started=row.asked_at,
        due=row.due_at,
        force="request of the regulator",
        held_by=row.party.short_name,
        started_by="request",
        stops_on="warning issued, or why not",
        met=row.answered_at,
    )


def waiting_for(viewer: Viewer, case: Case) -> Clock | None:
    """The clock that this viewer holds here: a warning its firm was asked for, or a decision of its regulator."""
    if viewer.role is Role.MANUFACTURER:
        mine = [row for row in queries.warnings(viewer, case) if row.party_id == viewer.party_id]
        return next((of_warning(row) for row in mine if row.answered_at is None), None)
    if viewer.role is Role.REGULATOR:
        return next((of_emerging(row) for row in queries.of_case(viewer, case) if row.decided_at is None), None)
    return None
