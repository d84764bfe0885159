"""The six marks of a case as the core value, and the words for where a case stands."""

from __future__ import annotations

from medcord.cases.models import Case, Participant
from medcord.core.cvd.casestate import CaseEvent, CaseState, combine
from medcord.core.vocabulary import Role

FROM_SIGNAL = "signal"
"""The origin of a case that a public signal led to."""


def fix_events(row: Participant) -> frozenset[CaseEvent]:
    """How far one party is with the fix."""
    columns = {
        CaseEvent.MANUFACTURER_AWARE: row.maker_aware_at,
        CaseEvent.FIX_READY: row.fix_ready_at,
        CaseEvent.FIX_DEPLOYED: row.fix_deployed_at,
    }
    return frozenset(event for event, at in columns.items() if at is not None)


def public_events(case: Case) -> frozenset[CaseEvent]:
    """What the public and attackers know."""
    columns = {
        CaseEvent.PUBLIC_AWARE: case.public_at,
        CaseEvent.EXPLOIT_PUBLIC: case.exploit_public_at,
        CaseEvent.ATTACKS_OBSERVED: case.attacks_at,
    }
    return frozenset(event for event, at in columns.items() if at is not None)


def state_of(case: Case, participant: Participant | None = None) -> CaseState:
    """The state as one manufacturer's triple sees it; without one, as far as the slowest manufacturer."""
    if participant is not None:
        return CaseState(fix_events(participant) | public_events(case))
    makers = [row for row in case.participants.all() if row.role == Role.MANUFACTURER.value and row.removed_at is None]
    return combine([fix_events(row) for row in makers], public_events(case))


def standing(case: Case) -> str:
    """new, potential, confirmed or exploited: kept apart from severity (X4)."""
    if case.attacks_at:
        return "exploited"
    if case.confirmed_at:
        return "confirmed"
    invited = [row for row in case.participants.all() if row.role == Role.MANUFACTURER.value]
    return "potential" if invited or case.origin == FROM_SIGNAL else "new"
