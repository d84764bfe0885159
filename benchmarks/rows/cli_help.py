"""How long a person waits for ``medcord --help``: the whole process, median of nine, after one to warm the disk."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from benchmarks.row import ROOT, Row

_COMMAND = [sys.executable, "-m", "medcord.cli.main", "--help"]


def measure() -> list[Row]:
    """Milliseconds, beside an empty Python process."""
    empty = [sys.executable, "-c", "pass"]
    return [Row("cli-help", _median_ms(_COMMAND), "ms", {"python that does nothing": _median_ms(empty)}, limit=300)]


def _median_ms(command: list[str]) -> float:
    taken = []
    for _round in range(10):
        begun = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        taken.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(taken[1:]), 1)
