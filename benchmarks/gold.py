"""Accuracy on a labelled inventory: ``python -m benchmarks.gold [--gold DIR --advisories DIR]``.

How pairs count is said in the gold set's own NOTES.md: one label per (row, advisory), ``ignore.jsonl`` pairs are left
out, ``product_alternates.jsonl`` names entries that are equally right. Exit 0 within the limits, 1 outside, 2 no data.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from medcord.core.device.match import AdvisoryIndex, match_devices
from medcord.core.device.value import Device, Match
from medcord.core.refusals import Refusal, UnreadableFile
from medcord.core.vocabulary import Verdict
from medcord.data import load_aliases
from medcord.formats.csaf import read_advisory
from medcord.formats.inventory import read_devices

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
LIMITS = {"precision": 0.97, "recall": 0.97, "verdict_accuracy": 0.95, "possible_share": 0.30}


@dataclass(frozen=True, slots=True)
class Label:
    asset_tag: str
    advisory: str
    product: str
    verdict: Verdict
    why: str = ""
    also_accept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Error:
    """One wrong pair: what was said, what is right, and the evidence for either."""

    sort: str
    asset_tag: str
    advisory: str
    expected: str
    found: str
    why: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Figures over all pairs; shares are 0 to 1. ``decisions_per_1000`` counts identities with a possible verdict."""

    pairs_found: int
    pairs_labelled: int
    precision: float
    recall: float
    verdict_accuracy: float
    silent_misses: int
    affected_called_not_affected: int
    possible_share: float
    decisions_per_1000: float
    product_named_right: float
    errors: tuple[Error, ...]

    @property
    def within_limits(self) -> bool:
        """The limits of issue 6."""
        return (
            self.precision >= LIMITS["precision"]
            and self.recall >= LIMITS["recall"]
            and self.verdict_accuracy >= LIMITS["verdict_accuracy"]
            and self.possible_share <= LIMITS["possible_share"]
            and self.silent_misses == 0
            and self.affected_called_not_affected == 0
        )


def score(
    devices: Iterable[Device],
    matches: Iterable[tuple[Device, Match]],
    labels: Iterable[Label],
    ignored: frozenset[tuple[str, str]] = frozenset(),
) -> Score:
    """Compare verdicts with hand labels, pair by pair."""
    expected = {(label.asset_tag, label.advisory): label for label in labels}
    found = {
        (device.asset_tag, match.advisory): match
        for device, match in matches
        if (device.asset_tag, match.advisory) not in ignored
    }
    both = [pair for pair in expected if pair in found]
    right = [pair for pair in both if found[pair].verdict is expected[pair].verdict]
    named = [pair for pair in both if found[pair].product in (expected[pair].product, *expected[pair].also_accept)]
    errors = tuple(_errors(expected, found))
    identities = {device.identity: device.asset_tag for device in devices}
    tags_to_review = {tag for (tag, _), match in found.items() if match.verdict is Verdict.POSSIBLE}
    to_review = sum(1 for tag in identities.values() if tag in tags_to_review)
    possible = sum(1 for match in found.values() if match.verdict is Verdict.POSSIBLE)
    return Score(
        pairs_found=len(found),
        pairs_labelled=len(expected),
        precision=_share(len(both), len(found)),
        recall=_share(len(both), len(expected)),
        verdict_accuracy=_share(len(right), len(expected)),
        silent_misses=sum(
            1 for pair, label in expected.items() if pair not in found and label.verdict is not Verdict.NOT_AFFECTED
        ),
        affected_called_not_affected=sum(
            1
            for pair in both
            if expected[pair].verdict is Verdict.AFFECTED and found[pair].verdict is Verdict.NOT_AFFECTED
        ),
        possible_share=_share(possible, len(found)),
        decisions_per_1000=1000 * _share(to_review, len(identities)),
        product_named_right=_share(len(named), len(both)),
        errors=errors,
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _errors(expected: Mapping[tuple[str, str], Label], found: Mapping[tuple[str, str], Match]) -> Iterable[Error]:
    for pair, label in expected.items():
        match = found.get(pair)
        if match is None:
            sort = "missed" if label.verdict is Verdict.NOT_AFFECTED else "SILENT MISS"
            yield Error(sort, *pair, f"{label.verdict} {label.product}", "nothing", label.why, ())
        elif match.verdict is not label.verdict:
            grave = label.verdict is Verdict.AFFECTED and match.verdict is Verdict.NOT_AFFECTED
            sort = "AFFECTED CALLED NOT AFFECTED" if grave else "verdict"
            said = f"{match.verdict} {match.product}"
            yield Error(sort, *pair, f"{label.verdict} {label.product}", said, label.why, match.because)
    for pair, match in found.items():
        if pair not in expected:
            yield Error("extra", *pair, "nothing", f"{match.verdict} {match.product}", "", match.because)


def read_labels(folder: Path) -> tuple[list[Label], frozenset[tuple[str, str]]]:
    """The labels and the pairs to ignore of a gold folder."""
    alternates = {
        (line["asset_tag"], line["advisory"]): tuple(line["also_accept"])
        for line in _lines(folder / "product_alternates.jsonl")
    }
    labels = [
        Label(
            line["asset_tag"],
            line["advisory"],
            line["product"],
            Verdict(line["verdict"]),
            line.get("why", ""),
            alternates.get((line["asset_tag"], line["advisory"]), ()),
        )
        for line in _lines(folder / "labels.jsonl")
    ]
    ignored = frozenset((line["asset_tag"], line["advisory"]) for line in _lines(folder / "ignore.jsonl"))
    return labels, ignored


def _lines(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_inventory(folder: Path) -> list[Device]:
    """The devices of the folder's one inventory file, by the product's own reader: any table it can read."""
    files = sorted(folder.glob("inventory.*"))
    if len(files) != 1:
        raise UnreadableFile(
            str(folder), "has no inventory file, or more than one.", "Keep exactly one inventory.* in it."
        )
    return list(read_devices(files[0]).devices())


def build_index(folder: Path) -> AdvisoryIndex:
    """Every advisory in ``folder``, read by the product's own reader."""
    advisories = [read_advisory(path.read_bytes(), name=path.name).advisory for path in sorted(folder.glob("*.json"))]
    return AdvisoryIndex(advisories, load_aliases())


def measure(gold: Path, advisories: Path) -> Score:
    """Score the gold folder against the advisories folder."""
    labels, ignored = read_labels(gold)
    devices = read_inventory(gold)
    return score(devices, match_devices(devices, build_index(advisories)), labels, ignored)


def show(result: Score) -> None:
    for error in result.errors:
        print(f"{error.sort}: {error.asset_tag} {error.advisory}: expected {error.expected}; found {error.found}")
        print(f"    label: {error.why or '-'}")
        for line in error.because:
            print(f"    because: {line}")
    print(f"pairs labelled / found              {result.pairs_labelled} / {result.pairs_found}")
    print(f"relation precision                  {result.precision:.4f}  (limit {LIMITS['precision']})")
    print(f"relation recall                     {result.recall:.4f}  (limit {LIMITS['recall']})")
    print(f"verdict accuracy on related pairs   {result.verdict_accuracy:.4f}  (limit {LIMITS['verdict_accuracy']})")
    print(f"silent misses                       {result.silent_misses}  (limit 0)")
    print(f"affected called not_affected        {result.affected_called_not_affected}  (limit 0)")
    print(f"share of possible                   {result.possible_share:.4f}  (limit {LIMITS['possible_share']})")
    print(f"review decisions per 1,000 identities  {result.decisions_per_1000:.0f}")
    print(f"deciding entry named as labelled    {result.product_named_right:.4f}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Matching accuracy on a hand-labelled inventory.")
    parser.add_argument("--gold", type=Path, default=SHARED / "gold", help="folder with inventory.* and labels.jsonl")
    parser.add_argument("--advisories", type=Path, default=SHARED / "icsma", help="folder of CSAF files")
    chosen = parser.parse_args(arguments)
    for folder in (chosen.gold, chosen.advisories):
        if not folder.is_dir():
            print(f"There is no folder {folder}: nothing was measured. Give --gold and --advisories.", file=sys.stderr)
            return 2
    started = time.perf_counter()
    try:
        result = measure(chosen.gold, chosen.advisories)
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 2
    show(result)
    print(f"seconds, reading included           {time.perf_counter() - started:.2f}")
    print("within the limits" if result.within_limits else "OUTSIDE the limits")
    return 0 if result.within_limits else 1


if __name__ == "__main__":
    raise SystemExit(main())
