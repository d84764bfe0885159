"""The agreement's own clocks, version 1.2.0: as 1.1.0, with the review of what one person released (C15)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from medcord.core.clocks.packs.agreement_1_1 import AGREEMENT_1_1_0
from medcord.core.clocks.rule import Length, On, Rule, Unit
from medcord.core.clocks.value import Force

REVIEW: Final = Rule(
    id="C15",
    name="Review the release in an emergency",
    starts=(On("EmergencyReviewDue"),),
    stops=(On("EmergencyReviewed"),),
    ends=(On("CaseClosed"), On("MergedAway")),
    length=Length(24, Unit.HOURS),
    due_field="due",
    holder="the coordinator",
    force=Force.TARGET,
    source="medcord's own rule for a release by one person (clause 88 of the policy); no text of the agreement that "
    "could be read speaks of it",
    verified=False,
    starts_on="one person released the short form",
    stops_on="another person reviewed it",
    each=("form",),
)

AGREEMENT_1_2_0: Final = replace(AGREEMENT_1_1_0, version="1.2.0", rules=(*AGREEMENT_1_1_0.rules, REVIEW))
