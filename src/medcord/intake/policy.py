"""What a report may hold."""

from __future__ import annotations

from collections.abc import Sequence

from medcord.core.refusals import InputRefusal
from medcord.formats import evidence

MOST_FILES = 10


def check_sizes(files: Sequence[tuple[str, int]]) -> None:
    """Refuse too many or too large files by their declared sizes, before a byte of them is read."""
    if len(files) > MOST_FILES:
        raise InputRefusal(
            f"You added {len(files)} files; {MOST_FILES} fit. Put them into fewer files.", code="many-files"
        )
    for name, size in files:
        evidence.check_size(name, size)
