"""What happened to the vulnerability itself: six marks, confirmation, and the end of the case."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from medcord import ledger
from medcord.cases import checked, embargoes, policy, queries
from medcord.cases.actions.consent import moved
from medcord.cases.marks import state_of
from medcord.cases.models import Case, Evidence, Participant
from medcord.core.access import Permission, Viewer
from medcord.core.cvd.casestate import FIX_EVENTS, CaseEvent, CaseState
from medcord.core.cvd.events import record
from medcord.core.cvd.report import ReportState
from medcord.core.facts import CaseClosed, CaseMarked, Code, Digest, Fact
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.ledger.rows import Row
from medcord.parties import queries as parties

_CASE_COLUMNS = {
    CaseEvent.PUBLIC_AWARE: "public_at",
    CaseEvent.EXPLOIT_PUBLIC: "exploit_public_at",
    CaseEvent.ATTACKS_OBSERVED: "attacks_at",
}
_PARTY_COLUMNS = {
    CaseEvent.MANUFACTURER_AWARE: "maker_aware_at",
    CaseEvent.FIX_READY: "fix_ready_at",
    CaseEvent.FIX_DEPLOYED: "fix_deployed_at",
}


@ledger.action
def mark(reference: str, event: CaseEvent, *, evidence: str, actor: Viewer) -> Case:
    """Set one of the six marks, with its evidence. A public issue or exploit ends the embargo at once (invariant 2),
    attacks propose to end it; it lifts the embargo only: markings and classes stay. A mark is never taken back
    (invariant 9)."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_MARK, case)
    if not evidence.strip():
        raise InputRefusal("Say what shows it: a link, a message, a name and a time.", fields={"field": "evidence"})
    mine = queries.participant_of(actor, case)
    if event not in FIX_EVENTS:
        if actor.party_id != case.owner_id:
            raise NotAllowed("A claim that this is public or attacked is confirmed by the coordinator. Tell them so.")
        return marked(case, None, event, evidence, actor)
    if mine is None or mine.role != Role.MANUFACTURER.value:
        raise NotAllowed("Whether a fix is ready is its manufacturer's to say.")
    return marked(case, mine, event, evidence, actor)


# A fix comes from an accepted report (invariant 3): who says that one is ready has gone these steps by itself.
_ON_THE_WAY = (ReportState.START, ReportState.RECEIVED, ReportState.VALID)


def marked(
    case: Case,
    mine: Participant | None,
    event: CaseEvent,
    evidence: str,
    actor: Viewer,
    *,
    rows: Sequence[Row] = (),
    facts: Sequence[Fact] = (),
) -> Case:
    """Set a mark and what follows from it on the rows, and write them; within an action that has asked who may."""
    now, looked, before = clock.now(), checked.look(case), _before(case, mine)
    after, embargo = record(before, embargoes.embargo_of(case), event)
    found: list[Fact] = []
    if mine is not None and event is not CaseEvent.MANUFACTURER_AWARE and mine.report_state in _ON_THE_WAY:
        found += moved(case, mine, ReportState.ACCEPTED)
    digest = ledger.seal(case.salt, evidence) if evidence else Digest("")
    for happened in sorted(after.events - before.events):
        if happened in FIX_EVENTS and mine is not None:
            setattr(mine, _PARTY_COLUMNS[happened], now)
        else:
            setattr(case, _CASE_COLUMNS[happened], now)
        party = mine.party_id if mine and happened in FIX_EVENTS else None
        found.append(CaseMarked(case.id, Code(happened.value), party, digest))
    changed, changes = embargoes.apply(case, embargo, trigger="terminate" if embargo.ended_because else "settle")
    shown = [evidence_of(case, Evidence.Of(event.value.lower()), evidence, actor)] if _is_shown(event, evidence) else []
    touched = [case, *([mine] if mine else []), *(row for row in changed if row is not mine), *shown, *rows]
    told = {mine.party_id: actor.party_id} if mine is not None and actor.party_id is not None else {}
    checked.require_sound(case, looked, told=told)
    ledger.commit(rows=touched, facts=[*found, *changes, *facts], actor=actor)
    return case


def _before(case: Case, mine: Participant | None) -> CaseState:
    """What is public its makers can know (cvd-protocol 3.5), whether they are in the case or not: attacks can be
    recorded on a public case before a maker has been reached."""
    state = state_of(case, mine)
    if mine is None and CaseEvent.PUBLIC_AWARE in state:
        return CaseState(state.events | {CaseEvent.MANUFACTURER_AWARE})
    return state


def _is_shown(event: CaseEvent, evidence: str) -> bool:
    """Whether the words go with one of the states of the whole case; a maker's word on its fix does not."""
    return bool(evidence.strip()) and event in _CASE_COLUMNS


def evidence_of(
    case: Case,
    of: Evidence.Of,
    words: str,
    actor: Viewer,
    *,
    signal: UUID | None = None,
    sighting: UUID | None = None,
) -> Evidence:
    """A row of evidence: who says on what a state of the case rests (X4)."""
    return Evidence(
        case=case,
        of=of.value,
        words=words.strip(),
        by=actor.member_id,
        by_name=parties.member_name(actor.member_id) if actor.member_id else "",
        party_id=actor.party_id if actor.member_id else None,
        signal_id=signal,
        sighting_id=sighting,
        at=clock.now(),
        salt=ledger.new_salt(),
    )


@ledger.action
def confirm(reference: str, *, evidence: str, actor: Viewer) -> Case:
    """Say that the vulnerability is real: potential becomes confirmed, with its evidence (X4)."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_MARK, case)
    if actor.party_id != case.owner_id:
        raise NotAllowed("The coordinator of the case confirms it.")
    if case.confirmed_at is not None:
        raise RuleRefusal("This case is confirmed already.", code="confirmed")
    if not evidence.strip():
        raise InputRefusal("Say what confirms it: who reproduced it, or which message.", fields={"field": "evidence"})
    case.confirmed_at = clock.now()
    fact = CaseMarked(case.id, Code("confirmed"), None, ledger.seal(case.salt, evidence))
    row = evidence_of(case, Evidence.Of.CONFIRMED, evidence, actor)
    ledger.commit(rows=[case, row], facts=[fact], actor=actor)
    return case


@ledger.action
def close(reference: str, *, reason: str, actor: Viewer) -> Case:
    """Close a case. Not under a live embargo (invariant 8): end it or publish first."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_CLOSE, case)
    before = checked.look(case)
    if embargoes.embargo_of(case).in_force:
        raise RuleRefusal(
            "The embargo is still in force, so the case cannot be closed. Publish the advisory or "
            "end the embargo first.",
            code="embargo-live",
        )
    if not reason.strip():
        raise InputRefusal("Say why the case is closed; the reason stays.", fields={"field": "reason"})
    case.closed_at, case.closed_because = clock.now(), reason.strip()
    fact = CaseClosed(case.id, ledger.seal(case.salt, reason))
    checked.require_sound(case, before)
    ledger.commit(rows=[case], facts=[fact], actor=actor)
    return case


@ledger.action
def published(case: Case, *, actor: Viewer) -> Case:
    """The advisory is out: the public is aware, and with it the embargo is over."""
    if case.public_at is not None:
        ledger.commit(facts=[CaseMarked(case.id, Code(CaseEvent.PUBLIC_AWARE.value), None, Digest(""))], actor=actor)
        return case
    return marked(case, None, CaseEvent.PUBLIC_AWARE, "", actor)
