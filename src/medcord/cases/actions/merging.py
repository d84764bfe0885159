"""Joining a report to a case, merging two cases, splitting one. None of it can be undone, and nobody sees more after it
than before.

Of two merged cases one goes on. The other is closed and stays as it is, open to those who read it before: its messages,
statements and report are moved nowhere. Its parties come into the case that goes on and see it from that moment. What a
signed maker had stated stands in the case that goes on too, as it was made and dated, for its owner, its maker and who
reads it where it was made (policy 12b).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.actions.inviting import statutory
from medcord.cases.models import Case, CaseReport, Participant, Statement
from medcord.core.access import Permission, Viewer
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import EmbargoState
from medcord.core.cvd.report import ReportState
from medcord.core.facts import (
    CaseMerged,
    CaseOpened,
    CaseSplit,
    Code,
    ConsentChanged,
    EmbargoChanged,
    Fact,
    MergedAway,
    ParticipantInvited,
    ReportInCase,
    ReportJoined,
)
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.gateways import clock
from medcord.intake import queries as intake
from medcord.ledger.crossing import Reach
from medcord.parties import queries as parties

Row = Case | CaseReport | Participant | Statement
MARKS = ("public_at", "exploit_public_at", "attacks_at", "confirmed_at")
MOST_PARTS = 6


@ledger.action
def join_report(reference: str, report_reference: str, *, reason: str, actor: Viewer) -> Case:
    """Add an accepted report to a case that is about the same. Its finder sees how that case stands and keeps the own
    report; a regulator that triage brought in comes into the case."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_MERGE, case)
    report = intake.report_for(actor, report_reference, lock=True)
    if report.state != ReportState.ACCEPTED.value:
        raise RuleRefusal("Decide “Coordinate” on the report first; then it can join a case.", code="not-triaged")
    if queries.of_report(actor, report.pk) is not None:
        raise RuleRefusal(
            "This report belongs to a case already. To bring two cases together, merge them.", code="case-exists"
        )
    now = clock.now()
    why = _reason(reason, "the report joins this case")
    rows: list[Row] = [case, CaseReport(case=case, report=report, joined_at=now, because=why)]
    count = 1 + len(case.more_reports.all()) + (1 if case.report_id else 0)
    sealed = ledger.seal(case.salt, why)
    facts: list[Fact] = [ReportJoined(case.id, report.id, count, sealed), ReportInCase(report.id, case.id)]
    regulator = None if report.regulator_left_out else parties.the_regulator()
    if regulator is not None and all(row.party_id != regulator.pk for row in case.participants.all()):
        rows.append(statutory(case, regulator, now))
        facts.append(ParticipantInvited(case.id, regulator.pk, Code(regulator.role)))
    _union(case, numbers=report.numbers, cves=report.cves)
    ledger.commit(rows=rows, facts=facts, actor=actor)
    return case


@ledger.action
def merge(reference: str, into: str, *, reason: str, actor: Viewer) -> Case:
    """Close this case into another of the same owner. The earlier of the two accepted ends of the embargo binds."""
    # In one order, whichever way round two members merge at the same instant: neither waits for the other for ever.
    locked = {one: queries.case_for(actor, one, lock=True) for one in sorted({reference, into})}
    gone, stays = locked[reference], locked[into]
    for case in (gone, stays):
        policy.require(actor, Permission.CASE_MERGE, case)
    why = _reason(reason, "the two cases are about the same")
    why_not = may_not_merge(gone, stays)
    if why_not:
        raise RuleRefusal(why_not, code="cannot-merge")
    now = clock.now()
    facts: list[Fact] = _earlier_end(gone, stays)
    stated, _ = queries.coming_along(actor, gone, stays)
    for one in stated:
        one.stands_in = stays
    brought = [row for old in bringable(gone, stays) if (row := _brought(old, stays, now))]
    for row in brought:
        facts += _in(stays, row)
    links = [CaseReport(case=stays, report_id=one, joined_at=now, came_from=gone) for one in _first_report(gone)]
    moved = list(gone.more_reports.all())
    for link in moved:
        link.case, link.came_from_id = stays, link.came_from_id or gone.pk
    facts += [ReportInCase(link.report_id, stays.id) for link in (*links, *moved)]
    _union(stays, numbers=gone.numbers, cves=gone.cves)
    for mark in MARKS:
        setattr(stays, mark, min(filter(None, (getattr(stays, mark), getattr(gone, mark))), default=None))
    gone.merged_into, gone.closed_at, gone.closed_because = stays, now, f"merged into {stays.reference}"
    gone.merged_because = why
    facts.append(CaseMerged(stays.id, gone.id, len(brought), len(links) + len(moved)))
    facts.append(MergedAway(gone.id, stays.id, ledger.seal(gone.salt, why)))
    ledger.commit(rows=[stays, gone, *brought, *links, *moved, *stated], facts=facts, actor=actor)
    return stays


def may_not_merge(gone: Case, stays: Case) -> str:
    """Why these two cannot be merged now; empty when they can."""
    states = {EmbargoState(gone.embargo), EmbargoState(stays.embargo)}
    if gone.pk == stays.pk:
        return "A case is not merged into itself. Choose another."
    if gone.owner_id != stays.owner_id:
        return "Two coordinators own these cases. One hands its case over first."
    if states & {EmbargoState.PROPOSED, EmbargoState.REVISE}:
        return "Terms are proposed in one of the cases and not answered. Let them be answered or turned down first."
    if EmbargoState.EXITED in states and len(states) > 1:
        return (
            "The embargo of one case has ended and the other's has not, so merging would tell its parties nothing new "
            "or break the embargo. End the other embargo first, or keep both cases."
        )
    return ""


def bringable(gone: Case, stays: Case) -> list[Participant]:
    """Parties that come along: those that take part and are not in the case that goes on, in whatever state."""
    there = {row.party_id for row in stays.participants.all()}
    return [
        row
        for row in gone.participants.all()
        if row.removed_at is None and row.consent != Consent.DECLINED.value and row.party_id not in there
    ]


def _brought(old: Participant, stays: Case, now: datetime) -> Participant:
    """What was signed stays signed: the end that binds is not later. Who lapsed signs again."""
    consent = Consent.INVITED if old.consent == Consent.LAPSED.value else Consent(old.consent)
    return Participant(
        case=stays,
        party_id=old.party_id,
        role=old.role,
        consent=consent.value,
        consent_since=now,
        statutory=old.statutory,
        observer=old.observer,
        sees_from=None if old.statutory else now,
        tracking=old.tracking,
        report_state=old.report_state,
        invited_at=now,
        signed_at=old.signed_at if consent is Consent.SIGNATORY else None,
        last_contact_at=old.last_contact_at,
        maker_aware_at=old.maker_aware_at,
        fix_ready_at=old.fix_ready_at,
        fix_deployed_at=old.fix_deployed_at,
    )


def _in(case: Case, row: Participant) -> list[Fact]:
    return [
        ParticipantInvited(case.id, row.party_id, Code(row.role)),
        ConsentChanged(case.id, row.party_id, Code(Consent.NO_EMBARGO.name.lower()), Code(row.consent)),
    ]


def _earlier_end(gone: Case, stays: Case) -> list[Fact]:
    ends = [case.embargo_until for case in (gone, stays) if case.embargo == EmbargoState.ACTIVE.value]
    until = min((end for end in ends if end), default=None)
    if until is None or until == stays.embargo_until:
        return []
    before = stays.embargo
    zone = gone.embargo_zone if until == gone.embargo_until else stays.embargo_zone
    stays.embargo, stays.embargo_until, stays.embargo_zone = EmbargoState.ACTIVE.value, until, zone
    return [EmbargoChanged(stays.id, Code("merged"), Code(before), Code(stays.embargo), until)]


def _first_report(gone: Case) -> list[UUID]:
    return [gone.report_id] if gone.report_id else []


def _union(case: Case, *, numbers: Sequence[str], cves: Sequence[str]) -> None:
    case.numbers = list(dict.fromkeys([*case.numbers, *numbers]))
    case.cves = list(dict.fromkeys([*case.cves, *cves]))


@ledger.action
def split(
    reference: str, titles: Sequence[str], *, parties_along: Collection[UUID], reason: str, actor: Viewer
) -> list[Case]:
    """Open a case for each part, under the same embargo. The named parties come along with what they signed; nothing
    that was said so far does."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_MERGE, case)
    named = [" ".join(title.split())[:200] for title in titles if title.strip()]
    if not named or len(named) > MOST_PARTS:
        raise InputRefusal(
            f"Give each part a title, one a line: at least one, at most {MOST_PARTS}.", fields={"field": "titles"}
        )
    why, now = _reason(reason, "the case falls into parts"), clock.now()
    along = [
        row
        for row in case.participants.all()
        if row.removed_at is None and (row.statutory or row.party_id in {case.owner_id, *parties_along})
    ]
    rows: list[Row] = [case]
    facts: list[Fact] = []
    queries.require_own_words(actor, case, {"titles": "\n".join(named)}, Reach.EVERYBODY)
    children = [_child(case, title, why, actor, now) for title in named]
    for child in children:
        copies = [_copied(row, child, now) for row in along]
        rows += [child, *copies]
        facts += _opened(child, copies)
        facts.append(CaseSplit(case.id, child.id, len(copies), ledger.seal(case.salt, why)))
    ledger.commit(rows=rows, facts=facts, actor=actor)
    return children


def _child(case: Case, title: str, why: str, actor: Viewer, now: datetime) -> Case:
    same = ("owner_id", "regulator_left_out", "embargo", "embargo_until", "embargo_zone", "proposals", *MARKS)
    return Case(
        reference=ledger.new_reference("MC"),
        title=title,
        lead=actor.member_id,
        opened_at=now,
        origin="split",
        split_from=case,
        split_because=why,
        embargo_ended_because=case.embargo_ended_because,
        salt=ledger.new_salt(),
        **{name: getattr(case, name) for name in same},
    )


def _copied(row: Participant, child: Case, now: datetime) -> Participant:
    same = ("party_id", "role", "consent", "consent_since", "statutory", "observer", "signed_at", "lapsed_at")
    return Participant(
        case=child, invited_at=now, last_contact_at=row.last_contact_at, **{name: getattr(row, name) for name in same}
    )


def _opened(child: Case, copies: Sequence[Participant]) -> list[Fact]:
    facts: list[Fact] = [CaseOpened(child.id, child.owner_id, None, None)]
    if child.embargo != EmbargoState.NONE.value:
        none = Code(EmbargoState.NONE.value)
        facts.append(EmbargoChanged(child.id, Code("inherited"), none, Code(child.embargo), child.embargo_until))
    for row in copies:
        if row.party_id != child.owner_id:
            facts += _in(child, row)
    return facts


def _reason(reason: str, what: str) -> str:
    if not reason.strip():
        raise InputRefusal(
            f"This cannot be undone. Say why {what}; your party reads it later, and a digest stays in the ledger.",
            fields={"field": "reason"},
        )
    return reason.strip()[:2000]
