"""The measure itself, and the hand-labelled inventory within the limits of matching.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.gold import Label, main, measure, score

from medcord.core.device.value import Device, Match
from medcord.core.vocabulary import Basis, Verdict

SHARED = Path(__file__).resolve().parents[3] / ".." / "shared" / "data"
needs_gold = pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="../shared is not beside this checkout")


def found(tag: str, advisory: str, verdict: Verdict, product: str = "P") -> tuple[Device, Match]:
    return Device(tag, model=tag), Match(advisory, product, verdict, Basis.NEEDS_REVIEW, ("because",))


def test_each_way_of_being_wrong_is_counted_for_itself() -> None:
    labels = [
        Label("T1", "A", "P", Verdict.AFFECTED),
        Label("T1", "B", "P", Verdict.AFFECTED),
        Label("T1", "C", "P", Verdict.POSSIBLE),
        Label("T1", "D", "P", Verdict.NOT_AFFECTED),
        Label("T2", "A", "Q", Verdict.POSSIBLE, also_accept=("P",)),
    ]
    matches = [
        found("T1", "A", Verdict.AFFECTED),
        found("T1", "B", Verdict.NOT_AFFECTED),
        found("T2", "A", Verdict.POSSIBLE),
        found("T2", "B", Verdict.AFFECTED),
        found("T2", "C", Verdict.AFFECTED),
    ]
    devices = [Device("T1", model="T1"), Device("T2", model="T2")]
    result = score(devices, matches, labels, frozenset({("T2", "C")}))
    assert (result.pairs_labelled, result.pairs_found) == (5, 4)
    assert (result.precision, result.recall, result.verdict_accuracy) == (0.75, 0.6, 0.4)
    assert (result.silent_misses, result.affected_called_not_affected) == (1, 1)
    assert (result.possible_share, result.decisions_per_1000) == (0.25, 500.0)
    assert result.product_named_right == 1.0
    assert sorted(error.sort for error in result.errors) == [
        "AFFECTED CALLED NOT AFFECTED",
        "SILENT MISS",
        "extra",
        "missed",
    ]
    assert not result.within_limits


def test_no_data_is_said_and_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gold", str(tmp_path / "nowhere"), "--advisories", str(tmp_path)]) == 2
    assert "nothing was measured" in capsys.readouterr().err


@needs_gold
def test_the_hand_labelled_inventory_is_within_the_limits() -> None:
    result = measure(SHARED / "gold", SHARED / "icsma")
    assert result.silent_misses == 0
    assert result.affected_called_not_affected == 0
    assert result.precision >= 0.97
    assert result.recall >= 0.97
    assert result.verdict_accuracy >= 0.95
    assert result.possible_share <= 0.30
