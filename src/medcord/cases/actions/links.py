"""Asking in an organisation that is not here yet, by a link that shows nothing until it is accepted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.timezone import is_naive

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.models import Case, Contact, InvitationLink, Participant
from medcord.core.access import Permission, Viewer, ViewerKind
from medcord.core.cvd.consent import Consent, ConsentTrigger
from medcord.core.cvd.consent import step as consent_step
from medcord.core.facts import (
    Code,
    ConsentChanged,
    ContactAttempted,
    LinkAccepted,
    LinkMade,
    LinkWithdrawn,
    ParticipantInvited,
)
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.core.vocabulary import MemberRole, Role
from medcord.gateways import clock
from medcord.ledger import letters
from medcord.parties import actions as parties
from medcord.parties.models import Member
from medcord.parties.queries import signin

OPEN_FOR = timedelta(days=14)
INVITED = (Role.MANUFACTURER, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class LinkWords:
    """Whom to ask in: the organisation, what it is, and the address the link goes to."""

    organisation: str
    role: Role
    email: str
    sees_from: datetime | None = None


@ledger.action
def invite_by_link(reference: str, words: LinkWords, *, actor: Viewer) -> tuple[InvitationLink, str]:
    """Ask a new organisation in. It is a participant from now on, invited and unlisted, so that its silence counts.

    The secret is returned once and mailed to the address; only its digest is kept.
    """
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_INVITE, case)
    _check(words)
    now, secret = clock.now(), secrets.token_urlsafe(32)
    party = parties.register_organisation(
        name=words.organisation.strip(), short_name=words.organisation.strip()[:40], role=words.role, actor=actor
    )
    party.listed = False
    consent = consent_step(Consent.NO_EMBARGO, ConsentTrigger.INVITE)
    row = Participant(
        case=case,
        party=party,
        role=words.role.value,
        consent=consent.value,
        consent_since=now,
        invited_at=now,
        last_contact_at=now,
        sees_from=words.sees_from,
    )
    link = InvitationLink(
        case=case,
        organisation=party.name,
        role=words.role.value,
        email=words.email.strip().lower(),
        digest=queries.digest_of(secret),
        sees_from=words.sees_from,
        made_at=now,
        made_by=actor.member_id,
        expires_at=now + OPEN_FOR,
        party=party,
    )
    contact = Contact(case=case, party=party, channel="mail", by=actor.member_id, at=now, salt=ledger.new_salt())
    if words.role is Role.MANUFACTURER:
        case.first_contact_at = case.first_contact_at or now
    facts = [
        ParticipantInvited(case.id, party.id, Code(words.role.value)),
        ConsentChanged(case.id, party.id, Code("no_embargo"), Code(consent.value)),
        ContactAttempted(case.id, party.id, Code("mail")),
        LinkMade(case.id, link.id, party.id, link.expires_at),
    ]
    ledger.commit(rows=[case, party, row, link, contact], facts=facts, actor=actor)
    _mail(link, secret, case)
    return link, secret


def _mail(link: InvitationLink, secret: str, case: Case) -> None:
    letters.write(
        to=link.email,
        subject="medcord: you are invited",
        body=(
            f"{case.owner.name} asks your organisation to take part in something confidential.\n"
            f"Open this link to accept; it works once, until {link.expires_at:%d %B %Y}:\n"
            f"{letters.link(f'/join/{secret}')}\n"
        ),
        link=letters.OneTimeLink(link.id, link.expires_at),
    )


def _check(words: LinkWords) -> None:
    if words.role not in INVITED:
        raise RuleRefusal(
            "By link a manufacturer or a coordinator is asked in. Hospitals and ISAOs are told by the advisory, and a "
            "regulator is registered by whoever runs the node.",
            code="party-kind",
        )
    if not words.organisation.strip() or len(words.organisation.strip()) > 160:
        raise InputRefusal("Give the organisation's name, at most 160 characters.", fields={"field": "organisation"})
    if "@" not in words.email:
        raise InputRefusal("Give the mail address the link is sent to.", fields={"field": "email"})
    if words.sees_from is not None and is_naive(words.sees_from):
        raise InputRefusal("The point from which it sees the case needs a time zone.", fields={"field": "sees_from"})


@ledger.action
def withdraw_link(reference: str, link: UUID, *, actor: Viewer) -> InvitationLink:
    """Take a link back that nobody has accepted: it works no longer, and the party leaves the case."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_INVITE, case)
    row = InvitationLink.objects.filter(case=case, pk=link).first()
    if row is None or row.party_id is None:
        raise NotFound("invitation")
    if row.accepted_at or row.withdrawn_at:
        raise RuleRefusal("This invitation was accepted or taken back already. Reload the page.", code="link-over")
    row.withdrawn_at = clock.now()
    part = next(one for one in case.participants.all() if one.party_id == row.party_id)
    part.removed_at = row.withdrawn_at
    ledger.commit(rows=[row, part], facts=[LinkWithdrawn(case.id, row.id, row.party_id)], actor=actor)
    letters.take_out(row.id)
    return row


def accept_link(
    secret: str,
    *,
    name: str,
    password: str | None = None,
    passkey: dict[str, Any] | None = None,
    organisation: str = "",
) -> Member:
    """Accept: the organisation is listed from now on, and who accepts runs its members and signs in by a password, or
    by a passkey that was made for ``signin.newcomer``. Raises NotFound for a link that
    never was, is used, withdrawn or too old: all look the same."""
    try:
        return _accept(secret, name=name, password=password, passkey=passkey, organisation=organisation)
    except IntegrityError as clash:  # somebody with this address is here already
        raise RuleRefusal(
            "There is a member with this mail address already. Ask the coordinator to invite its organisation.",
            code="member-exists",
        ) from clash


@ledger.action
def _accept(
    secret: str, *, name: str, password: str | None, passkey: dict[str, Any] | None, organisation: str
) -> Member:
    link = queries.link_for(secret, lock=True)
    party = link.party
    if party is None:
        raise NotFound("page")
    if not name.strip():
        raise InputRefusal("Give your name: what you sign is signed by a person.", fields={"field": "name"})
    party.name = organisation.strip()[:160] or party.name
    party.short_name, party.listed = party.name[:40], True
    link.accepted_at = clock.now()
    system = Viewer(kind=ViewerKind.SYSTEM, party_id=party.id)
    key = parties.NewPasskey(signin.newcomer(link.pk), passkey) if passkey is not None else None
    member = parties.add_member(
        party, email=link.email, name=name.strip(), password=password, passkey=key, actor=system
    )
    member.level = MemberRole.ADMINISTRATOR.value
    ledger.commit(
        rows=[link, party, member], facts=[LinkAccepted(link.case_id, link.id, party.id)], actor=member.viewer
    )
    letters.take_out(link.id)
    return member
