"""Four eyes before the door: approving, the parties' stands, and a release over objections (83)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.advisory.readiness import Missing
from medcord.core.advisory.release import ReleaseFactor
from medcord.core.facts import (
    Code,
    DraftApproved,
    LackWaived,
    OverrideSeconded,
    ReleaseArmed,
    ReleaseObjected,
    ReleaseOverridden,
)
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.drafting import queries
from medcord.drafting.models import Draft, ReleaseApproval, ReleaseOverride, ReleaseStand, ReleaseWaiver
from medcord.drafting.policy import require_comment, require_unreleased
from medcord.drafting.saving import name_of
from medcord.gateways import clock

if TYPE_CHECKING:
    from medcord.cases.models import Case


@ledger.action
def approve(reference: str, *, number: int, actor: Viewer) -> ReleaseApproval:
    """Approve version ``number`` of the draft, as somebody who did not write it."""
    case, draft = _mine(reference, actor)
    member = _person(actor, "approved")
    _require_newest(draft, number)
    if member in queries.writers(draft):
        raise RuleRefusal(
            "You wrote this version yourself. Another member of your organisation approves it.", code="own-words"
        )
    if any(one.member == member for one in queries.standing(draft)):
        raise RuleRefusal("You have approved this version already.", code="approved")
    row = ReleaseApproval.objects.filter(draft=draft, number=number, member=member).first()
    row = row or ReleaseApproval(draft=draft, number=number, member=member)
    row.at = clock.now()
    ledger.commit(rows=[row], facts=[DraftApproved(case.id, draft.id, number)], actor=actor)
    return row


@ledger.action
def take_stand(reference: str, *, number: int, armed: bool, reason: str = "", actor: Viewer) -> ReleaseStand:
    """Say for one's party that it is ready for the release of version ``number``, or that it objects and why.

    The last word counts. Being ready is no vote and silence keeps nothing back; an objection is answered, not obeyed.
    """
    case = cases.case_for(actor, reference, lock=True)
    draft = queries.draft_for(actor, case)
    if draft is None:
        raise NotFound("draft")
    require_comment(actor, draft)
    require_unreleased(draft)
    member = _person(actor, "said")
    if actor.party_id is None or actor.party_id == case.owner_id:
        raise RuleRefusal("Your party releases the advisory; the others say whether they are ready.", code="own-draft")
    _require_newest(draft, number)
    if not armed and not reason.strip():
        raise InputRefusal("Say why your party objects.", fields={"field": "reason"})
    said = reason.strip() if not armed else ""
    row = ReleaseStand(draft=draft, party_id=actor.party_id, number=number, armed=armed, reason=said)
    row.member, row.name, row.at, row.salt = member, name_of(actor), clock.now(), ledger.new_salt()
    named = (case.id, draft.id, actor.party_id, number)
    fact = ReleaseArmed(*named) if armed else ReleaseObjected(*named, ledger.seal(row.salt, said))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def override(
    reference: str, *, number: int, reason: str, factors: Collection[ReleaseFactor], actor: Viewer
) -> ReleaseOverride:
    """Prepare the release of version ``number`` over the objections that stand; a second member has to stand in."""
    case, draft = _mine(reference, actor)
    member = _person(actor, "decided")
    _require_newest(draft, number)
    against = [one.participant.party_id for one in queries.readiness(actor, case, draft).objecting]
    if not against:
        raise RuleRefusal("No party objects, so there is nothing to release over.", code="no-objection")
    if not reason.strip():
        raise InputRefusal("Say why the advisory goes out over the objection.", fields={"field": "reason"})
    if not factors:
        raise InputRefusal("Choose at least one factor that applies.", fields={"field": "factors"})
    chosen = [one.value for one in ReleaseFactor if one in factors]
    row = ReleaseOverride(draft=draft, number=number, parties=sorted(str(one) for one in against), factors=chosen)
    row.reason, row.member, row.name, row.at = reason.strip(), member, name_of(actor), clock.now()
    row.salt = ledger.new_salt()
    seal = ledger.seal(row.salt, row.reason)
    fact = ReleaseOverridden(case.id, draft.id, number, len(against), Code("+".join(chosen)), seal)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def waive(reference: str, statement: UUID, what: Missing, *, reason: str, actor: Viewer) -> ReleaseWaiver:
    """Give the reason why the advisory goes out although machines cannot match this product (C9). It is published with
    the advisory, and whoever approved it before approves it anew."""
    case, draft = _mine(reference, actor)
    member = _person(actor, "decided")
    material = queries.material(actor, case)
    found = queries.unmatched(draft, queries.preview(case, draft, material), material.statements)
    if all((one.statement, one.lack.what) != (statement, what) for one in found):
        raise RuleRefusal("This product lacks nothing of the kind, so there is nothing to waive.", code="lacks-nothing")
    if not reason.strip():
        raise InputRefusal("Say why it goes out all the same. The reason is published.", fields={"field": "reason"})
    row = ReleaseWaiver(draft=draft, statement_id=statement, what=what.value, reason=reason.strip(), member=member)
    row.name, row.at, row.salt, row.number = name_of(actor), clock.now(), ledger.new_salt(), draft.number
    fact = LackWaived(case.id, draft.id, statement, Code(what.value), ledger.seal(row.salt, row.reason))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def second(reference: str, *, number: int, actor: Viewer) -> ReleaseOverride:
    """Stand in, as another person, for the release over objections that was prepared."""
    case, draft = _mine(reference, actor)
    member = _person(actor, "decided")
    _require_newest(draft, number)
    row = queries.readiness(actor, case, draft).override
    if row is None:
        raise RuleRefusal("No release over an objection is prepared for this version.", code="no-override")
    if row.second is not None:
        raise RuleRefusal(f"{row.second_name} stood in for it already.", code="seconded")
    if row.member == member:
        raise RuleRefusal(
            "You prepared it yourself. Another member of your organisation stands in for it.", code="own-override"
        )
    row.second, row.second_name, row.second_at = member, name_of(actor), clock.now()
    ledger.commit(rows=[row], facts=[OverrideSeconded(case.id, draft.id, number)], actor=actor)
    return row


def _mine(reference: str, actor: Viewer) -> tuple[Case, Draft]:
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DRAFT_PUBLISH, queries.item_of(None, case), "draft")
    return case, _draft(actor, case)


def _draft(actor: Viewer, case: Case) -> Draft:
    draft = queries.draft_for(actor, case)
    if draft is None:
        raise RuleRefusal("There is no draft yet. Write it first.", code="no-draft")
    require_unreleased(draft)
    return draft


def _person(actor: Viewer, what: str) -> UUID:
    if actor.member_id is None:
        raise NotAllowed(f"This is {what} by a person, whose name stays.")
    return actor.member_id


def _require_newest(draft: Draft, number: int) -> None:
    """Nobody's word is for a text they have not seen."""
    if draft.number != number:
        raise RuleRefusal(
            f"The draft is at version {draft.number} now, and you spoke of {number}. Read it, then say it again.",
            code="newer-version",
        )
