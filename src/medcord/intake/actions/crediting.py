"""How a finder wishes to be thanked: chosen, chosen anew, or taken back, until the advisory is out."""

from __future__ import annotations

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.credit import Thanks, Wish
from medcord.core.facts import CreditClaimed, CreditWithdrawn
from medcord.core.refusals import InputRefusal
from medcord.gateways import clock
from medcord.intake.actions.returning import own
from medcord.intake.models import Report

_LONGEST = 120


@ledger.action
def choose_credit(wish: Wish, *, actor: Viewer) -> Report:
    """The finder, here by its code, says by what it is thanked; with ``Thanks.NONE`` by nothing from now on."""
    report = own(actor)
    name, organisation = " ".join(wish.name.split()), " ".join(wish.organisation.split())
    _check(wish.thanks, name or report.finder_name, organisation)
    if wish.thanks is Thanks.NONE:
        report.credit, report.thanks_organisation, report.credited_at = False, "", None
        ledger.commit(rows=[report], facts=[CreditWithdrawn(report.id)], actor=actor)
        return report
    report.credit, report.thanks, report.credited_at = True, wish.thanks.value, clock.now()
    named = wish.thanks in (Thanks.NAME, Thanks.BOTH)
    report.finder_name = name if named and name else report.finder_name
    report.thanks_organisation = organisation if wish.thanks in (Thanks.ORGANISATION, Thanks.BOTH) else ""
    if named and report.identity == "anonymous":
        report.identity = "pseudonymous"
    digest = ledger.seal(report.salt, report.thanks, report.finder_name, report.thanks_organisation)
    ledger.commit(rows=[report], facts=[CreditClaimed(report.id, False, digest)], actor=actor)
    return report


def _check(thanks: Thanks, name: str, organisation: str) -> None:
    if thanks in (Thanks.NAME, Thanks.BOTH) and not 0 < len(name) <= _LONGEST:
        raise InputRefusal("Give the name to thank, at most 120 characters.", fields={"field": "name"})
    if thanks in (Thanks.ORGANISATION, Thanks.BOTH) and not 0 < len(organisation) <= _LONGEST:
        raise InputRefusal("Give the organisation to thank, at most 120 characters.", fields={"field": "organisation"})
