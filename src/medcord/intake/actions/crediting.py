"""How a finder wishes to be thanked: chosen, chosen anew, or taken back, until the advisory is out."""

from __future__ import annotations

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.credit import Thanks, Wish, checked_link, require_words
from medcord.core.facts import CreditClaimed, CreditWithdrawn, Digest
from medcord.core.refusals import InputRefusal, NotFound
from medcord.formats import ssh
from medcord.gateways import clock
from medcord.intake import policy, queries
from medcord.intake.actions.returning import own
from medcord.intake.models import Report


@ledger.action
def choose_credit(wish: Wish, *, actor: Viewer) -> Report:
    """The finder, here by its code, says by what it is thanked; with ``Thanks.NONE`` by nothing from now on."""
    report = own(actor)
    if wish.thanks is Thanks.NONE:
        report.credit, report.credited_at = False, None
        report.thanks_organisation = report.thanks_link = ""
        ledger.commit(rows=[report], facts=[CreditWithdrawn(report.id)], actor=actor)
        return report
    take(report, wish)
    ledger.commit(rows=[report], facts=[CreditClaimed(report.id, False, sealed(report))], actor=actor)
    return report


def take(report: Report, wish: Wish) -> None:
    """Have the report thanked so from now on. Raises InputRefusal for a choice without its words, and for a link that
    no advisory may lead to."""
    name, organisation = " ".join(wish.name.split()), " ".join(wish.organisation.split())
    require_words(wish.thanks, name or report.finder_name, organisation)
    named, of = wish.thanks in (Thanks.NAME, Thanks.BOTH), wish.thanks in (Thanks.ORGANISATION, Thanks.BOTH)
    link = checked_link(wish.link) if named or of else ""
    report.credit, report.thanks, report.credited_at = True, wish.thanks.value, clock.now()
    report.finder_name = name if named and name else report.finder_name
    report.thanks_organisation, report.thanks_link = organisation if of else "", link
    if named and report.identity == "anonymous":
        report.identity = "pseudonymous"


def sealed(report: Report) -> Digest:
    """The digest of how the finder is thanked."""
    link = [report.thanks_link] if report.thanks_link else []
    return ledger.seal(report.salt, report.thanks, report.finder_name, report.thanks_organisation, *link)


@ledger.action
def claim_credit(name: str, *, actor: Viewer) -> Report:
    """The finder, here by its code, takes credit under a name from now on."""
    return _claimed(own(actor), Wish(Thanks.NAME, name), by_key=False, actor=actor)


@ledger.action
def claim_credit_by_key(reference: str, wish: Wish, signature: str, *, actor: Viewer) -> Report:
    """Whoever holds the private half of the key that was left with the report takes credit, without its code: by name,
    by organisation or by both, and with a link if they like.

    Raises InputRefusal with one sentence for a report that is not there, one without a key, and a wrong signature: who
    tries numbers learns nothing.
    """
    report = queries.report_with_key(reference)
    line = policy.credit_line(reference, wish)
    try:
        ssh.check(
            signature, key=report.credit_key if report else _NOBODYS_KEY, message=line, namespace=policy.NAMESPACE
        )
    except ssh.BadSignature:
        raise InputRefusal(
            "The signature does not fit this report and name. Check the reference, sign exactly the line that is shown "
            f"with -n {policy.NAMESPACE}, and paste the whole file that ends in “.sig”.",
            code="bad-signature",
            fields={"field": "signature"},
        ) from None
    if report is None:
        raise NotFound("report")
    return _claimed(report, wish, by_key=True, actor=actor)


def _claimed(report: Report, wish: Wish, *, by_key: bool, actor: Viewer) -> Report:
    if wish.thanks is Thanks.NAME and not wish.name.strip():
        raise InputRefusal("Give the name to thank, at most 120 characters.", fields={"field": "name"})
    take(report, wish)
    ledger.commit(rows=[report], facts=[CreditClaimed(report.id, by_key, sealed(report))], actor=actor)
    return report


# An Ed25519 key whose private half nobody has (the point of y = 2): the check of an unknown report does the same work.
_NOBODYS_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
