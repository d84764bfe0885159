"""A report goes forward by the table of cvd-protocol 3.2 and never otherwise."""

from __future__ import annotations

from itertools import product

import pytest

from medcord.core.cvd import report
from medcord.core.cvd.report import ReportState, ReportTrigger, catch_up, step
from medcord.core.refusals import RuleRefusal

# Written from cvd-protocol 3.2 by hand: state letter, trigger letter, state letter.
BY_HAND = "Sr>R Rv>V Iv>V Ri>I Va>A Da>A Vd>D Ad>D Ic>C Dc>C Ac>C"

STATE = {each.value[0].upper(): each for each in ReportState}
TRIGGER = {each.value[0]: each for each in ReportTrigger}
SAID = {
    ReportTrigger.RECEIVE: "receive it",
    ReportTrigger.VALIDATE: "find it valid",
    ReportTrigger.INVALIDATE: "find it invalid",
    ReportTrigger.ACCEPT: "accept it",
    ReportTrigger.DEFER: "put it off",
    ReportTrigger.CLOSE: "close it",
}
EXPECTED = {(STATE[c[0]], TRIGGER[c[1]]): STATE[c[3]] for c in BY_HAND.split()}


def test_the_table_is_the_one_of_the_protocol() -> None:
    assert dict(report.TRANSITIONS) == EXPECTED


@pytest.mark.parametrize(("state", "trigger"), list(product(ReportState, ReportTrigger)))
def test_every_pair_either_steps_or_is_refused_with_a_sentence(state: ReportState, trigger: ReportTrigger) -> None:
    if (state, trigger) in EXPECTED:
        assert step(state, trigger) == EXPECTED[state, trigger]
        return
    with pytest.raises(RuleRefusal) as refused:
        step(state, trigger)
    assert refused.value.code == "report-step"
    open_steps = [t for (s, t) in EXPECTED if s is state]
    assert all(SAID[each] in refused.value.sentence for each in open_steps)


def test_a_valid_report_is_not_closed_before_it_is_accepted_or_deferred() -> None:
    with pytest.raises(RuleRefusal) as refused:
        step(ReportState.VALID, ReportTrigger.CLOSE)
    assert refused.value.sentence == (
        "The report is found valid, so nobody can close it now. What can be done: accept it, put it off."
    )


def test_nothing_follows_a_closed_report() -> None:
    assert {ReportState.CLOSED} == report.FINAL
    with pytest.raises(RuleRefusal, match="last state"):
        step(ReportState.CLOSED, ReportTrigger.RECEIVE)


def test_only_invalid_deferred_and_accepted_reports_close() -> None:
    assert {ReportState.INVALID, ReportState.DEFERRED, ReportState.ACCEPTED} == report.CLOSABLE


def test_triggers_name_what_is_open() -> None:
    assert report.triggers(ReportState.RECEIVED) == (ReportTrigger.VALIDATE, ReportTrigger.INVALIDATE)


def test_a_jump_ahead_told_by_the_sender_is_taken_over() -> None:
    assert catch_up(ReportState.RECEIVED, ReportState.ACCEPTED) == ReportState.ACCEPTED


def test_a_change_of_mind_between_equal_ranks_follows_the_table() -> None:
    assert catch_up(ReportState.ACCEPTED, ReportState.DEFERRED) == ReportState.DEFERRED
    assert catch_up(ReportState.INVALID, ReportState.VALID) == ReportState.VALID
    with pytest.raises(RuleRefusal):
        catch_up(ReportState.VALID, ReportState.INVALID)


def test_a_step_back_told_by_the_sender_is_refused() -> None:
    with pytest.raises(RuleRefusal) as refused:
        catch_up(ReportState.ACCEPTED, ReportState.RECEIVED)
    assert refused.value.code == "report-regression"


def test_hearing_the_same_state_twice_changes_nothing() -> None:
    assert [catch_up(each, each) for each in ReportState] == list(ReportState)


@pytest.mark.parametrize("in_force", [True, False])
def test_a_party_closes_its_part_only_when_the_embargo_is_over(in_force: bool) -> None:
    if not in_force:
        assert report.tell(ReportState.ACCEPTED, ReportState.CLOSED, in_force=False) is ReportState.CLOSED
        return
    with pytest.raises(RuleRefusal) as refused:
        report.tell(ReportState.ACCEPTED, ReportState.CLOSED, in_force=True)
    assert refused.value.code == "report-close-under-embargo"
    assert report.tell(ReportState.ACCEPTED, ReportState.DEFERRED, in_force=True) is ReportState.DEFERRED


def test_what_is_said_twice_is_told_so() -> None:
    with pytest.raises(RuleRefusal) as refused:
        report.tell(ReportState.VALID, ReportState.VALID, in_force=True)
    assert refused.value.code == "report-same"
