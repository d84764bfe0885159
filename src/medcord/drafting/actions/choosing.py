"""Which decision by SSVC goes out with the advisory. Nothing of it does unless a named member chose it."""

from __future__ import annotations

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.refusals import RuleRefusal
from medcord.drafting import queries
from medcord.drafting.models import Draft
from medcord.drafting.policy import require_unreleased
from medcord.drafting.saving import saved
from medcord.drafting.values import SsvcChoice


@ledger.action
def choose_ssvc(
    reference: str, chosen: SsvcChoice | None, *, expected_version: int | None = None, actor: Viewer
) -> Draft:
    """Have this decision published with the advisory; None for none. It is content of the draft: a new version, which
    four eyes approve."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_WRITE, queries.item_of(None, case), "draft")
    draft = queries.draft_for(actor, case)
    if draft is None:
        raise RuleRefusal("There is no draft yet. Write it first.", code="no-draft")
    require_unreleased(draft)
    draft.ssvc = _kept(chosen) if chosen else {}
    rows, facts = saved(draft, {}, actor=actor)
    ledger.commit(rows=rows, facts=facts, actor=actor, expected_version=expected_version)
    return draft


def _kept(chosen: SsvcChoice) -> dict[str, object]:
    # Who chose it is the member of the version that this act saves.
    found = {"decision": str(chosen.decision), "title": chosen.title}
    words = [list(pair) for pair in chosen.words]
    return {**found, "words": words, "selection_list": dict(chosen.selection_list)}
