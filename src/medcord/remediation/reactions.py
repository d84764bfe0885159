"""A closure holds as long as what it was made under: when a revision says something else, the device comes back."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import MatchRunCompleted
from medcord.ledger.models import FactRow
from medcord.remediation import actions, queries
from medcord.remediation.policy import MOST_AT_ONCE

SYSTEM = Viewer(kind=ViewerKind.SYSTEM, member_id=None, party_id=None, role=None, report_id=None, active=True)


@ledger.on(MatchRunCompleted, name="remediation.reopen_changed")
def reopen_changed(fact: FactRow) -> None:
    """Reopen closed devices whose verdict is another one now and still asks for something."""
    organisation = UUID(str(fact.data["organisation"]))
    for advisory, devices in queries.changed_since_closed(organisation).items():
        for start in range(0, len(devices), MOST_AT_ONCE):
            actions.reopen_changed(organisation, advisory, devices[start : start + MOST_AT_ONCE], actor=SYSTEM)
