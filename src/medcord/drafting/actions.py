"""Verbs of drafting: save, and the one door out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.advisories import actions as door
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.confidentiality import longest_runs
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState
from medcord.core.facts import Code, DraftCirculated, DraftReleased, DraftSaved, EmbargoOverridden, Fact, ItemDerived
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.drafting import queries, quoting
from medcord.drafting.compose import score_of
from medcord.drafting.models import QUOTING, Draft, Passage
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
    draft = _open_draft(actor, case)
    for field in FIELDS:
        if field in words:
            setattr(draft, field, words[field].strip())
    if draft.vector:
        score_of(draft.vector, ())
    quoting.require_not_copied(case, actor, draft, queries.readers(actor, case, draft))
    fact = _saved(case, draft, actor)
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
    _require_publishable(case, draft, actor)
    facts = _early(case, early_reason)
    revision = door.publish(queries.preview(actor, case, draft), actor=actor)
    draft.advisory = revision.advisory_id
    draft.tracking_id = revision.advisory.tracking_id
    draft.released_at = clock.now()
    draft.early_reason = early_reason.strip() if facts else ""
    facts.append(DraftReleased(case.id, draft.id, revision.advisory_id, revision.number))
    ledger.commit(rows=[draft], facts=facts, actor=actor, expected_version=expected_version)
    return draft


def _require_publishable(case: Case, draft: Draft, actor: Viewer) -> None:
    """Refuse what the rules keep from the public; an early release is no way around them (68)."""
    found = queries.bars(actor, case, draft)
    if found:
        told = " ".join(one.sentence for one in found)
        raise RuleRefusal(f"The advisory cannot go out with these passages. {told}", code="not-to-be-published")


@ledger.action
def quote(reference: str, field: str, message: UUID, *, actor: Viewer) -> Draft:
    """Put the words of a message into a field of the draft, where all who read the draft may read the message. What
    binds the message binds the draft."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_WRITE, queries.item_of(None, case), "draft")
    draft = _open_draft(actor, case)
    if field not in QUOTING:
        raise InputRefusal("Choose the passage that is to quote it.", fields={"field": "field"})
    source = cases.quotable(actor, case, [message])[0]
    quoting.require_open(case, queries.readers(actor, case, draft), source)
    setattr(draft, field, "\n\n".join(filter(None, (getattr(draft, field), source.body))))
    passage = Passage(
        draft=draft,
        field=field,
        source=source,
        text=source.body,
        at=clock.now(),
        by=actor.member_id,
        salt=ledger.new_salt(),
    )
    facts = [_saved(case, draft, actor), ItemDerived(case.id, draft.id, source.id, Code("draft"))]
    ledger.commit(rows=[draft, passage], facts=facts, actor=actor)
    return draft


@ledger.action
def drop_quotation(reference: str, passage: UUID, *, actor: Viewer) -> Draft:
    """Say that the words of a quotation are out of the draft. Refused while a long run of them stands in it."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_WRITE, queries.item_of(None, case), "draft")
    draft = _open_draft(actor, case)
    row = next((one for one in queries.passages_of(draft) if one.pk == passage), None)
    if row is None:
        raise NotFound("quotation")
    left = longest_runs("\n".join(getattr(draft, field) for field in QUOTING), [(row, row.text)])
    if left:
        raise RuleRefusal(
            f"{left[0].length} of its words in a row still stand in the draft: “{left[0].words} …”. "
            "Take them out first.",
            code="still-quoted",
        )
    row.dropped_at = clock.now()
    ledger.commit(rows=[draft, row], facts=[_saved(case, draft, actor)], actor=actor)
    return draft


def _open_draft(actor: Viewer, case: Case) -> Draft:
    draft = queries.draft_for(actor, case) or Draft(case=case, title=case.title)
    if draft.released_at is not None:
        raise RuleRefusal(f"{draft.tracking_id} is published. A correction is a new revision of it.", code="published")
    return draft


def _saved(case: Case, draft: Draft, actor: Viewer) -> Fact:
    """Count a save of the draft, for the ledger."""
    draft.number += 1
    draft.saved_at, draft.saved_by = clock.now(), actor.member_id
    draft.salt = draft.salt or ledger.new_salt()
    digest = ledger.seal(draft.salt, *(str(getattr(draft, field)) for field in FIELDS))
    return DraftSaved(case.id, draft.id, draft.number, digest)


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
    rows = [row for row in cases.participants(actor, case) if row.party_id == party]
    for one in queries.passages_of(draft):
        quoting.require_open(case, rows, one.source)
    quoting.require_not_copied(case, actor, draft, rows)
    draft.shared_with = sorted({*draft.shared_with, str(party)})
    ledger.commit(rows=[draft], facts=[DraftCirculated(case.id, draft.id, party, draft.number)], actor=actor)
    return draft
