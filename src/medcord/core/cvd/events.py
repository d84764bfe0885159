"""One verb across two machines: what happens to the vulnerability, and what that does to the embargo."""

from __future__ import annotations

from medcord.core.cvd.casestate import CaseEvent, CaseState, observe
from medcord.core.cvd.embargo import Embargo, settle


def record(case: CaseState, embargo: Embargo, event: CaseEvent) -> tuple[CaseState, Embargo]:
    """Record an event and settle the embargo in one go, so that the second half cannot be forgotten.

    Source: cvd-protocol 3.5 (CP, CX, CA). Raises RuleRefusal when the event may not be recorded now.
    """
    after = observe(case, event)
    return after, settle(embargo, after, after.events - case.events)
