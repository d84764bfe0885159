"""The invariants of core.cvd, asked of what an act would leave behind before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from medcord.cases import embargoes
from medcord.cases.marks import fix_events, public_events
from medcord.cases.models import Case, Participant
from medcord.core.cvd.embargo import EmbargoState, Ending
from medcord.core.cvd.invariants import CaseView, Forward, ParticipantView, newly_broken
from medcord.core.cvd.report import ReportState
from medcord.core.refusals import RuleRefusal
from medcord.core.vocabulary import Role

Told = Mapping[UUID, UUID]
"""Whose fix, told by whom; without an entry a party has told it itself."""


def look(case: Case, *, told: Told | None = None) -> CaseView:
    """A case as the invariants look at it, from its rows. The owner's report state is that of the report."""
    owner_state = _owner_state(case)
    parts = [_part(case, row, told or {}) for row in embargoes.present(case) if row.party_id != case.owner_id]
    return CaseView(
        owner=case.owner_id,
        embargo=EmbargoState(case.embargo),
        ending=Ending(case.ending),
        public=public_events(case),
        participants=(ParticipantView(case.owner_id, owner_state), *parts),
        forwards=tuple(
            Forward(case.owner_id, each.party, ReportState.ACCEPTED)
            for each in parts
            if each.manufacturer and each.report is not ReportState.START
        ),
    )


def _owner_state(case: Case) -> ReportState:
    if case.closed_at is not None:
        return ReportState.CLOSED
    return ReportState(case.report.state) if case.report is not None else ReportState.ACCEPTED


def _part(case: Case, row: Participant, told: Told) -> ParticipantView:
    fix = fix_events(row)
    return ParticipantView(
        party=row.party_id,
        report=ReportState(row.report_state),
        manufacturer=row.role == Role.MANUFACTURER.value,
        fix=fix,
        fix_told_by=frozenset({told.get(row.party_id, row.party_id)}) if fix else frozenset(),
        report_brought_by=case.owner_id,
    )


def require_sound(case: Case, before: CaseView, *, told: Told | None = None) -> None:
    """Asked of the changed rows, before they are written. Raises RuleRefusal with a sentence for each invariant that
    the act would break."""
    after = look(case, told=told)
    known = {each.receiver for each in before.forwards}
    forwards = tuple(
        each if each.receiver in known else replace(each, sender_state=_owner_state(case)) for each in after.forwards
    )
    why = newly_broken(replace(after, forwards=forwards, before=before))
    if why:
        raise RuleRefusal(" ".join(why), code="invariant")
