"""What one measurement is, and how to measure a child process."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True, slots=True)
class Row:
    """A figure. ``peers`` are the same measure of something to compare with, taken in the same run.

    ``limit`` is what it must not pass: the most for ms, s and MB, the least for everything per second.
    """

    name: str
    value: float
    unit: str
    peers: dict[str, float] = field(default_factory=dict)
    limit: float | None = None

    @property
    def within(self) -> bool:
        """Whether the limit, if there is one, is kept."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.unit.endswith("/s") else self.value <= self.limit


class SkippedRow(Exception):
    """A row that cannot be measured here; its text says why."""


def shared(*parts: str) -> Path:
    """A path of the reference data beside the checkout. Raises SkippedRow where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        raise SkippedRow(f"the reference data ../shared/{'/'.join(parts)} is not beside this checkout")
    return path


def in_child(module: str, *arguments: str) -> dict[str, Any]:
    """Run a module in a process of its own, which prints its figures as one JSON object."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures
