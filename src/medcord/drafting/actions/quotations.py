"""What a draft quotes of the messages of its case: what binds the message binds the draft."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.confidentiality import longest_runs
from medcord.core.facts import Code, ItemDerived
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.drafting import queries, quoting
from medcord.drafting.models import QUOTING, Draft, Passage
from medcord.drafting.policy import require_unreleased
from medcord.drafting.saving import saved
from medcord.drafting.texts import said
from medcord.gateways import clock


@ledger.action
def quote(reference: str, field: str, message: UUID, *, actor: Viewer) -> Draft:
    """Put the words of a message into a field of the draft, where all who read the draft may read the message. What
    binds the message binds the draft."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_WRITE, queries.item_of(None, case), "draft")
    draft = queries.draft_for(actor, case) or Draft(case=case, title=case.title)
    require_unreleased(draft)
    if field not in (*QUOTING, *queries.further_flaws(draft)):
        raise InputRefusal("Choose the passage that is to quote it.", fields={"field": "field"})
    source = cases.quotable(actor, case, [message])[0]
    quoting.require_open(case, queries.readers(actor, case, draft), source)
    words = "\n\n".join(filter(None, (said(draft, field), source.body)))
    rows, facts = saved(draft, {field: words}, actor=actor)
    passage = Passage(
        draft=draft,
        field=field,
        source=source,
        text=source.body,
        at=clock.now(),
        by=actor.member_id,
        salt=ledger.new_salt(),
    )
    facts.append(ItemDerived(case.id, draft.id, source.id, Code("draft")))
    ledger.commit(rows=[*rows, passage], facts=facts, actor=actor)
    return draft


@ledger.action
def drop_quotation(reference: str, passage: UUID, *, actor: Viewer) -> Draft:
    """Say that the words of a quotation are out of the draft. Refused while a long run of them stands in it."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_WRITE, queries.item_of(None, case), "draft")
    draft = queries.draft_for(actor, case)
    row = next((one for one in queries.passages_of(draft) if one.pk == passage), None) if draft else None
    if draft is None or row is None:
        raise NotFound("quotation")
    require_unreleased(draft)
    left = longest_runs("\n".join(quoting.texts_of(draft).values()), [(row, row.text)])
    if left:
        raise RuleRefusal(
            f"{left[0].length} of its words in a row still stand in the draft: “{left[0].words} …”. "
            "Take them out first.",
            code="still-quoted",
        )
    row.dropped_at = clock.now()
    rows, facts = saved(draft, {}, actor=actor)
    ledger.commit(rows=[*rows, row], facts=facts, actor=actor)
    return draft
