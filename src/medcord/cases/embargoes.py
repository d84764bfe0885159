"""Between the rows and the embargo value of core.cvd."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from medcord.cases.models import Case, Participant
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import Embargo, EmbargoState, Ending
from medcord.core.cvd.terms import PartyConsent, Proposal, Terms
from medcord.core.facts import Code, ConsentChanged, EmbargoChanged, EndingProposed, Fact, TermsSet, TermsSigned
from medcord.core.refusals import EditedMeanwhile, RuleRefusal
from medcord.gateways import clock


def stands(row: Participant) -> bool:
    """Bound by office: the owning coordinator and a statutory regulator neither sign nor lapse."""
    return row.statutory or row.party_id == row.case.owner_id


def present(case: Case) -> list[Participant]:
    """Who is in the case: not those who left or were removed."""
    return [row for row in case.participants.all() if row.removed_at is None]


def finders(case: Case) -> frozenset[UUID]:
    """The reports of a case: each stands for its finder, who may propose a date."""
    joined = {row.report_id for row in case.more_reports.all()}
    return frozenset({case.report_id, *joined} if case.report_id else joined)


def embargo_of(case: Case) -> Embargo:
    """The embargo of a case as its rows say it."""
    state = EmbargoState(case.embargo)
    terms = Terms(case.embargo_until, case.embargo_zone or "UTC") if case.embargo_until else None
    standing = frozenset(row.party_id for row in present(case) if stands(row)) | {case.owner_id}
    return Embargo(
        state=state,
        terms=terms if state not in (EmbargoState.NONE, EmbargoState.PROPOSED) else None,
        proposals=tuple(proposal_of(each) for each in case.proposals),
        consents=tuple(
            PartyConsent(row.party_id, Consent(row.consent), row.consent_since)
            for row in present(case)
            if not stands(row)
        ),
        standing=standing | finders(case),
        ended_because=case.embargo_ended_because,
        ending=Ending(case.ending),
    )


def proposal_of(kept: dict[str, Any]) -> Proposal:
    """One open proposal as the core value."""
    return Proposal(Terms(datetime.fromisoformat(kept["ends_at"]), kept["zone"]), UUID(kept["by"]))


def named(case: Case, proposal: UUID | None) -> Proposal | None:
    """The open proposal with this id. One that was answered, replaced or withdrawn meanwhile is not another's date:
    RuleRefusal."""
    if proposal is None:
        return None
    for each in case.proposals:
        if each["id"] == str(proposal):
            return proposal_of(each)
    raise RuleRefusal(
        "This proposal is not open any more: it was answered, replaced or withdrawn. Look at what is open now.",
        code="no-such-proposal",
    )


def unchanged(case: Case, seen: int | None) -> None:
    """Raises EditedMeanwhile when the table is not as the member saw it, so that nobody answers terms unseen."""
    if seen is not None and seen != case.table_number:
        raise EditedMeanwhile("set of terms")


def apply(case: Case, embargo: Embargo, *, trigger: str) -> tuple[list[Participant], list[Fact]]:
    """Write an embargo value onto the rows; returns the participants it changed and the facts that say so."""
    facts: list[Fact] = []
    before, old_until, old_proposals = EmbargoState(case.embargo), case.embargo_until, case.proposals
    until = embargo.terms.ends_at if embargo.terms else None
    proposals = _kept(embargo, old_proposals)
    if (before, old_until, old_proposals) != (embargo.state, until, proposals):
        code = Code(trigger), Code(before.value), Code(embargo.state.value)
        facts.append(EmbargoChanged(case.id, *code, _spoken_of(embargo, until, old_proposals)))
        case.table_number += 1
    set_anew = until is not None and (until, embargo.terms and embargo.terms.zone) != (old_until, case.embargo_zone)
    case.embargo, case.embargo_until, case.proposals = embargo.state.value, until, proposals
    case.embargo_zone = embargo.terms.zone if embargo.terms else ""
    case.embargo_ended_because = embargo.ended_because[:200]
    if set_anew and until is not None:
        case.terms_number += 1
        facts.append(TermsSet(case.id, case.terms_number, until))
    facts += _asked_to_end(case, embargo)
    changed, answers = _consents(case, embargo, anew=set_anew)
    return changed, [*facts, *answers]


def _kept(embargo: Embargo, old: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Open proposals as they are stored. One that stays keeps its id; a changed one gets another."""
    known = {proposal_of(each): each for each in old}
    return [
        known.get(each)
        or {
            "id": str(uuid4()),
            "by": str(each.by),
            "ends_at": each.terms.ends_at.isoformat(),
            "zone": each.terms.zone,
            "at": clock.now().isoformat(),
        }
        for each in embargo.proposals
    ]


def _spoken_of(embargo: Embargo, until: datetime | None, old: list[dict[str, Any]]) -> datetime | None:
    """The end a fact names: the one that is newly proposed, else the one in force."""
    known = {proposal_of(each) for each in old}
    fresh = [each for each in embargo.proposals if each not in known]
    return fresh[-1].terms.ends_at if fresh else until


def _asked_to_end(case: Case, embargo: Embargo) -> list[Fact]:
    asked = embargo.ending is Ending.PROPOSED and case.ending != embargo.ending.value
    if case.ending != embargo.ending.value:
        case.ending = embargo.ending.value
        case.table_number += 1
    if asked:
        case.ending_at = clock.now()
    return [EndingProposed(case.id, Code(CaseEvent.ATTACKS_OBSERVED.value))] if asked else []


def _consents(case: Case, embargo: Embargo, *, anew: bool) -> tuple[list[Participant], list[Fact]]:
    changed: list[Participant] = []
    facts: list[Fact] = []
    for row in present(case):
        record = embargo.record_of(row.party_id)
        if record is None or stands(row):
            continue
        if row.consent != record.consent.value:
            facts.append(ConsentChanged(case.id, row.party_id, Code(row.consent), Code(record.consent.value)))
            row.consent, row.consent_since = record.consent.value, record.since
            if record.consent is Consent.SIGNATORY:
                row.signed_at, row.lapsed_at, row.signed_terms = record.since, None, case.terms_number
            if record.consent is Consent.LAPSED:
                row.lapsed_at = record.since
        elif anew and record.consent is Consent.SIGNATORY:
            # Its signature goes on because it proposed or accepted what is now in force.
            row.signed_at, row.signed_terms = clock.now(), case.terms_number
            facts.append(TermsSigned(case.id, row.party_id, case.terms_number))
        else:
            continue
        changed.append(row)
    return changed, facts
