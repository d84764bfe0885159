"""What the machines demand of each other (cvd-protocol 3.5, invariants 1 to 10).

Each function answers why a view of a case is not as it must be, or None. An action builds the view its result would
have and asks ``all_broken`` before it commits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from medcord.core.cvd.casestate import IN_WORDS, CaseEvent, CaseState
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState, Ending
from medcord.core.cvd.report import ReportState

_E, _R = CaseEvent, ReportState


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """One participant: its report state and, for a manufacturer, how far its fix is and who said so."""

    party: UUID
    report: ReportState
    manufacturer: bool = False
    fix: frozenset[CaseEvent] = frozenset()
    fix_told_by: frozenset[UUID] = frozenset()
    report_brought_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Forward:
    """The report was handed on: by whom, to whom, and the sender's report state when it did."""

    sender: UUID
    receiver: UUID
    sender_state: ReportState


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as the invariants look at it; ``before`` is the view it grew from."""

    owner: UUID
    embargo: EmbargoState = EmbargoState.NONE
    ending: Ending = Ending.NONE
    public: frozenset[CaseEvent] = frozenset()
    participants: tuple[ParticipantView, ...] = ()
    forwards: tuple[Forward, ...] = ()
    before: CaseView | None = None

    def participant(self, party: UUID) -> ParticipantView | None:
        """A participant by its party."""
        return next((each for each in self.participants if each.party == party), None)

    def manufacturers(self) -> tuple[ParticipantView, ...]:
        """The participants that make the product."""
        return tuple(each for each in self.participants if each.manufacturer)


def _told(view: CaseView, *events: CaseEvent) -> str | None:
    return next((IN_WORDS[each] for each in events if each in view.public), None)


def no_proposal_on_an_open_secret(view: CaseView) -> str | None:
    """Invariant 1: nothing is proposed or accepted when P, X or A."""
    why = _told(view, _E.PUBLIC_AWARE, _E.EXPLOIT_PUBLIC, _E.ATTACKS_OBSERVED)
    if why and view.embargo is EmbargoState.PROPOSED:
        return f"An embargo is proposed although {why}. Reject the proposal and publish what helps."
    return None


def publicity_ends_the_embargo(view: CaseView) -> str | None:
    """Invariant 2: P or X ends the embargo."""
    why = _told(view, _E.PUBLIC_AWARE, _E.EXPLOIT_PUBLIC)
    if why and view.embargo in IN_FORCE:
        return f"The embargo is still in force although {why}. End it now."
    return None


def a_fix_comes_from_an_accepted_report(view: CaseView) -> str | None:
    """Invariant 3: F or D means that manufacturer accepted, deferred or closed the report."""
    for each in view.manufacturers():
        if each.fix & {_E.FIX_READY, _E.FIX_DEPLOYED} and each.report not in {_R.ACCEPTED, _R.DEFERRED, _R.CLOSED}:
            return f"A manufacturer has a fix although its report is only “{each.report}”. Record its acceptance first."
    return None


def an_unaccepted_report_has_no_fix(view: CaseView) -> str | None:
    """Invariant 4: a manufacturer at received, invalid or valid knows (V) and has no fix yet (Vfd)."""
    for each in view.manufacturers():
        if each.report in {_R.RECEIVED, _R.INVALID, _R.VALID} and each.fix != {_E.MANUFACTURER_AWARE}:
            return (
                f"A manufacturer whose report is “{each.report}” must know of the case and have no fix yet. "
                "Record that it knows, or accept the report before the fix."
            )
    return None


def no_embargo_beside_attacks_or_publicity(view: CaseView) -> str | None:
    """Invariant 5: no embargo in force with P or X; with A only if ending it is proposed or was refused with reason."""
    why = _told(view, _E.PUBLIC_AWARE, _E.EXPLOIT_PUBLIC)
    if why and view.embargo in IN_FORCE:
        return f"An embargo binds although {why}. End it."
    if _E.ATTACKS_OBSERVED in view.public and view.embargo in IN_FORCE and view.ending is Ending.NONE:
        return "An embargo binds although attacks are observed, and nobody asks to end it. Propose its end."
    return None


def only_those_who_accepted_forward(view: CaseView) -> str | None:
    """Invariant 6: a report is handed on only by a participant that accepted it."""
    for each in view.forwards:
        if each.sender_state is not _R.ACCEPTED:
            return f"A report was handed on by a party whose report is “{each.sender_state}”. Accept it first."
    return None


def who_got_the_report_knows(view: CaseView) -> str | None:
    """Invariant 7: a report handed to a manufacturer makes it aware."""
    got = {each.receiver for each in view.forwards}
    for each in view.manufacturers():
        if each.party in got and _E.MANUFACTURER_AWARE not in each.fix:
            return "A manufacturer got the report and is not recorded as knowing. Record that it knows."
    return None


def no_closing_under_an_embargo(view: CaseView) -> str | None:
    """Invariant 8: the owner does not close a case while its embargo is in force."""
    owner = view.participant(view.owner)
    if owner is not None and owner.report is _R.CLOSED and view.embargo in IN_FORCE:
        return "The case cannot be closed while its embargo is in force. End the embargo first, or defer the report."
    return None


def nothing_is_taken_back(view: CaseView) -> str | None:
    """Invariant 9: what has happened has happened."""
    if view.before is None:
        return None
    lost = set(view.before.public - view.public)
    for old in view.before.participants:
        now = view.participant(old.party)
        lost |= old.fix - (now.fix if now else old.fix)
    named = ", ".join(IN_WORDS[each] for each in CaseEvent if each in lost)
    return f"This cannot be taken back: {named}. Add a correction instead." if lost else None


def a_fix_is_told_by_who_may(view: CaseView) -> str | None:
    """Invariant 10: V, F, D come from the manufacturer itself or from whoever brought it the report."""
    for each in view.manufacturers():
        if each.fix_told_by - {each.party, each.report_brought_by}:
            return (
                "How far a manufacturer is was told by a party that neither is it nor brought it the report. "
                "Ask the manufacturer."
            )
    return None


Invariant = Callable[[CaseView], str | None]

INVARIANTS: Final[tuple[Invariant, ...]] = (
    no_proposal_on_an_open_secret,
    publicity_ends_the_embargo,
    a_fix_comes_from_an_accepted_report,
    an_unaccepted_report_has_no_fix,
    no_embargo_beside_attacks_or_publicity,
    only_those_who_accepted_forward,
    who_got_the_report_knows,
    no_closing_under_an_embargo,
    nothing_is_taken_back,
    a_fix_is_told_by_who_may,
)


def all_broken(view: CaseView) -> tuple[str, ...]:
    """Why the view is not as it must be, one sentence for each broken invariant, in their order."""
    return tuple(why for why in (check(view) for check in INVARIANTS) if why is not None)


def newly_broken(view: CaseView) -> tuple[str, ...]:
    """What an act would break: the sentences that do not hold of ``before`` already. An old fault must not lock a case,
    or nobody could mend it."""
    old = all_broken(view.before) if view.before is not None else ()
    return tuple(why for why in all_broken(view) if why not in old)


def state_of(view: CaseView, party: UUID) -> CaseState:
    """The case as one participant's triple has it: its own fix half and the common public half."""
    own = view.participant(party)
    return CaseState((own.fix if own else frozenset()) | view.public)
