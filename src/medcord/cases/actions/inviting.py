"""Bringing parties in, for the first time or again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from medcord import ledger
from medcord.cases import checked, policy, queries
from medcord.cases.models import Case, Contact, Participant
from medcord.core.access import Permission, Viewer
from medcord.core.cvd.consent import Consent, ConsentTrigger
from medcord.core.cvd.consent import step as consent_step
from medcord.core.facts import Code, ConsentChanged, ContactAttempted, Fact, ParticipantInvited
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.parties import queries as parties
from medcord.parties.models import Organisation


def statutory(case: Case, regulator: Organisation, now: datetime) -> Participant:
    """A statutory participant acknowledges the terms "except as required by law" and is not locked out by them."""
    return Participant(
        case=case,
        party=regulator,
        role=Role.REGULATOR.value,
        consent=Consent.SIGNATORY.value,
        consent_since=now,
        statutory=True,
        invited_at=now,
        signed_at=now,
    )


def invite(
    reference: str,
    party: UUID,
    *,
    channel: str = "medcord",
    sees_from: datetime | None = None,
    observer: bool = False,
    actor: Viewer,
) -> Participant:
    """Invite a party: it sees the terms and nothing else until it signs. The first contact starts the 45 days
    (CLK-10).

    ``sees_from``: after signing it sees nothing older. ``observer``: it reads, and does not act. Who declined, left or
    was removed is invited anew.
    """
    try:
        return _invite(reference, party, channel, sees_from, observer, actor)
    except IntegrityError as clash:  # invited by somebody else at the same instant
        raise RuleRefusal(
            "This party is in the case already. Reload the case and look at its parties.", code="already-in-case"
        ) from clash


@ledger.action
def _invite(
    reference: str, party: UUID, channel: str, sees_from: datetime | None, observer: bool, actor: Viewer
) -> Participant:
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_INVITE, case)
    organisation = parties.organisation_for(actor, party)
    _check(organisation, sees_from, observer)
    before, now = checked.look(case), clock.now()
    row = _row(case, organisation, now)
    was = row.consent
    if organisation.role != Role.REGULATOR.value:
        row.consent, row.consent_since = consent_step(Consent(was), ConsentTrigger.INVITE).value, now
        row.sees_from, row.observer = sees_from, observer
    row.removed_at, row.out_because, row.last_contact_at = None, "", now
    if organisation.role == Role.MANUFACTURER.value:
        case.first_contact_at = case.first_contact_at or now
    facts: list[Fact] = [
        ParticipantInvited(case.id, party, Code(organisation.role)),
        ConsentChanged(case.id, party, Code("no_embargo" if row._state.adding else was), Code(row.consent)),
        ContactAttempted(case.id, party, Code(channel)),
    ]
    checked.require_sound(case, before)
    tried = Contact(case=case, party=organisation, channel=channel, by=actor.member_id, at=now, salt=ledger.new_salt())
    ledger.commit(rows=[case, row, tried], facts=facts, actor=actor)
    return row


def _check(organisation: Organisation, sees_from: datetime | None, observer: bool) -> None:
    if organisation.role not in (Role.MANUFACTURER.value, Role.REGULATOR.value, Role.COORDINATOR.value):
        raise RuleRefusal(
            f"{organisation.name} is a {organisation.role}. Hospitals and ISAOs are told by the advisory, "
            "not in the case. Invite a manufacturer, a regulator or another coordinator.",
            code="party-kind",
        )
    if organisation.role == Role.REGULATOR.value and (sees_from is not None or observer):
        raise RuleRefusal(
            f"{organisation.name} takes part by statute: it sees the case from the beginning and is no observer. "
            "Invite it without these.",
            code="party-kind",
        )
    if sees_from is not None and sees_from > clock.now():
        raise InputRefusal(
            "The point from which it sees the case lies in the future. Choose one that has come.",
            fields={"field": "sees_from"},
        )


def _row(case: Case, organisation: Organisation, now: datetime) -> Participant:
    """A new place in the case, or the one that the party had and is out of."""
    row = next((row for row in case.participants.all() if row.party_id == organisation.pk), None)
    if row is None:
        if organisation.role == Role.REGULATOR.value:
            return statutory(case, organisation, now)
        return Participant(
            case=case,
            party=organisation,
            role=organisation.role,
            consent=Consent.NO_EMBARGO.value,
            consent_since=now,
            invited_at=now,
        )
    if row.removed_at is None and row.consent != Consent.DECLINED.value:
        raise RuleRefusal(f"{organisation.name} is in this case already.", code="already-in-case")
    if row.removed_at is not None:
        row.consent = Consent.NO_EMBARGO.value
    if row.statutory:
        row.consent, row.consent_since, row.signed_at = Consent.SIGNATORY.value, now, now
    return row
