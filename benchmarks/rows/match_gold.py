"""Matching 100,000 devices: the gold inventory repeated, each row with an asset tag of its own, against 104 advisories.

The peer is reading the same file to devices and doing nothing with them, in a process of its own in the same run.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from benchmarks.row import Row, in_child, shared

DEVICES = 100_000


def measure() -> list[Row]:
    """Rows a second, seconds for the whole command, and peak memory."""
    advisories, gold = shared("data", "icsma"), shared("data", "gold", "inventory.csv")
    with tempfile.TemporaryDirectory() as folder:
        inventory = Path(folder) / "inventory.csv"
        repeat(gold, inventory)
        read = in_child(__name__, "read", str(inventory))
        done = in_child(__name__, "match", str(inventory), str(advisories), str(Path(folder) / "worklist.jsonl"))
    peer = "read the file only"
    return [
        Row("match-gold-100k", round(DEVICES / done["seconds"]), "rows/s", {peer: round(DEVICES / read["seconds"])}),
        Row("match-gold-100k-to-json", done["all_seconds"], "s", {peer: read["all_seconds"]}),
        Row("match-gold-100k-memory", done["peak_mb"], "MB", {peer: read["peak_mb"]}),
    ]


def repeat(gold: Path, target: Path) -> None:
    """Write the gold rows over and over with fresh asset tags."""
    with gold.open(encoding="utf-8", newline="") as source, target.open("w", encoding="utf-8", newline="") as out:
        rows = list(csv.reader(source))
        tag = rows[0].index("asset_tag")
        writer = csv.writer(out)
        writer.writerow(rows[0])
        for number, row in enumerate(islice(cycle(rows[1:]), DEVICES), start=1):
            writer.writerow([*row[:tag], f"T{number:07}", *row[tag + 1 :]])


def child(what: str, inventory: Path, advisories: Path | None = None, out: Path | None = None) -> dict[str, float]:
    """The work in its own process. ``seconds`` leaves out starting Python and reading the advisories."""
    from medcord.formats.inventory import read_devices

    begun = time.perf_counter()
    file = read_devices(inventory)
    if advisories is None or out is None:
        count = sum(1 for _device in file.devices())
        ended = written = time.perf_counter()
        started = begun
    else:
        from medcord.cli.output import whole_file
        from medcord.cli.worklist import build_worklist, read_shelf
        from medcord.cli.worklist_data import write_json

        shelf = read_shelf(advisories, lambda _done, _all: None)
        started = time.perf_counter()
        work = build_worklist(file, shelf, frozenset(), lambda _done, _all: None)
        count, ended = file.read, time.perf_counter()
        with whole_file(out) as stream:
            write_json(stream, work.lines)
        written = time.perf_counter()
    if count != DEVICES:
        raise SystemExit(f"{what}: {count} devices came back of {DEVICES}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": round(ended - started, 3),
        "all_seconds": round(written - begun, 2),
        "peak_mb": round(peak, 1),
    }


if __name__ == "__main__":
    json.dump(child(sys.argv[1], *(Path(given) for given in sys.argv[2:])), sys.stdout)
