"""A finder comes back: a passphrase beside the code, a word when nobody answers, and credit claimed later."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from medcord import ledger
from medcord.core.access import Permission, Viewer, ViewerKind
from medcord.core.facts import CreditKeyLeft, PassphraseSet, ReportEscalated
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.formats import ssh
from medcord.gateways import clock
from medcord.intake import policy, queries
from medcord.intake.models import Report

SHORTEST_PASSPHRASE, LONGEST_PASSPHRASE = 10, 200


def checked_passphrase(passphrase: str) -> str:
    """The hash to keep; "" for none. Raises InputRefusal for one that is too short to help."""
    if not passphrase:
        return ""
    if not SHORTEST_PASSPHRASE <= len(passphrase) <= LONGEST_PASSPHRASE:
        raise InputRefusal(
            f"A passphrase has between {SHORTEST_PASSPHRASE} and {LONGEST_PASSPHRASE} characters. A few words that "
            "only you would put together are good.",
            fields={"field": "passphrase"},
        )
    return make_password(passphrase)


def checked_key(line: str) -> str:
    """The public key to keep; "" for none. Raises InputRefusal."""
    if not line.strip():
        return ""
    try:
        return ssh.public_key(line)
    except ssh.BadSignature as bad:
        raise InputRefusal(str(bad), fields={"field": "credit_key"}) from None


def own(actor: Viewer) -> Report:
    if actor.kind is not ViewerKind.FINDER:
        raise NotFound("report")
    report = queries.own_report(actor, lock=True)
    policy.require(actor, Permission.REPORT_REPLY, report)
    return report


@ledger.action
def set_passphrase(passphrase: str, *, actor: Viewer) -> Report:
    """Ask for this passphrase beside the code from now on. It is kept as a hash; nobody can tell it to anybody."""
    report = own(actor)
    if not passphrase:
        raise InputRefusal("Type the passphrase you want.", fields={"field": "passphrase"})
    report.passphrase = checked_passphrase(passphrase)
    ledger.commit(rows=[report], facts=[PassphraseSet(report.id)], actor=actor)
    return report


@ledger.action
def leave_key(line: str, *, actor: Viewer) -> Report:
    """Leave a public key now, to claim credit with its private half whenever the finder likes."""
    report, key = own(actor), checked_key(line)
    if not key:
        raise InputRefusal("Paste the one line of your public key.", fields={"field": "credit_key"})
    report.credit_key = key
    ledger.commit(rows=[report], facts=[CreditKeyLeft(report.id, ledger.seal(report.salt, key))], actor=actor)
    return report


@ledger.action
def escalate(*, actor: Viewer) -> Report:
    """Say that nobody answers. Open when the coordinator has kept silent for longer than it promised, and again each
    time it does."""
    report = own(actor)
    silence = queries.silence_of(report)
    if not silence.may_escalate:
        raise RuleRefusal(silence.because, code="not-silent")
    report.escalated_at = clock.now()
    ledger.commit(rows=[report], facts=[ReportEscalated(report.id, silence.days)], actor=actor)
    return report
