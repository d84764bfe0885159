"""A member's own ways to sign in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import encrypt
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.facts import Code, FactorAdded, FactorRemoved
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.parties.authenticators import PASSKEY, RECOVERY_CODES, TOTP, totp_fits
from medcord.parties.models import Member
from medcord.parties.queries import signin as queries

SHORTEST_PASSWORD = 12
"""In characters. Below it a password can be guessed from a stolen database."""
MOST_PASSKEYS = 10
FACTS = {TOTP: "totp", PASSKEY: "passkey", RECOVERY_CODES: "recovery-codes"}

NO_PASSWORDS = (
    "This node takes no passwords and no codes, because both can be given away to a false page. Use a passkey or your "
    "organisation's sign-in; whoever has neither asks an administrator of the party for a way in."
)


@ledger.action
def set_password(password: str, *, actor: Viewer) -> Member:
    """Give the actor a new password. Raises InputRefusal for a weak one, RuleRefusal where passwords are not taken."""
    member = _locked(actor)
    accept_password(member, password)
    added = FactorAdded(member.organisation_id, member.id, Code("password"))
    ledger.commit(rows=[member], facts=[added], actor=actor)
    return member


def accept_password(member: Member, password: str) -> None:
    """Set it on the row, which the caller writes."""
    if queries.phishing_resistant_only():
        raise RuleRefusal(NO_PASSWORDS, code="no-passwords")
    if len(password) < SHORTEST_PASSWORD:
        raise InputRefusal(
            f"This password has {len(password)} characters; at least {SHORTEST_PASSWORD} are needed. Take a longer "
            "one, such as four words that do not belong together.",
            fields={"field": "password"},
        )
    own_words = {member.email, member.email.split("@")[0], member.name.casefold().replace(" ", "")}
    if password.casefold() in own_words:
        raise InputRefusal(
            "This password is your own name or address, which is tried first. Choose another.",
            fields={"field": "password"},
        )
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError as common:
        raise InputRefusal(
            "This password stands on lists of common ones, which are tried first. Choose another.",
            fields={"field": "password"},
        ) from common
    member.set_password(password)


@ledger.action
def add_totp(secret: str, code: str, *, actor: Viewer) -> Authenticator:
    """Set up a code generator, once it has shown that it counts as we do."""
    member = _locked(actor)
    if queries.phishing_resistant_only():
        raise RuleRefusal(NO_PASSWORDS, code="no-passwords")
    if queries.ways_of(member).totp is not None:
        raise RuleRefusal("You have a code generator already. Remove it first to set up another.")
    counter = totp_fits(secret, code)
    if counter is None:
        raise InputRefusal(
            "This code does not fit. Check that the clock of your device is right, wait for the next code and type it.",
            fields={"field": "code"},
        )
    # The code that set it up is used up: it opens nothing afterwards.
    row = Authenticator(user=member, type=TOTP, data={"secret": encrypt(secret), "last_counter": counter})
    ledger.commit(rows=[row], facts=[_added(member, TOTP)], actor=actor)
    return row


@ledger.action
def add_passkey(name: str, credential: dict[str, Any], *, actor: Viewer) -> Authenticator:
    """Keep a passkey whose ceremony went well (``authenticators.registered``)."""
    member = _locked(actor)
    if len(queries.ways_of(member).passkeys) >= MOST_PASSKEYS:
        raise RuleRefusal(f"You have {MOST_PASSKEYS} passkeys, which is the most. Remove one you no longer use.")
    row = passkey_row(member, name, credential)
    ledger.commit(rows=[row], facts=[_added(member, PASSKEY)], actor=actor)
    return row


def passkey_row(member: Member, name: str, credential: dict[str, Any]) -> Authenticator:
    """The row of a new passkey, which the caller writes."""
    data = {"name": name.strip()[:60] or "Passkey", "credential": credential, "counter": 0}
    return Authenticator(user=member, type=PASSKEY, data=data)


@ledger.action
def remove_factor(factor: int, *, actor: Viewer) -> None:
    """Remove a code generator or passkey of the actor's own, unless it is the last that opens the door."""
    member = _locked(actor)
    ways = queries.ways_of(member)
    found = Authenticator.objects.filter(pk=factor, user=member, type__in=queries.SECOND_FACTORS)
    row = found.first()
    if row is None:
        raise NotFound("way to sign in")
    _refuse_last(member, ways, row)
    gone, facts = [found], [FactorRemoved(member.organisation_id, member.id, Code(FACTS[row.type]))]
    if len(ways.passkeys) + (ways.totp is not None) == 1 and ways.codes_left:
        # Recovery codes stand in for a second factor; without one they would be a password on paper.
        gone.append(Authenticator.objects.filter(user=member, type=RECOVERY_CODES))
        facts.append(FactorRemoved(member.organisation_id, member.id, Code(FACTS[RECOVERY_CODES])))
    ledger.commit(gone=gone, facts=facts, actor=actor)


def _refuse_last(member: Member, ways: queries.Ways, row: Authenticator) -> None:
    if row.type == PASSKEY and ways.whole == 1:
        alone = (
            " You are the only administrator of your party, so no colleague could let you back in."
            if queries.is_last_administrator(member)
            else ""
        )
        raise RuleRefusal(
            f"This is your last way to sign in, and without it you would be locked out.{alone} Set up another way "
            "first: a second passkey, a password, or your organisation's sign-in.",
            code="last-way-in",
        )
    if member.organisation.needs_second_factor and len(ways.passkeys) + (ways.totp is not None) == 1:
        raise RuleRefusal(
            f"{member.organisation.name} asks its members for a second factor, and this is your only one. Set up "
            "another first.",
            code="second-factor-required",
        )


@ledger.action
def make_recovery_codes(*, actor: Viewer) -> list[str]:
    """Ten codes for the day the second factor is lost; earlier ones end. Shown by the caller once."""
    member = _locked(actor)
    if not queries.has_second_factor(member):
        raise RuleRefusal(
            "Recovery codes stand in for a second factor. Set one up first: a passkey or a code generator."
        )
    old = Authenticator.objects.filter(user=member, type=RECOVERY_CODES)
    ledger.commit(gone=[old], facts=[_added(member, RECOVERY_CODES)], actor=actor)
    codes: list[str] = RecoveryCodes.activate(member).generate_codes()
    return codes


def _locked(actor: Viewer) -> Member:
    # why locked: two tabs that each remove "the other" way would leave none
    found = Member.objects.select_for_update(of=("self",)).select_related("organisation")
    row = found.filter(pk=actor.member_id, is_active=True).first() if actor.member_id else None
    if row is None:
        raise NotFound("member")
    return row


def _added(member: Member, kind: str) -> FactorAdded:
    return FactorAdded(member.organisation_id, member.id, Code(FACTS[kind]))
