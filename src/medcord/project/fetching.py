"""The worker fetches public lists: in a thread of its own, so that a slow host holds up no reaction."""

from __future__ import annotations

import time

from medcord import ledger
from medcord.advisories.actions import keep_up
from medcord.cases import queries as cases
from medcord.core.access import Viewer, ViewerKind
from medcord.signals import actions
from medcord.signals.actions.fetching import claim_due

PAUSE = 5.0
"""Seconds between two looks for what is due."""
_NODE = Viewer(kind=ViewerKind.SYSTEM)
_looked = 0.0


@ledger.carrier(name="signals.fetch")
def fetch_due() -> bool:
    """Fetch one list that is due. A kill on the way loses nothing: it is due again after an hour."""
    global _looked
    if time.monotonic() - _looked < PAUSE:
        return False
    address = claim_due()
    if address is None:
        _looked = time.monotonic()
        return False
    actor = Viewer(kind=ViewerKind.SYSTEM, party_id=address.coordinator_id)
    keep_up(actions.fetch(address, watched=cases.watched(_NODE), actor=actor).kev, actor=_NODE)
    return True
