"""A published advisory is written on: opened for a revision, which goes the way of every draft, or given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.advisory.revising import ENDS, FOLLOWS, MEANS, RevisionKind
from medcord.core.facts import Code, Fact, RevisionGivenUp, RevisionOpened
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.drafting import door, queries, quoting, reopening
from medcord.drafting.models import Draft, DraftRevision
from medcord.drafting.saving import close_facts, name_of, saved
from medcord.gateways import clock

if TYPE_CHECKING:
    from medcord.cases.models import Case

_SAY = {
    RevisionKind.UPDATE: "Say what is new. The history of the advisory shows it.",
    RevisionKind.CORRECTION: "Say what was wrong, and what is right. The history of the advisory shows it.",
    RevisionKind.WITHDRAWAL: "Say why the advisory no longer stands. It is published.",
    RevisionKind.SUPERSEDING: "Say why another advisory takes its place. It is published.",
}


@ledger.action
def open_for_revision(
    reference: str, kind: RevisionKind, news: str, *, expected_version: int | None = None, actor: Viewer
) -> Draft:
    """Open a released draft again, for the next revision. ``news`` says what is new, and is published in its history.

    Nothing of it is public before it is approved by somebody else and released like every draft (83, 84)."""
    if kind in ENDS:
        raise InputRefusal("An advisory is withdrawn or replaced in its own way, with what its readers should do.")
    case, draft = _released(reference, actor)
    return _open(case, draft, kind, {"news": news}, expected_version, actor)


@ledger.action
def withdraw(reference: str, reason: str, advice: str, *, expected_version: int | None = None, actor: Viewer) -> Draft:
    """Prepare that the published advisory no longer stands: why, and what its readers should do now; both are
    published. It goes the way of every revision (87)."""
    case, draft = _released(reference, actor)
    words = {"news": reason, "what_to_do": _advice(advice)}
    return _open(case, draft, RevisionKind.WITHDRAWAL, words, expected_version, actor)


@ledger.action
def supersede(
    reference: str, by: str, reason: str, advice: str, *, expected_version: int | None = None, actor: Viewer
) -> Draft:
    """Prepare that the published advisory of ours with the number ``by`` takes the place of this one (87)."""
    case, draft = _released(reference, actor)
    draft.replaced_by = door.successor_for(actor, by, of=draft.advisory or draft.id).tracking_id
    words = {"news": reason, "what_to_do": _advice(advice)}
    return _open(case, draft, RevisionKind.SUPERSEDING, words, expected_version, actor)


def _open(
    case: Case, draft: Draft, kind: RevisionKind, words: dict[str, str], expected_version: int | None, actor: Viewer
) -> Draft:
    news = words["news"].strip()
    if not news:
        raise InputRefusal(_SAY[kind], fields={"field": "news"})
    last = queries.released_kind(queries.revisions_of(draft))
    if kind not in FOLLOWS[last]:
        raise RuleRefusal(
            f"{draft.tracking_id} no longer stands. What may follow is a correction, if that was an error.",
            code="no-longer-stands",
        )
    row = DraftRevision(draft=draft, kind=kind.value, news=news, base=draft.number)
    row.was_out_at, row.plan = draft.released_at or clock.now(), reopening.plan_of(draft)
    row.opened_at, row.opened_by, row.opened_name = clock.now(), actor.member_id, name_of(actor)
    row.salt = ledger.new_salt()
    ended = reopening.ended(draft)
    draft.revising, draft.since, draft.released_at, draft.planned_at = kind.value, draft.number + 1, None, None
    rows, facts = saved(draft, words, actor=actor)
    quoting.require_not_copied(case, actor, draft, queries.readers(actor, case, draft))
    close = quoting.close_rows(case, actor, draft, queries.passages_of(draft))
    opened = RevisionOpened(case.id, draft.id, draft.number, Code(kind.value), ledger.seal(row.salt, news))
    all_facts: list[Fact] = [opened, *facts, *close_facts(case, draft, close)]
    ledger.commit(rows=[*rows, row, *ended, *close], facts=all_facts, actor=actor, expected_version=expected_version)
    return draft


def _advice(advice: str) -> str:
    if not advice.strip():
        raise InputRefusal("Say what readers should do now.", fields={"field": "advice"})
    return advice


@ledger.action
def give_up_revision(reference: str, *, expected_version: int | None = None, actor: Viewer) -> Draft:
    """Stop writing on a published advisory. The text becomes again the one that is out, as a version of its own."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_WRITE, queries.item_of(None, case), "draft")
    draft = queries.draft_for(actor, case)
    row = queries.open_revision(queries.revisions_of(draft)) if draft else None
    if draft is None or row is None:
        raise RuleRefusal("No revision is being written, so there is nothing to give up.", code="no-revision")
    row.given_up_at, row.news = clock.now(), draft.news
    words = queries.words_out(draft, row)
    reopening.put_flaws_back(draft, row.plan, words)
    rows, saves = saved(draft, words, reopening.plan_from(row.plan), actor=actor)
    draft.released_at, draft.revising, draft.since, draft.replaced_by = row.was_out_at, "", draft.number, ""
    facts: list[Fact] = [*saves, RevisionGivenUp(case.id, draft.id, draft.number)]
    ledger.commit(rows=[*rows, row], facts=facts, actor=actor, expected_version=expected_version)
    return draft


def _released(reference: str, actor: Viewer) -> tuple[Case, Draft]:
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_WRITE, queries.item_of(None, case), "draft")
    draft = queries.draft_for(actor, case)
    if draft is None or draft.advisory is None:
        raise RuleRefusal("Nothing is published of this case yet. Write and publish the draft first.", code="not-out")
    if draft.released_at is None:
        kind = MEANS[RevisionKind(draft.revising)]
        raise RuleRefusal(f"A revision is being written already: {kind}. Release it, or give it up.", code="revising")
    return case, draft
