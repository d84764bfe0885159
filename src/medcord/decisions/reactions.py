"""What happens when a decision is taken."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import ChosenDecisionOvertaken, DecisionTaken
from medcord.decisions.overtaken import Overtaken, noticed
from medcord.drafting import queries as drafting
from medcord.ledger.models import FactRow


@ledger.on(DecisionTaken, name="decisions.point-out-newer")
def point_out_newer(fact: FactRow) -> None:
    """Tell the owner that the decision which its draft publishes, or its advisory says, has a newer one beside it."""
    case = cases.for_reaction(UUID(fact.data["case"]))
    draft = drafting.draft_in(case.pk)
    found = noticed(case, draft) if draft else None
    if found is not None and str(found.newer.pk) == fact.data["decision"]:
        # No party's act, so that the owner of the case is told too.
        _point_out(case.pk, found, actor=Viewer(kind=ViewerKind.SYSTEM))


@ledger.action
def _point_out(case: UUID, found: Overtaken, *, actor: Viewer) -> None:
    ledger.commit(facts=[ChosenDecisionOvertaken(case, found.chosen.pk, found.newer.pk, found.out)], actor=actor)
