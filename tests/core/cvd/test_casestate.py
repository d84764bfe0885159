"""What can happen to a vulnerability, derived, against the numbers and the table of cvd-protocol 3.4."""

from __future__ import annotations

import re
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.cvd import casestate
from medcord.core.cvd.casestate import CaseEvent, CaseState, combine, histories, next_events, observe, step
from medcord.core.cvd.desiderata import DESIDERATA, advice, score, zero_day_types
from medcord.core.refusals import InputRefusal, RuleRefusal

# cvd-protocol 3.4, "Allowed next events per state".
BY_HAND = """
vfdpxa VPXA  Vfdpxa FPXA  VFdpxa DPXA  VFDpxa PXA
vfdpxA VPX   VfdpxA FPX   VFdpxA DPX   VFDpxA PX
vfdpXa P     VfdpXa P     VFdpXa P     VFDpXa P
vfdpXA P     VfdpXA P     VFdpXA P     VFDpXA P
vfdPxa V     VfdPxa FXA   VFdPxa DXA   VFDPxa XA
vfdPxA V     VfdPxA FX    VFdPxA DX    VFDPxA X
vfdPXa V     VfdPXa FA    VFdPXa DA    VFDPXa A
vfdPXA V     VfdPXA F     VFdPXA D     VFDPXA -
"""
NEXT = dict(re.findall(r"(\w{6}) +([A-Z-]+)", BY_HAND))

V, F, D, P, X, A = CaseEvent


def walk(letters: str) -> CaseState:
    state = casestate.START
    for letter in letters:
        state = step(state, CaseEvent(letter))
    return state


def test_there_are_32_states() -> None:
    assert len(casestate.STATES) == 32
    by_rule = {
        fix + public for fix in ("vfd", "Vfd", "VFd", "VFD") for public in map("".join, product(*("pP", "xX", "aA")))
    }
    assert {str(each) for each in casestate.STATES} == by_rule


def test_there_are_58_legal_transitions() -> None:
    assert len(casestate.TRANSITIONS) == 58


def test_there_are_70_legal_histories() -> None:
    assert len(set(histories())) == len(histories()) == 70


@pytest.mark.parametrize("code", sorted(NEXT))
def test_what_may_follow_is_as_in_the_protocols_table(code: str) -> None:
    follow = "".join(next_events(CaseState.parse(code))) or "-"
    assert follow == NEXT[code]


def test_histories_are_exactly_the_orders_the_constraints_allow() -> None:
    """Equivalent wording of 3.4: V before F before D; P before X or right after it; V before P or right after it.

    “Right after” lets X-P-V stand together: the public exploit makes the case public, which makes the maker aware.
    """

    def legal(order: tuple[CaseEvent, ...]) -> bool:
        at = {event: order.index(event) for event in CaseEvent}
        return at[V] < at[F] < at[D] and (at[P] < at[X] or at[P] == at[X] + 1) and (at[V] < at[P] or at[V] == at[P] + 1)

    assert set(histories()) == {order for order in permutations(CaseEvent) if legal(order)}


def test_letters_are_read_and_written_back() -> None:
    assert [str(CaseState.parse(str(each))) for each in casestate.STATES] == [str(each) for each in casestate.STATES]


@pytest.mark.parametrize("letters", ["", "vfdpx", "vfdpxaa", "afdpxv", "hello!", "vFdpxa", "VfDpxa"])
def test_letters_that_are_no_state_are_refused(letters: str) -> None:
    with pytest.raises(InputRefusal) as refused:
        CaseState.parse(letters)
    assert refused.value.code == "case-state"


def test_what_is_recorded_is_not_recorded_twice() -> None:
    with pytest.raises(RuleRefusal) as refused:
        step(walk("V"), V)
    assert refused.value.sentence == (
        "“the manufacturer knows” cannot be recorded on a case in state Vfdpxa: that is already recorded. "
        "Open now: “a fix is ready”, “the public knows”, “an exploit is public”, “attacks are observed”."
    )


def test_a_fix_cannot_be_ready_before_the_manufacturer_knows() -> None:
    with pytest.raises(RuleRefusal, match="something else comes first"):
        step(casestate.START, F)


def test_a_public_exploit_makes_the_case_public() -> None:
    assert str(observe(walk("V"), X)) == "VfdPXa"
    assert str(observe(walk("VP"), X)) == "VfdPXa"
    assert str(observe(walk("V"), A)) == "VfdpxA"


def test_a_case_is_as_far_as_its_slowest_manufacturer() -> None:
    assert str(combine([frozenset({V, F}), frozenset({V})], frozenset({P}))) == "VfdPxa"
    assert str(combine([], frozenset())) == "vfdpxa"
    assert str(combine([frozenset({V, F, D})], frozenset())) == "VFDpxa"


@given(st.lists(st.sampled_from(list(CaseEvent)), max_size=20))
def test_no_order_of_events_ever_takes_one_back(events: list[CaseEvent]) -> None:
    state = casestate.START
    for event in events:
        before = state
        try:
            state = observe(state, event)
        except RuleRefusal:
            continue
        assert before.events < state.events
        assert state in casestate.STATES


def test_the_best_history_meets_all_twelve_wishes_and_the_worst_none() -> None:
    marks = {"".join(order): len(score(order).met) for order in histories()}
    assert marks["VFDPXA"] == 12
    assert marks["AXPVFD"] == 0
    assert [order for order, met in marks.items() if met == 12] == ["VFDPXA"]
    assert all(not score(order).undecided for order in histories())


def test_a_score_by_hand() -> None:
    """V P F D X A: P came before F and D, so of twelve wishes exactly F≺P and D≺P are missed."""
    judged = score((V, P, F, D, X, A))
    assert judged.missed == ((F, P), (D, P))
    assert len(judged.met) == 10


def test_an_unfinished_history_leaves_wishes_undecided() -> None:
    judged = score((V, P))
    assert judged.met == ((V, P), (V, X), (V, A), (P, X), (P, A))
    assert judged.missed == ((F, P), (D, P))
    assert judged.undecided == ((F, X), (F, A), (D, X), (D, A), (X, A))
    assert score(()).undecided == DESIDERATA


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("vfdpxa", {"tell-manufacturer", "keep-embargo"}),
        ("vfdPxa", {"tell-manufacturer", "escalate-telling", "end-embargo"}),
        ("Vfdpxa", {"make-fix", "keep-embargo"}),
        ("VfdpxA", {"make-fix", "escalate-fix", "detect-attacks", "end-embargo"}),
        ("VfdPxa", {"make-fix", "escalate-fix", "publish-mitigation", "end-embargo"}),
        ("VFdpxa", {"deploy-fix", "keep-embargo"}),
        ("VFdPXa", {"deploy-fix", "escalate-deployment", "detect-exploit", "end-embargo"}),
        ("VFDPXA", {"detect-exploit", "detect-attacks", "end-embargo"}),
    ],
)
def test_advice_by_state(code: str, expected: set[str]) -> None:
    assert {each.code for each in advice(CaseState.parse(code))} == expected


def test_every_state_gets_advice() -> None:
    assert [state for state in casestate.STATES if not advice(state)] == []


def test_zero_day_types() -> None:
    assert zero_day_types(CaseState.parse("vfdpxA")) == ("vulnerability 1", "attack 1", "attack 2", "attack 3")
    assert zero_day_types(CaseState.parse("VfdPXa")) == ("vulnerability 3", "exploit 2")
    assert zero_day_types(CaseState.parse("VFdPXa")) == ()
    assert zero_day_types(CaseState.parse("VFDPxa")) == ()
