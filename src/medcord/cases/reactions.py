"""What cases do when a fact arrives."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from medcord import ledger
from medcord.cases import queries
from medcord.cases.actions import run_out
from medcord.cases.actions.marking import published
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import DraftReleased
from medcord.ledger.models import FactRow


@ledger.on(DraftReleased, name="cases.public-aware")
def public_aware(fact: FactRow) -> None:
    """A published advisory makes the public aware (P) and ends the embargo (invariant 2)."""
    system = Viewer(kind=ViewerKind.SYSTEM, party_id=fact.party)
    published(queries.for_reaction(UUID(fact.data["case"])), actor=system)


@ledger.every(timedelta(seconds=30), name="cases.embargoes-run-out")
def embargoes_run_out() -> None:
    """End each embargo whose agreed instant has come."""
    for case in queries.embargoes_due():
        run_out(case, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=case.owner_id))
