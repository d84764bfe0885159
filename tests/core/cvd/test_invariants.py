"""Each invariant of cvd-protocol 3.5 says why when it is broken, and says nothing when it holds."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from medcord.core.cvd import invariants
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.cvd.embargo import EmbargoState, Ending
from medcord.core.cvd.invariants import CaseView, Forward, ParticipantView, all_broken, newly_broken, state_of
from medcord.core.cvd.report import ReportState

V, F, D, P, X, A = CaseEvent
OWNER, MAKER, FINDER = UUID(int=1), UUID(int=2), UUID(int=3)

SOUND_MAKER = ParticipantView(
    MAKER, ReportState.ACCEPTED, True, frozenset({V, F}), frozenset({MAKER, OWNER}), report_brought_by=OWNER
)
SOUND = CaseView(
    owner=OWNER,
    embargo=EmbargoState.ACTIVE,
    participants=(ParticipantView(OWNER, ReportState.ACCEPTED), SOUND_MAKER),
    forwards=(Forward(OWNER, MAKER, ReportState.ACCEPTED),),
)


def maker(**changes: object) -> CaseView:
    return replace(SOUND, participants=(SOUND.participants[0], replace(SOUND_MAKER, **changes)))  # type: ignore[arg-type]


def test_a_sound_case_breaks_nothing() -> None:
    assert all_broken(SOUND) == ()
    assert all_broken(CaseView(owner=OWNER)) == ()


BROKEN = {
    1: replace(SOUND, embargo=EmbargoState.PROPOSED, public=frozenset({A})),
    3: maker(report=ReportState.VALID, fix=frozenset({V, F})),
    4: maker(report=ReportState.RECEIVED, fix=frozenset()),
    5: replace(SOUND, public=frozenset({A})),
    6: replace(SOUND, forwards=(Forward(OWNER, MAKER, ReportState.VALID),)),
    7: maker(report=ReportState.ACCEPTED, fix=frozenset()),
    8: replace(SOUND, participants=(ParticipantView(OWNER, ReportState.CLOSED), SOUND_MAKER)),
    9: replace(SOUND, before=replace(SOUND, public=frozenset({P}))),
    10: maker(fix_told_by=frozenset({FINDER})),
}


@pytest.mark.parametrize("number", sorted(BROKEN))
def test_a_broken_invariant_says_why(number: int) -> None:
    why = invariants.INVARIANTS[number - 1](BROKEN[number])
    assert why is not None
    assert why.endswith(".")
    assert why in all_broken(BROKEN[number])


@pytest.mark.parametrize("state", [EmbargoState.ACTIVE, EmbargoState.REVISE])
@pytest.mark.parametrize("event", [P, X])
def test_publicity_beside_an_embargo_breaks_two_and_five(state: EmbargoState, event: CaseEvent) -> None:
    view = replace(SOUND, embargo=state, public=frozenset({event}))
    assert all_broken(view) == (
        invariants.publicity_ends_the_embargo(view),
        invariants.no_embargo_beside_attacks_or_publicity(view),
    )


def test_attacks_alone_break_five_but_not_two() -> None:
    assert invariants.publicity_ends_the_embargo(BROKEN[5]) is None
    assert all_broken(BROKEN[5]) == (
        "An embargo binds although attacks are observed, and nobody asks to end it. Propose its end.",
    )


@pytest.mark.parametrize("ending", [Ending.PROPOSED, Ending.KEPT])
def test_an_attacked_embargo_may_bind_while_its_end_is_proposed_or_was_refused(ending: Ending) -> None:
    assert all_broken(replace(BROKEN[5], ending=ending)) == ()


def test_an_act_answers_for_what_it_breaks_and_not_for_what_was_broken() -> None:
    before = maker(report=ReportState.VALID, fix=frozenset({V, F}))
    after = replace(before, embargo=EmbargoState.ACTIVE, public=frozenset({P}), before=before)
    assert newly_broken(before) == all_broken(before)
    assert newly_broken(after) == (
        "The embargo is still in force although the public knows. End it now.",
        "An embargo binds although the public knows. End it.",
    )


@pytest.mark.parametrize("number", [1, 5, 6, 8, 9, 10])
def test_each_break_is_told_once(number: int) -> None:
    assert len(all_broken(BROKEN[number])) == 1


def test_a_fix_taken_back_is_named() -> None:
    before = maker(fix=frozenset({V, F, D}))
    after = replace(maker(fix=frozenset({V})), before=before)
    assert all_broken(after) == (
        "This cannot be taken back: a fix is ready, the fix is deployed. Add a correction instead.",
    )


def test_a_participant_who_left_takes_nothing_back() -> None:
    after = replace(SOUND, participants=(SOUND.participants[0],), forwards=(), before=SOUND)
    assert invariants.nothing_is_taken_back(after) is None


def test_the_bringer_of_the_report_may_say_that_the_maker_knows() -> None:
    assert all_broken(maker(fix_told_by=frozenset({OWNER}))) == ()


def test_a_participants_triple_joins_its_own_half_with_the_common_one() -> None:
    view = replace(SOUND, public=frozenset({P}))
    assert str(state_of(view, MAKER)) == "VFdPxa"
    assert str(state_of(view, OWNER)) == "vfdPxa"
