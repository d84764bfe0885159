"""Measure every row of benchmarks/rows, write build/bench.json, print a table. Exit 1 if a limit is passed.

Names given as arguments choose modules: ``python -m benchmarks.bench cli_help``.
"""

from __future__ import annotations

import json
import os
import pkgutil
import platform
import sys
from dataclasses import asdict
from importlib import import_module

from benchmarks import rows
from benchmarks.row import ROOT, Row, SkippedRow


def measure(names: list[str]) -> tuple[list[Row], dict[str, str]]:
    """Rows of each module by name, and the modules that were skipped with the reason."""
    found: list[Row] = []
    skipped: dict[str, str] = {}
    for name in names:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        try:
            found.extend(import_module(f"benchmarks.rows.{name}").measure())
        except SkippedRow as reason:
            skipped[name] = str(reason)
    return found, skipped


def table(found: list[Row], skipped: dict[str, str]) -> str:
    """The rows for people."""
    lines = [f"{'measure':<28}{'value':>12} {'unit':<8}{'limit':>9}  peers"]
    for row in found:
        limit = f"{row.limit:,.0f}" if row.limit is not None else "-"
        peers = ", ".join(f"{name}: {value:,.0f}" for name, value in row.peers.items())
        mark = "" if row.within else "  OVER THE LIMIT"
        lines.append(f"{row.name:<28}{row.value:>12,.1f} {row.unit:<8}{limit:>9}  {peers}{mark}")
    lines += [f"{name:<28}skipped: {reason}" for name, reason in skipped.items()]
    return "\n".join(lines)


def main(chosen: list[str]) -> int:
    """Measure the chosen modules, or all."""
    there = sorted(module.name for module in pkgutil.iter_modules(rows.__path__))
    unknown = sorted(set(chosen) - set(there))
    if unknown:
        print(f"There is no row {', '.join(unknown)}. There are: {', '.join(there)}.", file=sys.stderr)
        return 2
    found, skipped = measure(chosen or there)
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
    report = {"machine": machine, "rows": [asdict(row) for row in found], "skipped": skipped}
    fresh = build / "bench.json.part"
    fresh.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    fresh.replace(build / "bench.json")
    print(table(found, skipped))
    return 0 if all(row.within for row in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
