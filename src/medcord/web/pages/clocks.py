"""The clocks a page shows, from what the viewer may read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from medcord.cases.models import Case
from medcord.consults.models import Consultation
from medcord.core.clocks import Clock
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState
from medcord.intake.models import Report

ANSWER_FINDER = timedelta(days=3)
MAY_PUBLISH = timedelta(days=settings.MEDCORD_COORDINATOR_POLICY_DAYS)


def of_report(report: Report) -> Clock:
    """The promise to the finder: a person answers within 3 days (CLK-11)."""
    return Clock(
        name="Answer the finder",
        started=report.received_at,
        due=report.received_at + ANSWER_FINDER,
        force="policy",
        held_by="us",
        started_by="report received",
        stops_on="triage",
        met=report.triaged_at,
    )


def of_consultation(row: Consultation) -> Clock:
    """The regulator's first opinion (FDA2)."""
    return Clock(
        name="Harm opinion",
        started=row.asked_at,
        due=row.due_at,
        force="agreement, target",
        held_by="the regulator",
        started_by="consultation asked",
        stops_on="opinion signed",
        met=row.answered_at,
    )


def of_comments(asked_at: datetime, due_at: datetime, answered_at: datetime | None, held_by: str) -> Clock:
    """The time to comment (C8)."""
    return Clock(
        name="Comments",
        started=asked_at,
        due=due_at,
        force="agreement, target",
        held_by=held_by,
        started_by="comments asked",
        stops_on="comments given, or none",
        met=answered_at,
    )


def of_case(case: Case, consultations: Iterable[Consultation]) -> list[Clock]:
    """Embargo, the 45 days from the first contact with a manufacturer, and consultations."""
    clocks = [of_consultation(row) for row in consultations]
    if case.embargo_until is not None and EmbargoState(case.embargo) in IN_FORCE:
        clocks.append(
            Clock(
                "Embargo ends", case.opened_at, case.embargo_until, "terms", "all parties", "case opened", "embargo end"
            )
        )
    first = case.first_contact_at
    if first is not None:
        clocks.append(
            Clock(
                "May publish, 45 days",
                first,
                first + MAY_PUBLISH,
                "coordinator's policy",
                "the coordinator",
                "first contact",
                "publication",
                case.public_at,
            )
        )
    return sorted(clocks, key=lambda clock: (clock.met is not None, clock.due))
