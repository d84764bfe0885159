"""Whom an advisory thanks beside its finders: the owner chooses, and who is thanked agrees."""

from __future__ import annotations

from collections.abc import Sequence

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.facts import Fact, ThanksAnswered, ThanksAsked
from medcord.core.refusals import NotAllowed, RuleRefusal
from medcord.core.thanks import Thanked
from medcord.drafting import queries
from medcord.drafting.models import Draft
from medcord.drafting.policy import require_unreleased
from medcord.drafting.saving import saved
from medcord.drafting.thanks import answer, makers_in, put_thanks, seal_of
from medcord.gateways import clock


@ledger.action
def set_thanks(
    reference: str, thanks: Sequence[Thanked], *, expected_version: int | None = None, actor: Viewer
) -> Draft:
    """Make these the organisations that the advisory thanks, in this order. It is content of the draft: a new version,
    which four eyes approve. Who has to agree first is asked."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_WRITE, queries.item_of(None, case), "draft")
    draft = queries.draft_for(actor, case)
    if draft is None:
        raise RuleRefusal("There is no draft yet. Write it first.", code="no-draft")
    require_unreleased(draft)
    names = {row.party_id: row.party.name for row in cases.content_readers(actor, case)}
    new = put_thanks(draft, thanks, names)
    rows, facts = saved(draft, {}, actor=actor)
    makers = makers_in(queries.usable_statements(actor, case))
    asked: list[Fact] = [
        ThanksAsked(case.id, draft.id, one.party, seal_of(draft, one))
        for one in new
        if one.must_agree(case.owner_id, makers)
    ]
    ledger.commit(rows=rows, facts=[*facts, *asked], actor=actor, expected_version=expected_version)
    return draft


@ledger.action
def answer_thanks(reference: str, key: str, *, seal: str, agreed: bool, actor: Viewer) -> Draft:
    """Agree to be thanked in these words, or not; until the advisory is out also the other way round."""
    case = cases.case_for(actor, reference, lock=True)
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("A named member of the organisation answers.")
    require(actor, Permission.CASE_NUMBER_SET, cases.item(case), "case")  # who acts for its party, in every state
    draft, mine = queries.thanks_for(actor, case)
    one = next((each for each in mine if each.key == key), None)
    if draft is None or one is None:
        raise RuleRefusal("Nobody asks your organisation about a thanks of this kind.", code="no-thanks")
    require_unreleased(draft)
    if seal != seal_of(draft, one):
        raise RuleRefusal(
            "The words have changed since you read them. Read them again, then answer.", code="thanks-changed"
        )
    answer(draft, key, agreed=agreed, at=clock.now(), by=actor.member_id)
    fact = ThanksAnswered(case.id, draft.id, actor.party_id, seal_of(draft, one), agreed)
    ledger.commit(rows=[draft], facts=[fact], actor=actor)
    return draft
