"""Deciding beside the 45 days whether to publish without the manufacturer or to wait (C4). It publishes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.clocks import calendar
from medcord.core.declarations.disclosure import DisclosureOutcome, check
from medcord.core.facts import Code, DisclosureDecided
from medcord.declarations import policy, queries
from medcord.declarations.models import DisclosureDecision
from medcord.gateways import clock


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What a person decides. ``until``: the last day of waiting, where the coordinator is. ``factors``: each with yes,
    no or unknown."""

    outcome: DisclosureOutcome
    reason: str
    factors: Mapping[str, str]
    until: date | None = None


@ledger.action
def decide_disclosure(
    reference: str, decided: Disclosure, *, patient_data_seen: bool = False, actor: Viewer
) -> DisclosureDecision:
    """Keep the decision with its factors and reason. A later one replaces it; both stay."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DECLARATION_DISCLOSE, cases.item(case), "case")
    until = calendar.end_of(decided.until, queries.zone_of_owner(case)) if decided.until else None
    now = clock.now()
    check(decided.outcome, until, decided.factors, queries.offer_in(actor, case), now)
    words = policy.reason_of(
        decided.reason, "Give the reasons. They stay, whichever way you decide.", seen=patient_data_seen
    )
    member, name, party = policy.signer(actor)
    salt = ledger.new_salt()
    row = DisclosureDecision(
        case=case, party_id=party, outcome=decided.outcome.value, until=until, factors=dict(decided.factors),
        reason=words, signed_by=member, signed_name=name, signed_at=now, salt=salt,
    )  # fmt: skip
    marks = [f"{key}={value}" for key, value in sorted(row.factors.items())]
    digest = ledger.seal(salt, words, *marks)
    fact = DisclosureDecided(case.pk, row.pk, Code(row.outcome), until, digest)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row
