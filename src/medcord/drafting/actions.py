"""Verbs of drafting: save, and the one door out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.advisories import actions as door
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState
from medcord.core.facts import DraftCirculated, DraftReleased, DraftSaved, EmbargoOverridden, Fact
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.drafting import queries
from medcord.drafting.compose import score_of
from medcord.drafting.models import Draft
from medcord.gateways import clock

if TYPE_CHECKING:
    from medcord.cases.models import Case

FIELDS = (
    "title",
    "summary",
    "device",
    "what_could_happen",
    "what_to_do",
    "not_known",
    "cve",
    "cwe",
    "cwe_name",
    "vector",
    "flaw",
)


@ledger.action
def save_draft(
    reference: str, words: Mapping[str, str], *, expected_version: int | None = None, actor: Viewer
) -> Draft:
    """Save the draft of a case. ``words`` holds any of FIELDS. Raises EditedMeanwhile when another member saved
    first."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_WRITE, queries.item_of(None, case), "draft")
    draft = queries.draft_for(actor, case) or Draft(case=case, title=case.title)
    if draft.released_at is not None:
        raise RuleRefusal(f"{draft.tracking_id} is published. A correction is a new revision of it.", code="published")
    for field in FIELDS:
        if field in words:
            setattr(draft, field, words[field].strip())
    if draft.vector:
        score_of(draft.vector, ())
    draft.number += 1
    draft.saved_at, draft.saved_by = clock.now(), actor.member_id
    draft.salt = draft.salt or ledger.new_salt()
    digest = ledger.seal(draft.salt, *(str(getattr(draft, field)) for field in FIELDS))
    fact = DraftSaved(case.id, draft.id, draft.number, digest)
    ledger.commit(rows=[draft], facts=[fact], actor=actor, expected_version=expected_version)
    return draft


@ledger.action
def publish(reference: str, *, expected_version: int | None = None, early_reason: str = "", actor: Viewer) -> Draft:
    """Hand the advisory over to the published side. Before the embargo's instant this needs a reason that stays."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_PUBLISH, queries.item_of(None, case), "draft")
    draft = queries.draft_for(actor, case)
    if draft is None:
        raise RuleRefusal("There is no draft yet. Write it first.", code="no-draft")
    if draft.released_at is not None:
        raise RuleRefusal(f"{draft.tracking_id} is published already.", code="published")
    lacks = queries.missing(actor, case, draft)
    if lacks:
        raise InputRefusal("The advisory cannot go out yet. Still missing: " + " ".join(lacks), code="draft-incomplete")
    facts = _early(case, early_reason)
    revision = door.publish(queries.preview(actor, case, draft), actor=actor)
    draft.advisory = revision.advisory_id
    draft.tracking_id = revision.advisory.tracking_id
    draft.released_at = clock.now()
    draft.early_reason = early_reason.strip() if facts else ""
    facts.append(DraftReleased(case.id, draft.id, revision.advisory_id, revision.number))
    ledger.commit(rows=[draft], facts=facts, actor=actor, expected_version=expected_version)
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
def circulate(reference: str, party: UUID, *, actor: Viewer) -> Draft:
    """Send the draft to a party of the case for comment (C8); it reads every later save as well."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_WRITE, queries.item_of(None, case), "draft")
    draft = queries.draft_for(actor, case)
    if draft is None:
        raise RuleRefusal("There is no draft yet. Write it first.", code="no-draft")
    if all(row.party_id != party for row in cases.participants(actor, case)):
        raise RuleRefusal("This party is not in the case. Invite it first.", code="not-in-case")
    draft.shared_with = sorted({*draft.shared_with, str(party)})
    ledger.commit(rows=[draft], facts=[DraftCirculated(case.id, draft.id, party, draft.number)], actor=actor)
    return draft
