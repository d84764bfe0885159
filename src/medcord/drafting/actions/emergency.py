"""Break-glass: the short form of an advisory is prepared, seen by the regulator, and goes out at once (88)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.advisory.emergency import REVIEW_WITHIN, ReviewOutcome
from medcord.core.advisory.revising import RevisionKind, line
from medcord.core.facts import (
    Code,
    Digest,
    DraftReleased,
    EmergencyAsked,
    EmergencyReleased,
    EmergencyReviewDue,
    EmergencyReviewed,
    EmergencyReviewOverdue,
    Fact,
    FinderTold,
    ShortFormSaved,
    ShortFormSeen,
)
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import Role
from medcord.drafting import door, queries, short_form
from medcord.drafting.models import Draft, ShortForm
from medcord.drafting.policy import require_short_form
from medcord.drafting.saving import name_of
from medcord.gateways import clock

if TYPE_CHECKING:
    from medcord.cases.models import Case


@ledger.action
def prepare_emergency(
    reference: str,
    words: Mapping[str, str],
    products: Sequence[UUID],
    *,
    expected_version: int | None = None,
    actor: Viewer,
) -> ShortForm:
    """Write the short form of a case, of any of ``short_form.PARTS`` and products that their makers spoke of. The
    regulator reads it, so that no passage gets in that may not go out."""
    case = _mine(reference, actor)
    found = queries.short_forms(actor, case)
    inside = next((one for one in found if one.released_at is None), None)
    form = inside or ShortForm(case=case, salt=ledger.new_salt())
    short_form.put(form, words, products, revises=queries.is_out(case))
    form.number += 1
    form.saved_at, form.saved_by, form.saved_name = clock.now(), actor.member_id, name_of(actor)
    form.first_at, form.first_by, form.first_name, form.first_digest = None, None, "", ""
    now = queries.prepared(actor, form)
    require_short_form(now, seen=False)
    _require_valid(now)
    fact = ShortFormSaved(case.id, form.id, form.number, Digest(now.digest))
    ledger.commit(rows=[form], facts=[fact], actor=actor, expected_version=expected_version)
    return form


@ledger.action
def see_emergency(reference: str, *, number: int, actor: Viewer) -> ShortForm:
    """Record, as a member of a regulator of the case, that one has read exactly this short form."""
    case = cases.case_for(actor, reference, lock=True)
    now = queries.short_form_for(actor, case)
    if now is None or actor.role is not Role.REGULATOR:
        raise NotFound("short form")
    require(actor, Permission.DRAFT_COMMENT, queries.short_item(actor, case), "short form")
    form, member = now.form, _person(actor, "read")
    _require_in(form)
    if form.number != number:
        raise RuleRefusal(
            f"The short form is at version {form.number} now. Read it, then say it.", code="newer-version"
        )
    form.seen_digest, form.seen_at, form.seen_by, form.seen_name = now.digest, clock.now(), member, name_of(actor)
    ledger.commit(rows=[form], facts=[ShortFormSeen(case.id, form.id, number, Digest(now.digest))], actor=actor)
    return form


@ledger.action
def ask_emergency(reference: str, *, reason: str, confirmed: str, actor: Viewer) -> ShortForm:
    """Ask, as the first of two persons, that the short form goes out now. Nothing is out before the second agrees."""
    now = _ready(reference, reason, confirmed, actor)
    form, case = now.form, now.form.case
    form.first_at, form.first_by, form.first_name = clock.now(), _person(actor, "asked for"), name_of(actor)
    form.first_digest, form.reason = now.digest, reason.strip()
    fact = EmergencyAsked(case.id, form.id, ledger.seal(form.salt, form.reason))
    ledger.commit(rows=[form], facts=[fact], actor=actor)
    return form


@ledger.action
def second_emergency(reference: str, *, confirmed: str, actor: Viewer) -> ShortForm:
    """Release the short form, as the second of two persons."""
    now = _ready(reference, "-", confirmed, actor)
    form, member = now.form, _person(actor, "released")
    if form.first_by is None or form.first_digest != now.digest:
        raise RuleRefusal(
            "Nobody asks for the release of this text. Ask for it first, or release it alone.", code="not-asked-for"
        )
    if form.first_by == member:
        raise RuleRefusal(
            "You asked for it yourself. Another member of your organisation releases it.", code="own-asking"
        )
    return _out(now, actor, alone=False)


@ledger.action
def release_alone(reference: str, *, reason: str, confirmed: str, actor: Viewer) -> ShortForm:
    """Release the short form as one person, because no second one can be reached. A review is due within a day."""
    now = _ready(reference, reason, confirmed, actor)
    _person(actor, "released")
    now.form.reason = reason.strip()
    return _out(now, actor, alone=True)


@ledger.action
def review_emergency(reference: str, outcome: ReviewOutcome, words: str, *, actor: Viewer) -> ShortForm:
    """Record, as another member than the one who released it, what the review of a release by one person found."""
    case = _mine(reference, actor)
    form, member = queries.review_owed(actor, case), _person(actor, "reviewed")
    if form is None:
        raise RuleRefusal("No review is due for this case.", code="no-review")
    if form.released_by == member:
        raise RuleRefusal(
            "You released it yourself. Another member of your organisation reviews it.", code="own-release"
        )
    if not words.strip():
        raise InputRefusal("Say what the review found.", fields={"field": "words"})
    form.outcome, form.review = outcome.value, words.strip()
    form.reviewed_at, form.reviewed_by, form.reviewed_name = clock.now(), member, name_of(actor)
    seal = ledger.seal(form.salt, form.review)
    ledger.commit(rows=[form], facts=[EmergencyReviewed(case.id, form.id, Code(outcome.value), seal)], actor=actor)
    return form


@ledger.action
def note_review_overdue(form: ShortForm, *, actor: Viewer) -> ShortForm:
    """Record that the review did not come in time; both agencies are told."""
    form.overdue_at = clock.now()
    ledger.commit(rows=[form], facts=[EmergencyReviewOverdue(form.case_id, form.id)], actor=actor)
    return form


def _out(now: queries.Prepared, actor: Viewer, *, alone: bool) -> ShortForm:
    """The one act: the advisory is out, the draft holds its words, and everybody of the case is told."""
    form, case, out = now.form, now.form.case, now.out
    assert now.value is not None, "it is not out yet"
    if out is None:
        draft = queries.draft_for(actor, case) or Draft(case=case, title=form.title)
        revision = door.publish(now.value, actor=actor)
    else:
        draft = out.row
        news = line(RevisionKind.UPDATE, form.news)
        revision = door.publish(now.value, actor=actor, revises=draft.advisory, summary=news)
    form.released_at, form.revision = clock.now(), revision.number
    whole = queries.drafted(form, out)
    into = (
        short_form.into_draft(now, whole, draft, actor) if out is None else short_form.between(out, whole, form, actor)
    )
    rows, facts = into
    draft.advisory, draft.tracking_id = revision.advisory_id, revision.advisory.tracking_id
    form.released_by, form.released_name, form.tracking_id = actor.member_id, name_of(actor), draft.tracking_id
    form.review_due = form.released_at + REVIEW_WITHIN if alone else None
    told: list[Fact] = [
        *facts,
        EmergencyReleased(case.id, form.id, revision.advisory_id, Digest(now.digest), alone, form.review_due),
        DraftReleased(case.id, draft.id, revision.advisory_id, revision.number),
        *([EmergencyReviewDue(case.id, form.id, form.review_due)] if form.review_due else []),
        *(FinderTold(one, revision.advisory_id, revision.number, emergency=True) for one in _finders(case)),
    ]
    ledger.commit(rows=[form, *rows], facts=told, actor=actor)
    return form


def _require_valid(now: queries.Prepared) -> None:
    """Raise now what the door would say at the moment of the release."""
    assert now.value is not None, "it is not out yet"
    revises = now.out.row.advisory if now.out else None
    news = line(RevisionKind.UPDATE, now.form.news) if now.out else "Initial publication"
    door.check(now.value, revises=revises, summary=news)


def _finders(case: Case) -> list[UUID]:
    """The reports of the case, those that others brought along too: each stands for its finder."""
    return sorted(cases.item(case).report_ids)


def _ready(reference: str, reason: str, confirmed: str, actor: Viewer) -> queries.Prepared:
    """The short form, checked again in this instant: what changed since it was prepared counts."""
    case = _mine(reference, actor)
    now = queries.short_form_for(actor, case)
    if now is None:
        raise RuleRefusal(
            "No short form is prepared for this case. Publish the draft, or a revision of it.", code="no-short-form"
        )
    _require_in(now.form)
    if not reason.strip():
        raise InputRefusal("Say why it cannot wait.", fields={"field": "reason"})
    if confirmed.strip() != str(case.reference):
        raise InputRefusal(
            f"Type the reference of the case, {case.reference}, to confirm.",
            code="not-confirmed",
            fields={"field": "confirmed"},
        )
    require_short_form(now, seen=True)
    return now


def _mine(reference: str, actor: Viewer) -> Case:
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_PUBLISH, queries.item_of(None, case), "short form")
    return case


def _require_in(form: ShortForm) -> None:
    if form.released_at is not None:
        raise RuleRefusal(
            f"{form.tracking_id} is out. For what cannot wait prepare a new short form, of a revision; else open the "
            "draft again, have it approved by a second person and publish it.",
            code="published",
        )


def _person(actor: Viewer, what: str) -> UUID:
    if actor.member_id is None:
        raise NotAllowed(f"This is {what} by a person, whose name stays.")
    return actor.member_id
