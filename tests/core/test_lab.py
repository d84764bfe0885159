"""The chain of custody of a specimen: the table, and the gaps that are shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.lab import Custody, CustodyGap, CustodyMove, Hand, follow, gaps, moves_from, sha256
from medcord.core.refusals import InputRefusal, RuleRefusal

DAY = datetime(2026, 11, 2, 9, tzinfo=UTC)

# What may follow what, by hand; every other pair is refused.
OPEN = {
    "expected": {"receive": "received", "to_laboratory": "at_laboratory"},
    "received": {"to_laboratory": "at_laboratory", "return": "returned", "destroy": "destroyed"},
    "at_laboratory": {"from_laboratory": "received", "return": "returned", "destroy": "destroyed"},
    "returned": {},
    "destroyed": {},
}


@pytest.mark.parametrize("state", Custody)
@pytest.mark.parametrize("move", CustodyMove)
def test_a_specimen_moves_by_the_table_only(state: Custody, move: CustodyMove) -> None:
    meant = OPEN[state.value].get(move.value)
    assert [one.value for one in moves_from(state)] == list(OPEN[state.value])
    if meant is None:
        with pytest.raises(RuleRefusal) as refused:
            follow(state, move)
        assert refused.value.code == "custody"
    else:
        assert follow(state, move).value == meant


def test_a_chain_without_a_gap() -> None:
    chain = [
        Hand("Karst", "NCC, M. Tarrow", DAY, "K-1", "N-7"),
        Hand("ncc,  m. tarrow", "Lab of the Vale", DAY + timedelta(days=1), "N-7"),
        Hand("Lab of the Vale", "Karst", DAY + timedelta(days=9), "n-7", "L-3"),
    ]
    assert gaps(chain) == [frozenset()] * 3


@pytest.mark.parametrize(
    ("second", "missing"),
    [
        (Hand("A courier", "Lab", DAY + timedelta(days=1), "N-7"), {CustodyGap.HOLDER}),
        (Hand("NCC", "Lab", DAY + timedelta(days=1), "N-8"), {CustodyGap.SEAL}),
        (Hand("NCC", "Lab", DAY + timedelta(days=1)), {CustodyGap.SEAL}),
        (Hand("NCC", "Lab", DAY - timedelta(minutes=1), "N-7"), {CustodyGap.TIME}),
        (
            Hand("A courier", "Lab", DAY - timedelta(days=1), "K-1"),
            set(CustodyGap),
        ),
    ],
)
def test_a_gap_in_a_chain_is_told_by_its_kind(second: Hand, missing: set[CustodyGap]) -> None:
    assert gaps([Hand("Karst", "NCC", DAY, "K-1", "N-7"), second]) == [frozenset(), frozenset(missing)]


@settings(max_examples=40)
@given(st.lists(st.sampled_from(CustodyMove), max_size=8))
def test_after_an_end_nothing_moves(moves: list[CustodyMove]) -> None:
    state, ended = Custody.EXPECTED, False
    for move in moves:
        if ended:
            with pytest.raises(RuleRefusal):
                follow(state, move)
            continue
        if move in moves_from(state):
            state = follow(state, move)
        ended = state in (Custody.RETURNED, Custody.DESTROYED)


def test_a_sha256_is_read_as_people_paste_it() -> None:
    plain = "ab" * 32
    assert sha256(f"SHA256:{plain.upper()}", field="x") == plain
    assert sha256(" ".join([plain[:32], plain[32:]]), field="x") == plain
    for wrong in ("", "ab" * 31, "zz" * 32):
        with pytest.raises(InputRefusal):
            sha256(wrong, field="x")
