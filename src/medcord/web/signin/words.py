"""What happened at sign-in, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.ledger.models import FactRow

METHODS = {
    "password": "password",
    "totp": "code generator",
    "passkey": "passkey",
    "recovery-code": "recovery code",
    "recovery-codes": "recovery codes",
    "recovery-link": "a way back",
    "oidc": "your organisation's sign-in",
    "one-time-code": "a code",
}
ENDED = {
    "by-member": "by hand",
    "factor-changed": "because the password was changed",
    "recovery": "because a way back was made",
    "deactivated": "because the account was ended",
}
# kind -> icon, tone, sentence; {how} is the method, {n} a number
SENTENCES: Mapping[str, tuple[str, str, str]] = {
    "MemberSignedIn": ("lock_open", "", "Signed in by {how}."),
    "MemberConfirmed": ("verified", "", "Asked again before a change: {how}."),
    "MemberSignedOut": ("logout", "", "Signed out."),
    "SignInRefused": ("warning", "warn", "An attempt failed: {how}."),
    "FactorAdded": ("add_circle", "info", "New way to sign in: {how}."),
    "FactorRemoved": ("remove_circle", "info", "A way to sign in was removed: {how}."),
    "RecoveryCodeUsed": ("warning", "warn", "A recovery code was used; {n} are left."),
    "RecoveryLinkIssued": ("warning", "warn", "A way back in was made."),
    "RecoveryLinkConfirmed": ("verified", "warn", "A second administrator confirmed the way back."),
    "RecoveryLinkWithdrawn": ("cancel", "", "A way back was withdrawn."),
    "RecoveryLinkUsed": ("warning", "warn", "Came back by a way back; everything older was ended."),
    "SessionsEnded": ("logout", "", "{n} session(s) ended {how}."),
    "IdentityLinked": ("link", "info", "An account at a provider was linked."),
    "IdentityUnlinked": ("link_off", "info", "An account at a provider was unlinked."),
    "AdministratorNamed": ("account_box", "info", "{how}"),
    "MemberRoleChanged": ("account_box", "info", "{how}"),
    "SecondFactorRuleSet": ("security", "info", "{how}"),
}

ROLES = {
    "administrator": "Administers the party.",
    "member": "Acts for the party, and does not administer it.",
    "reader": "Reads for the party, and does not act for it.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: when, who, what. ``more`` counts like ones right before it that are not shown."""

    at: datetime
    icon: str
    tone: str
    who: str
    sentence: str
    more: int = 0


def lines_of(facts: Iterable[FactRow], names: Mapping[UUID, str]) -> list[Line]:
    """Facts in words, newest first; a row of failed attempts of one member becomes one line with their number."""
    lines: list[Line] = []
    for fact in facts:
        icon, tone, sentence = SENTENCES[fact.kind]
        member = fact.data.get("member")
        who = names.get(UUID(member), "a former member") if member and names else ""
        words = sentence.format(how=_how(fact), n=fact.data.get("left", fact.data.get("sessions", "")))
        if fact.kind == "SignInRefused" and lines and (lines[-1].who, lines[-1].sentence) == (who, words):
            last = lines.pop()
            lines.append(Line(last.at, icon, tone, who, words, last.more + 1))
        else:
            lines.append(Line(fact.at, icon, tone, who, words))
    return lines


def _how(fact: FactRow) -> str:
    data = fact.data
    if fact.kind == "SessionsEnded":
        return ENDED.get(data["why"], str(data["why"]))
    if fact.kind == "AdministratorNamed":
        return "Administers the party." if data["administers"] else "Does not administer the party any more."
    if fact.kind == "MemberRoleChanged":
        return ROLES[data["after"]]
    if fact.kind == "SecondFactorRuleSet":
        return "The party asks for a second factor." if data["required"] else "No second factor is asked for."
    said = str(data.get("method", data.get("factor", "password")))
    return " and ".join(METHODS.get(part, part) for part in said.split("+"))
