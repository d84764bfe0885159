"""Which versions of a draft stand for which revision of its advisory, to compare them word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medcord.drafting.models import Draft, DraftRevision


@dataclass(frozen=True, slots=True)
class Step:
    """Two versions of the draft, and what people call the way between them."""

    words: str
    before: int
    now: int


def steps(draft: Draft, rows: Sequence[DraftRevision]) -> tuple[Step, ...]:
    """From each revision that went out to the next, and from what is out to what is written now; oldest first. A
    revision that was given up is no step."""
    # One that went out in an emergency was opened later and stands on what was out before.
    kept = sorted((row for row in rows if row.given_up_at is None), key=lambda row: row.base)
    found = []
    for number, row in enumerate(kept):
        following = kept[number + 1].base if number + 1 < len(kept) else draft.number
        if row.released_at is None:
            words = "What changed since what is out"
        else:
            words = f"From revision {(row.number or 2) - 1} to {row.number or 2}"
        found.append(Step(words, row.base, following))
    return tuple(one for one in found if one.before < one.now)
