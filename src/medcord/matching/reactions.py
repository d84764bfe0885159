"""New devices meet all advisories; a new advisory meets all devices of every hospital on this node."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import (
    AdvisoriesRead,
    AdvisoryPublished,
    InventoryImported,
    KnownExploitedRead,
    MatchPartCompleted,
)
from medcord.inventory import queries as inventory
from medcord.ledger.models import FactRow
from medcord.matching import actions, queries
from medcord.matching.models import MatchRun

SYSTEM = Viewer(kind=ViewerKind.SYSTEM, member_id=None, party_id=None, role=None, report_id=None, active=True)


@ledger.on(InventoryImported, name="matching.inventory")
def inventory_imported(fact: FactRow) -> None:
    """Match the identities that came with an import."""
    actions.start_run(UUID(str(fact.data["organisation"])), actor=SYSTEM)


@ledger.on(AdvisoryPublished, AdvisoriesRead, KnownExploitedRead, name="matching.advisories")
def advisories_changed(fact: FactRow) -> None:  # noqa: ARG001 - what changed is read off the advisories themselves
    """Match advisories whose document is new, or that are attacked as is known now, against every hospital."""
    changed = queries.stale()
    if not changed:
        return
    for hospital in inventory.hospitals():
        actions.start_run(hospital, advisories=changed, actor=SYSTEM)


@ledger.on(MatchPartCompleted, name="matching.next")
def next_part(fact: FactRow) -> None:
    """Match the next part, unless the run is over or the fact is of an older part."""
    run = MatchRun.objects.filter(pk=UUID(str(fact.data["run"]))).first()
    if run is not None and run.finished_at is None and run.parts == fact.data["part"]:
        actions.match_next(run, actor=SYSTEM)
