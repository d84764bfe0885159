"""Members come and go."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import (
    Code,
    Digest,
    Fact,
    MemberConfirmed,
    MemberSignedIn,
    MemberSignedOut,
    RecoveryCodeUsed,
    SignInRefused,
    StrangerRefused,
)
from medcord.gateways import clock
from medcord.parties.authenticators import RECOVERY_CODES, TOTP, use_totp
from medcord.parties.models import Member

_NOBODY = Viewer(kind=ViewerKind.ANONYMOUS)


@ledger.action
def record_sign_in(member: Member, *, how: str = "password") -> None:
    """Leave the fact that a member signed in."""
    ledger.commit(facts=[_came(member, how, again=False)], actor=member.viewer)


@ledger.action
def record_confirmed(member: Member, *, how: str) -> None:
    """Leave the fact that a member who is signed in showed once more who it is."""
    ledger.commit(facts=[_came(member, how, again=True)], actor=member.viewer)


@ledger.action
def record_sign_out(member: Member) -> None:
    """Leave the fact that a member signed out."""
    ledger.commit(facts=[MemberSignedOut(member.organisation_id, member.id)], actor=member.viewer)


@ledger.action
def refuse_sign_in(email: str, *, how: str, source: Digest) -> None:
    """Leave the fact that an attempt failed. Known and unknown addresses take the same road."""
    member = Member.objects.filter(email=email.strip().lower()).first()
    fact: Fact = StrangerRefused(Code(how), source)
    if member is not None:
        fact = SignInRefused(member.organisation_id, member.id, Code(how), source)
    ledger.commit(facts=[fact], actor=_NOBODY)


@ledger.action
def show_code(member: Member, code: str, *, first: str, source: Digest, again: bool = False) -> str:
    """Use a code of the member's code generator, or one of its recovery codes, after ``first`` went well. The method
    when it fits, "" when not; either leaves its fact. Each code counts once."""
    rows = Authenticator.objects.select_for_update().filter(user=member)
    generator = rows.filter(type=TOTP).first()
    if generator is not None and use_totp(generator, code):
        how = _joined(first, "totp")
        generator.last_used_at = clock.now()
        ledger.commit(rows=[generator], facts=[_came(member, how, again=again)], actor=member.viewer)
        return how
    codes = rows.filter(type=RECOVERY_CODES).first()
    if codes is not None and RecoveryCodes(codes).validate_code(code):
        how = _joined(first, "recovery-code")
        left = len(RecoveryCodes(rows.get(pk=codes.pk)).get_unused_codes())
        used = RecoveryCodeUsed(member.organisation_id, member.id, left)
        ledger.commit(facts=[used, _came(member, how, again=again)], actor=member.viewer)
        return how
    refused = SignInRefused(member.organisation_id, member.id, Code(_joined(first, "one-time-code")), source)
    ledger.commit(facts=[refused], actor=_NOBODY)
    return ""


@ledger.action
def show_passkey(member: Member, passkey: Authenticator, counter: int, *, first: str = "", again: bool = False) -> str:
    """A passkey of the member answered: alone, or after ``first`` as the second factor. Returns the method."""
    row = Authenticator.objects.select_for_update().get(pk=passkey.pk, user=member)
    row.data["counter"] = counter
    row.last_used_at = clock.now()
    how = _joined(first, "passkey")
    ledger.commit(rows=[row], facts=[_came(member, how, again=again)], actor=member.viewer)
    return how


def _joined(first: str, second: str) -> str:
    return f"{first}+{second}" if first else second


def _came(member: Member, how: str, *, again: bool) -> Fact:
    kind = MemberConfirmed if again else MemberSignedIn
    return kind(member.organisation_id, member.id, Code(how))
