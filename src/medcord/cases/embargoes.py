"""Between the rows and the embargo value of core.cvd."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from medcord.cases.models import Case, Participant
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import Embargo, EmbargoState
from medcord.core.cvd.terms import PartyConsent, Proposal, Terms
from medcord.core.facts import Code, ConsentChanged, EmbargoChanged, Fact


def stands(row: Participant) -> bool:
    """Bound by office: the owning coordinator and a statutory regulator neither sign nor lapse."""
    return row.statutory or row.party_id == row.case.owner_id


def _present(case: Case) -> list[Participant]:
    return [row for row in case.participants.all() if row.removed_at is None]


def embargo_of(case: Case) -> Embargo:
    """The embargo of a case as its rows say it."""
    state = EmbargoState(case.embargo)
    terms = Terms(case.embargo_until, case.embargo_zone or "UTC") if case.embargo_until else None
    return Embargo(
        state=state,
        terms=terms if state not in (EmbargoState.NONE, EmbargoState.PROPOSED) else None,
        proposals=tuple(
            Proposal(Terms(datetime.fromisoformat(each["ends_at"]), each["zone"]), UUID(each["by"]))
            for each in case.proposals
        ),
        consents=tuple(
            PartyConsent(row.party_id, Consent(row.consent), row.consent_since)
            for row in _present(case)
            if not stands(row)
        ),
        standing=frozenset(row.party_id for row in _present(case) if stands(row)),
        ended_because=case.embargo_ended_because,
    )


def apply(case: Case, embargo: Embargo, *, trigger: str) -> tuple[list[Participant], list[Fact]]:
    """Write an embargo value onto the rows; returns the participants it changed and the facts that say so."""
    facts: list[Fact] = []
    before = EmbargoState(case.embargo)
    proposals = [
        {"by": str(each.by), "ends_at": each.terms.ends_at.isoformat(), "zone": each.terms.zone}
        for each in embargo.proposals
    ]
    until = embargo.terms.ends_at if embargo.terms else None
    if (before, case.embargo_until, case.proposals) != (embargo.state, until, proposals):
        named = until if not embargo.proposals else embargo.proposals[-1].terms.ends_at
        facts.append(EmbargoChanged(case.id, Code(trigger), Code(before.value), Code(embargo.state.value), named))
    case.embargo, case.embargo_until, case.proposals = embargo.state.value, until, proposals
    case.embargo_zone = embargo.terms.zone if embargo.terms else ""
    case.embargo_ended_because = embargo.ended_because[:200]
    changed = []
    for row in _present(case):
        record = embargo.record_of(row.party_id)
        if record is None or stands(row) or row.consent == record.consent.value:
            continue
        facts.append(ConsentChanged(case.id, row.party_id, Code(row.consent), Code(record.consent.value)))
        row.consent, row.consent_since = record.consent.value, record.since
        if record.consent is Consent.SIGNATORY:
            row.signed_at, row.lapsed_at = record.since, None
        if record.consent is Consent.LAPSED:
            row.lapsed_at = record.since
        changed.append(row)
    return changed, facts
