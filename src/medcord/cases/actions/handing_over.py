"""A case changes hands between coordinators, with its history."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.models import Case
from medcord.core.access import Permission, Viewer
from medcord.core.cvd.consent import Consent
from medcord.core.facts import CaseHandedOver, HandOverDeclined, HandOverOffered
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal
from medcord.core.vocabulary import Role
from medcord.gateways import clock


@ledger.action
def offer_case(reference: str, party: UUID, *, reason: str, actor: Viewer) -> Case:
    """Offer the case to a coordinator that takes part and has signed: it knows what it would take over."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_HANDOVER_OFFER, case)
    row = next((row for row in case.participants.all() if row.party_id == party and row.removed_at is None), None)
    if row is None or row.role != Role.COORDINATOR.value or party == case.owner_id or row.observer:
        raise RuleRefusal(
            "A case is handed to another coordinator that takes part in it. Invite it first.",
            code="no-such-coordinator",
        )
    # A coordinator that has signed once does not lapse (policy 9).
    if row.consent not in (Consent.SIGNATORY.value, Consent.LAPSED.value):
        raise RuleRefusal(f"{row.party.name} has not signed the terms yet. It signs first.", code="not-signed")
    if not reason.strip():
        raise InputRefusal("Say why the case changes hands; its new owner reads it.", fields={"field": "reason"})
    case.offered_to_id, case.offered_at, case.offered_because = party, clock.now(), reason.strip()[:2000]
    fact = HandOverOffered(case.id, party, ledger.seal(case.salt, case.offered_because))
    ledger.commit(rows=[case], facts=[fact], actor=actor)
    return case


@ledger.action
def decline_case(reference: str, *, actor: Viewer) -> Case:
    """Turn the offer down; or, for the owner, take it back."""
    case = queries.case_for(actor, reference, lock=True)
    party = case.offered_to_id
    if party is None or actor.party_id not in (party, case.owner_id):
        raise RuleRefusal("This case is not offered to your party.", code="no-offer")
    policy.require(
        actor,
        Permission.CASE_HANDOVER_OFFER if actor.party_id == case.owner_id else Permission.CASE_HANDOVER_TAKE,
        case,
    )
    _clear(case)
    ledger.commit(rows=[case], facts=[HandOverDeclined(case.id, party)], actor=actor)
    return case


@ledger.action
def take_over(reference: str, *, actor: Viewer) -> Case:
    """Take the case that was offered: its reports come along, by reaction; the coordinator before stays."""
    case = queries.case_for(actor, reference, lock=True)
    if actor.party_id is None or case.offered_to_id != actor.party_id:
        raise RuleRefusal("This case is not offered to your party.", code="no-offer")
    policy.require(actor, Permission.CASE_HANDOVER_TAKE, case)
    if actor.member_id is None:
        raise NotAllowed("A named member takes a case over.")
    before = case.owner_id
    case.owner_id, case.lead = actor.party_id, actor.member_id
    mine = next(row for row in case.participants.all() if row.party_id == actor.party_id)
    # The owner reads from the beginning, and must when it answers for the whole case.
    mine.sees_from = None
    _clear(case)
    ledger.commit(rows=[case, mine], facts=[CaseHandedOver(case.id, before, actor.party_id)], actor=actor)
    return case


def _clear(case: Case) -> None:
    case.offered_to_id, case.offered_at, case.offered_because = None, None, ""
