"""Verbs of drafting: save, send round, and the one door out. Comments and the regulator's text have their own files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState
from medcord.core.facts import DraftCirculated, DraftReleased, EmbargoOverridden, Fact
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.drafting import door, queries, quoting
from medcord.drafting.actions.asking import give_comments, note_overdue
from medcord.drafting.actions.choosing import choose_ssvc
from medcord.drafting.actions.commenting import CommentWords, Decided, comment, decide_comment
from medcord.drafting.actions.communicating import (
    compare_texts,
    release_communication,
    save_communication,
    share_communication,
)
from medcord.drafting.actions.emergency import (
    ask_emergency,
    note_review_overdue,
    prepare_emergency,
    release_alone,
    review_emergency,
    second_emergency,
    see_emergency,
)
from medcord.drafting.actions.quotations import drop_quotation, quote
from medcord.drafting.actions.releasing import approve, override, second, take_stand, waive
from medcord.drafting.actions.revising import give_up_revision, open_for_revision, supersede, withdraw
from medcord.drafting.actions.telling import (
    approve_telling,
    clear_told,
    name_told,
    refuse_telling,
    remove_told,
    tell_some,
    withdraw_telling,
)
from medcord.drafting.actions.thanking import answer_thanks, set_thanks
from medcord.drafting.flaws import Flaw
from medcord.drafting.models import Draft
from medcord.drafting.policy import (
    require_in_case,
    require_matchable,
    require_publishable,
    require_ready,
    require_unreleased,
)
from medcord.drafting.reopening import went_out
from medcord.drafting.saving import FIELDS, asked, close_facts, compared, saved
from medcord.drafting.texts import Plan
from medcord.gateways import clock

if TYPE_CHECKING:
    from medcord.cases.models import Case

__all__ = [
    "FIELDS",
    "CommentWords",
    "Decided",
    "answer_thanks",
    "approve",
    "approve_telling",
    "ask_emergency",
    "choose_ssvc",
    "circulate",
    "clear_told",
    "comment",
    "compare_texts",
    "decide_comment",
    "drop_quotation",
    "give_comments",
    "give_up_revision",
    "name_told",
    "note_overdue",
    "note_review_overdue",
    "open_for_revision",
    "override",
    "prepare_emergency",
    "publish",
    "quote",
    "refuse_telling",
    "release_alone",
    "release_communication",
    "remove_told",
    "review_emergency",
    "save_communication",
    "save_draft",
    "second",
    "second_emergency",
    "see_emergency",
    "set_thanks",
    "share_communication",
    "supersede",
    "take_stand",
    "tell_some",
    "waive",
    "withdraw",
    "withdraw_telling",
]


@ledger.action
def save_draft(
    reference: str,
    words: Mapping[str, str],
    plan: Plan | None = None,
    flaws: Sequence[Flaw] | None = None,
    *,
    expected_version: int | None = None,
    actor: Viewer,
) -> Draft:
    """Save the draft of a case; each save stays readable. ``words`` holds any of FIELDS, ``flaws`` all
    vulnerabilities in their order where they are to change. Raises EditedMeanwhile when another member saved first."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_WRITE, queries.item_of(None, case), "draft")
    draft = queries.draft_for(actor, case) or Draft(case=case, title=case.title)
    require_unreleased(draft)
    rows, facts = saved(draft, words, plan, flaws=flaws, actor=actor)
    quoting.require_not_copied(case, actor, draft, queries.readers(actor, case, draft))
    close = quoting.close_rows(case, actor, draft, queries.passages_of(draft))
    facts += close_facts(case, draft, close)
    ledger.commit(rows=[*rows, *close], facts=facts, actor=actor, expected_version=expected_version)
    return draft


@ledger.action
def publish(reference: str, *, expected_version: int | None = None, early_reason: str = "", actor: Viewer) -> Draft:
    """Hand the advisory, or a revision of it, over to the published side, when four eyes have seen it and no objection
    stands unanswered (83, 84). Before the embargo's instant this needs a reason that stays."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_PUBLISH, queries.item_of(None, case), "draft")
    draft = queries.draft_for(actor, case)
    if draft is None:
        raise RuleRefusal("There is no draft yet. Write it first.", code="no-draft")
    if draft.released_at is not None:
        raise RuleRefusal(f"{draft.tracking_id} is published already.", code="published")
    material = queries.material(actor, case)
    lacks = queries.missing(draft, material)
    if lacks:
        raise InputRefusal("The advisory cannot go out yet. Still missing: " + " ".join(lacks), code="draft-incomplete")
    require_publishable(actor, case, draft, material)
    facts = _early(case, early_reason)
    value = queries.preview(case, draft, material)
    require_matchable(queries.unmatched(draft, value, material.statements))
    require_ready(actor, case, draft)
    summary = queries.history_line(draft)
    revises, by = draft.advisory, draft.replaced_by
    revision = door.publish(value, actor=actor, revises=revises, summary=summary, successor=by)
    draft.advisory = revision.advisory_id
    draft.tracking_id = revision.advisory.tracking_id
    draft.released_at = clock.now()
    draft.early_reason = early_reason.strip() if facts else draft.early_reason
    revised = went_out(draft, revision.number)
    facts.append(DraftReleased(case.id, draft.id, revision.advisory_id, revision.number))
    facts += compared(actor, case, queries.comparison(actor, case))
    ledger.commit(rows=[draft, *revised], facts=facts, actor=actor, expected_version=expected_version)
    return draft


def _early(case: Case, reason: str) -> list[Fact]:
    until = case.embargo_until
    live = EmbargoState(case.embargo) in IN_FORCE
    if not live or until is None or until <= clock.now():
        return []
    if not reason.strip():
        raise InputRefusal(
            "The embargo is in force until the agreed date. To publish earlier, say why; every party "
            "sees that you did.",
            code="embargo-live",
            fields={"field": "early_reason"},
        )
    return [EmbargoOverridden(case.id, until, ledger.seal(case.salt, reason))]


@ledger.action
def circulate(reference: str, party: UUID, *, emergency: bool = False, actor: Viewer) -> Draft:
    """Send the draft to a party of the case for comment by a due time (C8); it reads every later save as well."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_WRITE, queries.item_of(None, case), "draft")
    draft = queries.draft_for(actor, case)
    if draft is None:
        raise RuleRefusal("There is no draft yet. Write it first.", code="no-draft")
    require_in_case(actor, case, party)
    rows = [row for row in cases.participants(actor, case) if row.party_id == party]
    for one in queries.passages_of(draft):
        quoting.require_open(case, rows, one.source)
    quoting.require_not_copied(case, actor, draft, rows)
    draft.shared_with = sorted({*draft.shared_with, str(party)})
    asking, facts = asked(draft, party, emergency=emergency)
    sent: Fact = DraftCirculated(case.id, draft.id, party, draft.number)
    ledger.commit(rows=[draft, *asking], facts=[sent, *facts], actor=actor)
    return draft
