"""Answers that facts of the case suggest. A person sees each with its fact, and may answer otherwise.

Only what a fact says is suggested: that nobody is known to have attacked does not make "none".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from medcord.core.safety.ssvc.judging import Suggestion
from medcord.core.vocabulary import Role, Severity

if TYPE_CHECKING:
    from medcord.cases.models import Case, Participant
    from medcord.opinions.models import HarmOpinion

_HARM: Final = {
    Severity.NEGLIGIBLE: "minor",
    Severity.MINOR: "minor",
    Severity.SERIOUS: "serious",
    Severity.CRITICAL: "life-threatening",
    Severity.CATASTROPHIC: "life-threatening",
}


def suggested(case: Case, opinions: list[HarmOpinion]) -> dict[str, Suggestion]:
    """By point. ``case`` is as far as the viewer may know it, ``opinions`` those that the viewer reads whole."""
    found: dict[str, Suggestion] = {}
    for one in (*_of_marks(case), *_of_makers(case), *_of_harm(opinions)):
        found.setdefault(one.point, one)  # attacks before a public exploit
    return found


def _of_marks(case: Case) -> Iterator[Suggestion]:
    if case.attacks_at:
        yield Suggestion("exploitation", "active", "attacks", case.attacks_at)
    if case.exploit_public_at:
        yield Suggestion("exploitation", "public poc", "exploit-public", case.exploit_public_at)
    if case.public_at:
        yield Suggestion("report_public", "yes", "public", case.public_at)
    if case.first_contact_at:
        yield Suggestion("supplier_contacted", "yes", "contact", case.first_contact_at)
    if case.confirmed_at:
        yield Suggestion("report_credibility", "credible", "confirmed", case.confirmed_at)


def _of_makers(case: Case) -> Iterator[Suggestion]:
    makers = [row for row in case.participants.all() if row.role == Role.MANUFACTURER.value and row.removed_at is None]
    if len(makers) > 1:
        yield Suggestion("supplier_cardinality", "multiple", "makers", makers[1].invited_at)
    if at := _all_since(makers, "acknowledged_at"):
        yield Suggestion("supplier_engagement", "active", "acknowledged", at)
    if at := _all_since(makers, "fix_ready_at"):
        yield Suggestion("supplier_involvement", "fix ready", "fix-ready", at)


def _all_since(makers: list[Participant], column: str) -> datetime | None:
    times = [getattr(row, column) for row in makers]
    return max(times) if times and all(times) else None


def _of_harm(opinions: list[HarmOpinion]) -> Iterator[Suggestion]:
    if not opinions:
        return
    newest = opinions[-1]
    harm = _HARM[Severity(newest.severity)]
    yield Suggestion("patient_harm", harm, "opinion", newest.signed_at)
    impact = "minimal" if harm == "minor" else "significant"
    yield Suggestion("public_safety_impact", impact, "opinion", newest.signed_at)
